"""All that the administrator says of a preview: names, areas, rows, and ticks with one written reason."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import BooleanField, SelectMultipleField

from tracker.choices import Area
from tracker.forms import VersionedForm, long_text_field
from tracker.intake.matches import asking
from tracker.intake.models import ImportBatch
from tracker.intake.presenting import NO_UNIT, field_of
from tracker.intake.preview import Preview
from tracker.intake.resolving import Decisions, Question
from tracker.intake.withdrawals.forms import number
from tracker.tasks.withdrawing import REASON_LENGTH

CHOICES = ("unit-", "area-", "match-", "all-")
TICKS = frozenset({"ticks", "withdraw", "revive", "drop", "idle", "reason"})


class ReviewForm(VersionedForm):
    """The ticks. ``idle``: besides those ticked, every missing task on which nobody has worked."""

    withdraw = SelectMultipleField("撤销", coerce=number, validate_choice=False)
    revive = SelectMultipleField("恢复", coerce=number, validate_choice=False)
    drop = SelectMultipleField("撤销承担", coerce=number, validate_choice=False)
    idle = BooleanField("没有办理记录的全部撤销")
    reason = long_text_field("撤销理由", required=False, limit=REASON_LENGTH)

    def leaving(self, preview: Preview) -> set[int]:
        idle = {task.id for task in preview.missing if not task.in_use} if self.idle.data else set()
        return set(self.withdraw.data or ()) | idle


def has_choices(typed: Collection[str]) -> bool:
    return any(name.startswith(CHOICES) for name in typed)


def has_ticks(typed: Collection[str]) -> bool:
    return not TICKS.isdisjoint(typed)


def says_otherwise(batch: ImportBatch, typed: Mapping[str, str], form: ReviewForm) -> bool:
    """Whether a form says anything but what is kept with the import; what was not sent says nothing."""
    kept = {field_of(name): NO_UNIT if unit is None else str(unit) for name, unit in batch.decisions.items()}
    kept |= {f"area-{file.id}": file.area or "" for file in batch.files}
    kept |= {f"match-{place}": asking.NEW if said[0] is None else asking.SAME for place, said in batch.matches.items()}
    if any(value != kept.get(name, "") for name, value in typed.items() if name.startswith(CHOICES)):
        return True
    if not has_ticks(typed):
        return False
    before = [set(map(int, batch.withdrawals)), set(map(int, batch.drops)), set(batch.revivals)]
    ticked = [set(field.data or ()) for field in (form.withdraw, form.drop, form.revive)]
    if form.idle.data or ticked != before:
        return True
    reasons = {*batch.withdrawals.values(), *batch.drops.values()}
    return bool(reasons) and {form.reason.data or ""} != reasons


def decided_units(typed: Mapping[str, Any], questions: tuple[Question, ...], units: set[int]) -> Decisions:
    """What was chosen for each unknown name; what was not chosen, or is no unit, stays open."""
    found: dict[str, int | None] = {}
    for question in questions:
        value = str(typed.get(field_of(question.key), ""))
        if value == NO_UNIT:
            found[question.key] = None
        elif value.isascii() and value.isdigit() and len(value) < 10 and int(value) in units:
            found[question.key] = int(value)
    return found


def decided_areas(typed: Mapping[str, Any], file_ids: list[int]) -> dict[int, Area | None]:
    """The area chosen for each file; None leaves it to the table."""
    by_value = {area.value: area for area in Area}
    return {number: by_value.get(str(typed.get(f"area-{number}", ""))) for number in file_ids}
