"""The same records give the same list byte for byte: on both databases, in whatever order they were entered."""

import json
import random
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import factories as f
from tests import machine
from tests.databases import Street
from tracker.appraisal import lists
from tracker.appraisal.choices import ExcuseState
from tracker.appraisal.models import Excuse
from tracker.choices import (
    Area,
    AssignmentRole,
    AssignmentState,
    DeadlineKind,
    MatterKind,
    Outcome,
    Period,
    ProgressKind,
    SecrecyResult,
    UnitKind,
)
from tracker.clock import SHANGHAI
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.interpretations.choices import InterpretationForm
from tracker.interpretations.models import Interpretation, PolicyDocument
from tracker.opinions.choices import OpinionKind, OpinionSource, Severity
from tracker.opinions.models import OpinionCase
from tracker.people.models import Unit
from tracker.tasks.models import Assignment, ProgressUpdate, Task

NOON = datetime(2018, 11, 1, 12, tzinfo=SHANGHAI)
KINDS = tuple(UnitKind)


def layers() -> list[list[tuple[type[Any], dict[str, Any]]]]:
    """A small district with fixed ids; a layer may be entered once those before it are there."""
    dice = random.Random(2018)
    units = [
        (Unit, {"id": n, "code": f"u{n}", "name": f"第{n}局", "short_name": f"{n}局", "kind": KINDS[n % 3]})
        for n in range(1, 10)
    ]
    kinds = [DeadlineKind.WORKDAYS, DeadlineKind.PERIODIC, DeadlineKind.DATE]
    tasks: list[tuple[type[Any], dict[str, Any]]] = []
    shares: list[tuple[type[Any], dict[str, Any]]] = []
    rest: list[tuple[type[Any], dict[str, Any]]] = []
    for n in range(1, 61):
        unit_id = dice.randint(1, 9)
        is_good = unit_id > 6
        kind = DeadlineKind.WORKDAYS if is_good else dice.choice(kinds)
        fields = {
            "starts_on": date(2018, 1, 1),
            "deadline_on": date(2018, 12, 31) if n % 4 == 0 else date(2018, 6, 30),
            "deadline_period": Period.QUARTER,
            "deadline_kind": kind,
        }
        tasks.append((Task, {"id": n, "year": 2018, "area": Area.MAJOR_PROJECTS, "item": f"事项{n}", **fields}))
        role = dice.choice(tuple(AssignmentRole))
        share = {"id": n, "task_id": n, "unit_id": unit_id, "role": role}
        reached = AssignmentState.ACCEPTED if is_good else dice.choice(tuple(AssignmentState))
        state = {"state": reached, "outcome": Outcome.DONE if is_good else dice.choice(tuple(Outcome))}
        shares.append((Assignment, share | state | {"submitted_at": NOON}))
        rest.append((Disclosure, disclosure(dice, n, share)))
        if not n % 7 and not is_good:
            rest.append((ProgressUpdate, {"id": n, "assignment_id": n, "kind": ProgressKind.RETURNED, "at": NOON}))
            rest.append((OpinionCase, opinion(n, share)))
            rest.append((Excuse, excuse(n, share)))
            paper = {"id": n, "unit_id": share["unit_id"], "area": Area.MAJOR_PROJECTS, "title": f"文件{n}"}
            dates = {"published_on": date(2018, 5, 7), "due_on": date(2018, 5, 10), "recorded_at": NOON}
            shares.append((PolicyDocument, paper | dates))
            rest.append((Interpretation, interpretation(n)))
    return [units, tasks, shares, rest]


def disclosure(dice: random.Random, number: int, share: dict[str, Any]) -> dict[str, Any]:
    is_good = share["unit_id"] > 6
    late = timedelta(days=dice.randint(-10, 0 if is_good else 50))
    return {
        "id": number,
        "task_id": share["task_id"],
        "unit_id": share["unit_id"],
        "title": f"公开{number}",
        "kind": MatterKind.GENERAL,
        "formed_on": date(2018, 9, 20),
        "due_on": date(2018, 10, 24),
        "published_on": date(2018, 10, 24) + late if is_good or number % 5 else None,
        "is_on_website": bool(is_good or number % 3),
        "channels": f.channels(("政府网站", "http://www.tcwy.gov.cn/" if is_good or number % 4 else "")),
        "secrecy_result": SecrecyResult.CLEAR,
        "secrecy_reviewed_on": date(2018, 10, 10),
        "recorded_at": NOON,
    }


def excuse(number: int, share: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "year": 2018,
        "unit_id": share["unit_id"],
        "indicator": "publication",
        "record_type": "disclosure",
        "record_id": number,
        "title": f"事项{number}",
        "reason": "系统停用",
        "state": ExcuseState.ACCEPTED,
        "at": NOON,
    }


def opinion(number: int, share: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "unit_id": share["unit_id"],
        "area": Area.PUBLIC_WELFARE,
        "topic": f"话题{number}",
        "found_at": NOON,
        "source": OpinionSource.MEDIA,
        "kind": OpinionKind.HOT_TOPIC,
        "severity": Severity.OTHER,
        "answer_due_at": NOON + timedelta(hours=48),
        "answered_at": NOON + timedelta(hours=40 + number),
        "recorded_at": NOON,
    }


def interpretation(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "policy_document_id": number,
        "form": InterpretationForm.PICTURE,
        "title": f"解读{number}",
        "published_on": date(2018, 5, 8) + timedelta(days=number % 5),
        "recorded_at": NOON,
    }


def lists_of(street: Street, kind: str, seed: int) -> tuple[str, str]:
    """The document and its fingerprint on one database, the records entered in the order of the seed."""
    house = street.house(kind)
    dice = random.Random(seed)
    with house.open().app_context():
        for layer in layers():
            for entity, fields in dice.sample(layer, len(layer)):
                db.session.add(entity(**fields))
                db.session.flush()
        db.session.commit()
        found = lists.of(2018)
        document = json.dumps(found.public, ensure_ascii=False)
    house.close()
    return document, found.fingerprint


def test_the_order_of_entry_does_not_matter(street: Street) -> None:
    first = lists_of(street, "sqlite", 0)
    assert all(lists_of(street, "sqlite", seed) == first for seed in (1, 2, 3))
    proposals = {unit["proposal"] for unit in json.loads(first[0])["units"]}
    assert proposals == {"commend", "criticise", "none"}, "the district shows too little"
    assert re.search(r'"excused": [1-9]', first[0]), "the district shows no excuse"
    assert re.search(r'"tasks_not_due": [1-9]', first[0]), "the district shows nothing that is not yet due"
    assert first[0].count('"points": -') > 0, "the district shows no deduction"


@pytest.mark.postgresql
def test_both_databases_give_the_same_bytes(street: Street) -> None:
    if street.postgresql is None:
        machine.unavailable("PostgreSQL")
    assert lists_of(street, "postgresql", 5) == lists_of(street, "sqlite", 6)
