"""A .docx as the pages that LibreOffice makes of it, where that program is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 60


class NotPrinted(Exception):
    """Why there are no pages, in words for a person."""


def is_installed() -> bool:
    return shutil.which("soffice") is not None


def as_pdf(document: bytes) -> bytes:
    """The document as PDF, set by a program of its own that knows neither network nor our data.

    Raises NotPrinted where the program is missing, fails, or takes too long.
    """
    program = shutil.which("soffice")
    if program is None:
        raise NotPrinted("服务器上没有安装 LibreOffice，不能预览 PDF。请下载 .docx 后用办公软件打开。")
    with tempfile.TemporaryDirectory(prefix="printing-") as place:
        folder = Path(place)
        (folder / "paper.docx").write_bytes(document)
        office = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command = [*office, "--convert-to", "pdf", "--outdir", place, str(folder / "paper.docx")]
        environment = {"HOME": place, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        try:
            # The program is the installed one, the file ours: nothing a person typed is on the command line.
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, env=environment)  # noqa: S603
            return (folder / "paper.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise NotPrinted("没有生成 PDF，请稍后再试，或者下载 .docx 后用办公软件打开。") from None
