"""What a correction would win for the unit: more time, an earlier publication, or no clock at all. Pure."""

from collections.abc import Iterator
from datetime import date

from tracker.choices import Mode
from tracker.disclosures.entry import Entry


def gains(before: Entry, after: Entry, old_due: date | None, new_due: date | None) -> list[str]:
    """In words, what the office has to agree to before it counts; nothing where the record is judged no better."""
    return list(_gains(before, after, old_due, new_due))


def _gains(before: Entry, after: Entry, old_due: date | None, new_due: date | None) -> Iterator[str]:
    if before.mode is Mode.PROACTIVE and after.mode is not Mode.PROACTIVE:
        yield f"公开方式由{before.mode.label}改为{after.mode.label}，不再计算时限"
        return
    if old_due is not None and before.mode is Mode.PROACTIVE and (new_due is None or new_due > old_due):
        yield f"应公开期限由 {old_due} 推迟到 {new_due or '—'}"
    if before.published_on is None or after.published_on == before.published_on:
        return
    if after.published_on is None:
        yield f"删去公开日期 {before.published_on}"
    elif after.published_on < before.published_on:
        yield f"公开日期由 {before.published_on} 提前到 {after.published_on}"
