"""What the inspections of a year found about each unit, as a fact for the assessment."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, select

from tracker.supervision.choices import FindingState
from tracker.supervision.models import Circular, Finding, Inspection, InspectionItem


@dataclass
class Tally:
    """``checked`` tasks were drawn, ``findings`` are the problems that stand, ``points`` what they cost together.

    ``records`` are the ids of the findings, to link to what is behind the number.
    """

    checked: int = 0
    points: int = 0
    records: list[int] = field(default_factory=list)

    @property
    def findings(self) -> int:
        return len(self.records)


def of_year(year: int, as_of: date, connection: Connection) -> Mapping[int, Tally]:
    """Unit -> what was found in the rounds whose circular was issued by ``as_of``; two selects whatever the number of
    units, in the order of ids. A round without a circular says nothing yet: its findings may still be withdrawn."""
    issued = select(Circular.inspection_id).join(Inspection, Inspection.id == Circular.inspection_id)
    issued = issued.where(Inspection.year == year, Circular.dated_on <= as_of)
    found: dict[int, Tally] = defaultdict(Tally)
    drawn = select(InspectionItem.unit_id).where(InspectionItem.inspection_id.in_(issued))
    for unit_id, number in Counter(connection.scalars(drawn)).items():
        found[unit_id].checked = number
    standing = (Finding.inspection_id.in_(issued), Finding.state == FindingState.STANDING)
    columns = select(Finding.unit_id, Finding.id, Finding.points).where(*standing).order_by(Finding.id)
    for unit_id, number, points in connection.execute(columns):
        found[unit_id].records.append(number)
        found[unit_id].points += points
    return dict(found)
