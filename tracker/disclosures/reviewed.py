"""How a record's secrecy review stands to what the record says now: whose it is, and whether it read something else."""

from tracker.disclosures.entry import REVIEW, Entry
from tracker.disclosures.models import Disclosure, SecrecyReview

READ = ("title", "document_number")
STALE = "标题、文号或形成日期在保密审查之后改过，公开前应重新审查"


def in_system(disclosure: Disclosure) -> SecrecyReview | None:
    """The review that counts, where the reviewer signed in and entered it: nobody else may state another."""
    last = next(iter(disclosure.reviews), None)
    return last if last is not None and last.reviewer_id is not None else None


def problem(disclosure: Disclosure, entry: Entry) -> str:
    """What is wrong with a stated review where the reviewer's own stands, or where it was of something else."""
    own = in_system(disclosure)
    if own is not None and _review(entry) != (own.reviewer, own.on, own.result, own.basis):
        return f"{own.reviewer}已于 {own.on} 在系统中审查，结论为“{own.result.label}”，只能由审查人重新审查，不能改写"
    is_first = entry.published_on is not None and disclosure.published_on is None
    return STALE if is_first and is_stale(disclosure, Entry.of(disclosure), entry) else ""


def is_stale(disclosure: Disclosure, before: Entry, after: Entry) -> bool:
    """Whether the review was of another title, number or day of forming; what was only added does not count."""
    if after.secrecy_result is None or _review(before) != _review(after):
        return False
    if disclosure.is_review_stale or after.is_reviewed_before_formed:
        return True
    return any(getattr(before, name) not in ("", getattr(after, name)) for name in READ)


def _review(entry: Entry) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in REVIEW)
