"""`python -m tests [pytest arguments]`: prepare the machine, then run the suite on both cores."""

import sys
from pathlib import Path

import pytest

from tests import machine

ALONE = {"--numprocesses", "--pdb", "--trace", "--collect-only", "--co", "--help", "-h", "--version", "no:xdist"}


def arguments(given: list[str]) -> list[str]:
    """The arguments for pytest: two processes unless the caller chose otherwise, and the reasons of all skips."""
    chosen = any(argument.startswith("-n") or argument.split("=")[0] in ALONE for argument in given)
    spread = [] if chosen else ["-n", "2", "--dist", "worksteal"]
    return ["-rs", *spread, *given]


def main(given: list[str]) -> int:
    if not machine.prepare():
        return 1
    return pytest.main([f"--rootdir={Path(__file__).parent.parent}", *arguments(given)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
