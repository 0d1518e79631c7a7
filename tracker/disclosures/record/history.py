"""What a record holds beside the usual, and what each version of it changed: pure."""

from collections.abc import Sequence

from tracker.choices import MatterKind
from tracker.disclosures.entry import LAW, NAMES, Entry, differences, from_json, shown
from tracker.disclosures.models import DisclosureVersion

LESS_ASKED = (
    *("basis", "phase", "audience", "contact", "legal_person", "supervision"),
    *("is_credit_information", "is_blacklisting", *LAW),
)


def facts_of(entry: Entry, names: Sequence[str]) -> list[tuple[str, str]]:
    """Chinese name and text of the fields that hold something else than nothing."""
    blank = Entry("", entry.kind)
    held = [name for name in names if getattr(entry, name) != getattr(blank, name)]
    return [(NAMES[name], shown(getattr(entry, name))) for name in held]


def version_history(
    versions: Sequence[DisclosureVersion],
) -> list[tuple[DisclosureVersion, list[tuple[str, str, str]]]]:
    """Each version, the newest first, with what it changed: name, old and new text; the first from blank."""
    entries = [from_json(each.stated) for each in versions]
    older = [*entries[1:], Entry("", MatterKind.GENERAL)]
    return [
        (version, list(differences(before, after)))
        for version, after, before in zip(versions, entries, older, strict=bool(versions))
    ]
