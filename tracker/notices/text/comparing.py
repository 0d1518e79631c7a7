"""What changed from one version of a text to the next, paragraph by paragraph. Pure."""

from collections.abc import Sequence
from difflib import SequenceMatcher


def changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Each paragraph with how it stands: same, gone or new; what was replaced comes before what replaces it."""
    found: list[tuple[str, str]] = []
    for kind, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("same", text) for text in after[begin:end]]
            continue
        found += [("gone", text) for text in before[first:last]]
        found += [("new", text) for text in after[begin:end]]
    return found
