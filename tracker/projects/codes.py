"""The number under which a project or a transaction is known to everybody (pure)."""

import re

from tracker.choices import ProjectKind
from tracker.projects.money import NARROW

EXAMPLE = "2018-610202-48-01-000000"
LONGEST = 80
_UNIFIED = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}", re.ASCII)
_SIGNS = re.compile(r"[\d-]+", re.ASCII)
_DASHES = str.maketrans("－–—−‐‑", "------")


def clean(text: str) -> str:
    """One width, one kind of dash, no blanks: the form in which codes are stored and compared."""
    return "".join(text.translate(NARROW).translate(_DASHES).split()).upper()


def problem(kind: ProjectKind, code: str) -> str | None:
    """Why this cannot be the code; None when it can, or when there is none."""
    if len(code) > LONGEST:
        return f"代码、编号不能超过{LONGEST}个字"
    if code and not kind.is_transaction and not _SIGNS.fullmatch(code):
        return f"统一项目代码由数字和短横组成，如 {EXAMPLE}；还没有代码的可以不填"
    return None


def remark(kind: ProjectKind, code: str | None) -> str | None:
    """What to look at again in a code that is taken as it is."""
    if not code or kind.is_transaction or _UNIFIED.fullmatch(code):
        return None
    return f"与统一项目代码的一般样式（如 {EXAMPLE}）不同，请核对"
