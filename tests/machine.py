"""What the tests need from the machine beyond Python: a browser, a font, PostgreSQL. Standard library only.

Looks for each thing and, where it may, installs what is missing from the distribution's packages.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn
from unittest import SkipTest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
WINDOWS_BROWSERS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
OFFICE_PACKAGES = ("libreoffice-writer-nogui", "poppler-utils")
POSTGRESQL_FOLDERS = "/usr/lib/postgresql/*/bin"


def in_ci(environ: Mapping[str, str] = os.environ) -> bool:
    return environ.get("CI", "").lower() in {"1", "true", "yes"}


def unavailable(what: str) -> NoReturn:
    """End a test for want of something: skipped where a person runs it, failed where nothing may be skipped."""
    raise (AssertionError if in_ci() else SkipTest)(f"{what} is not installed on this machine")


def find_browser(environ: Mapping[str, str] = os.environ) -> str | None:
    """The program named by $CHROMIUM, or the first known Chromium on the path."""
    chosen = environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    path = environ.get("PATH")
    found = (shutil.which(name, path=path) for name in BROWSERS)
    folders = (environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    installed = (Path(folder, name) for folder in folders if folder for name in WINDOWS_BROWSERS)
    return next(filter(None, found), None) or next((str(program) for program in installed if program.exists()), None)


def find_postgresql(environ: Mapping[str, str] = os.environ, folders: str = POSTGRESQL_FOLDERS) -> Path | None:
    """The folder that holds initdb and postgres; the newest version where there are several."""
    versions = [folder for folder in Path("/").glob(folders.lstrip("/")) if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()])
    initdb = shutil.which("initdb", path=environ.get("PATH"))
    return Path(initdb).resolve().parent if initdb else None


def has_chinese_font() -> bool:
    fonts = Path("/usr/share/fonts")
    if os.name == "nt" or any(fonts.rglob("*CJK*")):
        return True
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def has_office() -> bool:
    """What turns a .docx into pages and measures them."""
    return all(map(shutil.which, ("soffice", "pdftotext")))


def driver_runs() -> bool:
    """Playwright's own node starts; on a minimal Debian it lacks a shared library and says so only here."""
    package = importlib.util.find_spec("playwright")
    if package is None or package.origin is None:
        return False
    node = Path(package.origin).parent / "driver" / ("node.exe" if os.name == "nt" else "node")
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Need:
    """One thing that tests need: what it is, the packages that bring it, and what does not run without it."""

    name: str
    packages: tuple[str, ...]
    is_met: Callable[[], bool]
    without: str
    required: bool = True


NEEDS = (
    Need("Chromium 浏览器 browser", ("chromium",), lambda: find_browser() is not None, "浏览器测试 browser tests"),
    Need("libatomic1", ("libatomic1",), driver_runs, "浏览器测试 browser tests"),
    Need("中文字体 Chinese font", ("fonts-noto-cjk",), has_chinese_font, "截图中的汉字 glyphs in screenshots", False),
    Need("LibreOffice", OFFICE_PACKAGES, has_office, "公文版面测试 layout of official documents"),
    Need("PostgreSQL", ("postgresql",), lambda: find_postgresql() is not None, "PostgreSQL 测试 tests on PostgreSQL"),
)


def missing() -> list[Need]:
    return [need for need in NEEDS if not need.is_met()]


def as_root() -> list[str] | None:
    """What to put before a command to run it as root without a question; None where that is not possible."""
    if os.name == "nt" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    allowed = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0
    return sudo if allowed else None


def install(needs: list[Need]) -> None:
    prefix = as_root()
    if prefix is None or not needs:
        return
    packages = [package for need in needs for package in need.packages]
    print(f"正在安装系统软件包 installing packages: {' '.join(packages)}", flush=True)
    quiet = partial(subprocess.run, check=False, stdout=subprocess.DEVNULL)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    quiet([*apt, "update"])
    quiet([*apt, "install", "-y", "--no-install-recommends", *packages])


def prepare() -> bool:
    """Install what is missing, say what stays missing; False where a required thing is missing in CI."""
    install(missing())
    left = missing()
    for need in left:
        print(f"缺少 {need.name}，跳过 skipped: {need.without}（apt install {' '.join(need.packages)}）", flush=True)
    if in_ci() and any(need.required for need in left):
        print("CI 环境下不允许跳过测试 nothing may be skipped in CI", flush=True)
        return False
    return True
