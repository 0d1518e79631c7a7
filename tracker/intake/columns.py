"""A duty as the columns of a task, and back from what an import kept of it (pure)."""

from datetime import date
from typing import Any

from tracker.choices import ClockStart, DeadlineKind, Period
from tracker.intake.duty import Duty


def columns_of(duty: Duty) -> dict[str, Any]:
    """The columns that a table's row fills."""
    limit = duty.limit
    return {
        "seq": duty.seq,
        "category": duty.category,
        "grouping": duty.grouping,
        "item": duty.item,
        "content": duty.content,
        "basis": duty.basis,
        "channels": list(duty.channels),
        "units_text": duty.units_text,
        "deadline_text": limit.text,
        "deadline_kind": limit.kind,
        "deadline_days": limit.days,
        "deadline_start": limit.start,
        "deadline_on": limit.on,
        "deadline_period": limit.period,
    }


def kept(columns: dict[str, Any]) -> dict[str, Any]:
    """Columns as JSON holds them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}


def restored(columns: dict[str, Any]) -> dict[str, Any]:
    """Columns back from JSON."""
    on, start, period = (columns[f"deadline_{name}"] for name in ("on", "start", "period"))
    since = {"starts_on": date.fromisoformat(columns["starts_on"])} if "starts_on" in columns else {}
    return (
        columns
        | since
        | {
            "deadline_kind": DeadlineKind(columns["deadline_kind"]),
            "deadline_start": ClockStart(start) if start else None,
            "deadline_on": date.fromisoformat(on) if on else None,
            "deadline_period": Period(period) if period else None,
        }
    )
