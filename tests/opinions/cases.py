"""Cases opened through the verbs, for the tests of this room."""

from datetime import datetime, timedelta
from typing import Any

from tests import factories
from tracker.choices import Area, Role
from tracker.clock import SHANGHAI
from tracker.opinions import recording
from tracker.opinions.choices import ClosingResult, OpinionSource, OpinionStage, ResponseKind
from tracker.opinions.models import OpinionCase, OpinionEntry
from tracker.opinions.recording import Finding
from tracker.opinions.steps import Step
from tracker.people.models import User

FOUND = datetime(2018, 12, 18, 9, 0, tzinfo=SHANGHAI)
KNOWN = {
    "topic": "群众反映保障房分配不公",
    "area": Area.PUBLIC_RESOURCES,
    "found_at": FOUND,
    "source": OpinionSource.HOTLINE,
}


def opened(code: str = "fgj", by: User | None = None, **facts: Any) -> OpinionCase:
    """A case of the unit, recorded by its liaison unless somebody else is named."""
    return recording.open_case(factories.unit(code), by or factories.liaison(code), Finding(**KNOWN | facts))


def step(stage: OpinionStage, hours: float, text: str = "已处理", **more: Any) -> Step:
    """Something done so many hours after the discovery."""
    if stage is OpinionStage.RESPONSE:
        more.setdefault("response_kind", ResponseKind.AUTHORITATIVE)
    if stage is OpinionStage.CLOSING:
        more.setdefault("result", ClosingResult.SETTLED)
    return Step(stage, text, FOUND + timedelta(hours=hours), **more)


def add(case: OpinionCase, stage: OpinionStage, hours: float, by: User | None = None, **more: Any) -> OpinionEntry:
    person = by or factories.user(Role.LIAISON, case.unit)
    return recording.add_entry(case, person, step(stage, hours, **more))
