"""What may follow what: before the discovery, before an answer, and how a case ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tracker.clock import SHANGHAI
from tracker.opinions.choices import STEPS, ClosingResult, OpinionStage, ResponseKind
from tracker.opinions.steps import Standing, Step, lacking, problems

S, R = OpinionStage, ClosingResult
FOUND = datetime(2018, 12, 18, 9, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
OPEN = Standing(FOUND, None)
ANSWERED = Standing(FOUND, FOUND + HOUR)
ANTICIPATED = Standing(None, None, owes_answer=False)
CLOSING = Step(S.CLOSING, "办完", FOUND + 2 * HOUR, result=R.SETTLED)


def wrong(step: Step, case: Standing, *, by_office: bool = False) -> dict[str, str]:
    return problems(step, case, FOUND + 50 * HOUR, by_office=by_office)


@pytest.mark.parametrize("stage", [stage for stage in STEPS if stage is not S.CLOSING])
def test_after_the_discovery_everything_may_come(stage: OpinionStage) -> None:
    kind = ResponseKind.OTHER if stage is S.RESPONSE else None
    assert wrong(Step(stage, "做了", FOUND, kind), OPEN) == {}


@pytest.mark.parametrize(
    ("stage", "is_wrong"),
    [
        (S.RESPONSE, True),
        (S.TRACKING, True),
        (S.HANDLING, True),
        (S.SUPERVISION, True),
        (S.ANTICIPATION, False),
        (S.COORDINATION, False),
    ],
)
def test_only_foresight_comes_before_the_discovery(stage: OpinionStage, is_wrong: bool) -> None:
    found = wrong(Step(stage, "做了", FOUND - HOUR, ResponseKind.OTHER), OPEN)
    assert ("happened_at" in found) is is_wrong


def test_nothing_comes_from_the_future() -> None:
    assert wrong(Step(S.TRACKING, "看", FOUND + 51 * HOUR), OPEN) == {"happened_at": "时间不能晚于现在"}


def test_an_answer_says_how_it_was_given() -> None:
    assert wrong(Step(S.RESPONSE, "答", FOUND), OPEN) == {"response_kind": "请选择回应方式"}


def test_what_is_not_found_is_not_answered() -> None:
    assert "还没有发现" in wrong(Step(S.RESPONSE, "答", FOUND, ResponseKind.OTHER), ANTICIPATED)["stage"]


@pytest.mark.parametrize(
    ("case", "result", "by_office", "field"),
    [
        (ANSWERED, R.SETTLED, False, None),
        (ANSWERED, None, False, "result"),
        (OPEN, R.SETTLED, False, "stage"),
        (OPEN, R.SETTLED, True, "stage"),
        (OPEN, R.NOT_OURS, False, "result"),
        (OPEN, R.NOT_OURS, True, None),
        (OPEN, R.REPEATED, True, None),
        (OPEN, R.DID_NOT_ARISE, True, "result"),
        (ANTICIPATED, R.DID_NOT_ARISE, False, None),
        (ANTICIPATED, R.SETTLED, False, "result"),
        (replace(ANSWERED, owes_conference=True), R.SETTLED, False, "stage"),
        (replace(ANSWERED, owes_conference=True), R.SETTLED, True, None),
        (replace(ANSWERED, is_taken_over=True), R.SETTLED, False, "stage"),
        (replace(ANSWERED, is_taken_over=True), R.SETTLED, True, None),
        (replace(OPEN, owes_answer=False), R.SETTLED, False, None),
    ],
)
def test_how_a_case_may_end(case: Standing, result: R | None, by_office: bool, field: str | None) -> None:
    found = wrong(replace(CLOSING, result=result), case, by_office=by_office)
    assert list(found) == ([field] if field else [])


def test_the_end_does_not_precede_the_answer() -> None:
    found = wrong(replace(CLOSING, happened_at=FOUND), ANSWERED)
    assert found == {"happened_at": "办结不能早于首次回应（2018-12-18 10:00），请核对"}


@pytest.mark.parametrize(
    ("kind", "channel", "address", "lacks"),
    [
        (None, "", "", {"response_kind", "channel"}),
        (ResponseKind.OTHER, "", "", {"channel"}),
        (ResponseKind.AUTHORITATIVE, "政府网站", "", {"address"}),
        (ResponseKind.AUTHORITATIVE, "政务微博", "http://www.tcwy.gov.cn/1", set()),
        (ResponseKind.OTHER, "电话答复", "", set()),
    ],
)
def test_an_answer_says_how_and_where(kind: ResponseKind | None, channel: str, address: str, lacks: set[str]) -> None:
    step = Step(S.RESPONSE, "已答复", FOUND, response_kind=kind, channel=channel, address=address)
    assert lacking(step).keys() == lacks
    assert lacking(replace(step, stage=S.TRACKING)) == {}
