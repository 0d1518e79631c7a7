"""Results from outside as inputs of an assessment: never mixed with what is computed from the records."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from tracker.clock import local
from tracker.outside.choices import OutsideSource
from tracker.outside.models import OutsideResult


@dataclass(frozen=True)
class OutsideInput:
    """``share`` is the part of the full marks that was reached, ``id`` that of the record behind it."""

    source: OutsideSource
    share: float
    id: int
    title: str
    note: str


def of_year(year: int, as_of: date, connection: Connection) -> Mapping[int, tuple[OutsideInput, ...]]:
    """Unit -> its results of the year dated up to and with ``as_of``, in the order of their ids; one select.

    The same records give the same inputs. What was voided by that day is left out; a result recorded later about an
    earlier day counts.
    """
    of = OutsideResult
    statement = (
        select(of.unit_id, of.id, of.source, of.score, of.full, of.title, of.assessor, of.dated_on, of.voided_at)
        .where(of.year == year, of.dated_on <= as_of)
        .order_by(of.id)
    )
    found: dict[int, list[OutsideInput]] = defaultdict(list)
    for row in connection.execute(statement):
        if row.voided_at is not None and local(row.voided_at).date() <= as_of:
            continue
        note = f"{row.assessor}，{row.dated_on}，{points(row.score)}分（满分{points(row.full)}分）"
        found[row.unit_id].append(OutsideInput(row.source, row.score / row.full, row.id, row.title, note))
    return {unit: tuple(inputs) for unit, inputs in found.items()}


def mean(inputs: tuple[OutsideInput, ...], source: OutsideSource) -> float | None:
    """The mean share of one kind of source; None where there is no result, so that the indicator can be left out."""
    shares = [each.share for each in inputs if each.source is source]
    return sum(shares) / len(shares) if shares else None


def points(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
