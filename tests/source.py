"""The project's own files, read for the tests that look at the code itself."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", "instance", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


@dataclass(frozen=True)
class Module:
    """A Python file: its path from the root, and its tree."""

    path: str
    tree: ast.Module

    @property
    def dotted(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def module(path: str, text: str) -> Module:
    return Module(path, ast.parse(text, path))


@cache
def tracked() -> tuple[str, ...]:
    """Files under version control; every file where there is no repository, as in an unpacked archive."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = [name for name in listed.stdout.split("\0") if name]
    if not names:
        files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
        names = [path.as_posix() for path in files if not SKIPPED & set(path.parts)]
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Our Python files, also those not yet under version control, of the folders named (or the roof's `app.py`)."""
    paths = [path for folder in folders for path in found(ROOT / folder)]
    return tuple(_read(path) for path in sorted(paths))


@cache
def _read(path: Path) -> Module:
    return module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def found(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from place.rglob("*.py")
