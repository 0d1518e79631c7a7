from datetime import date
from decimal import Decimal

from tests.appraisal.years import records, year
from tracker.appraisal import outlook, scheme
from tracker.appraisal.facts import UnitYear
from tracker.appraisal.rules import Judgement, judge

SCHEME = scheme.default(2018)


def one(year_: UnitYear) -> Judgement:
    (judgement,) = judge([year_], SCHEME, date(2018, 12, 31))
    return judgement


def test_what_can_be_put_right_comes_with_its_points_the_most_first() -> None:
    judgement = one(
        year(tasks_done=8, tasks_open=2, disclosures_on_time=1, disclosures_late=1, acknowledged=1, unacknowledged=1)
    )
    found = outlook.gains(judgement)
    assert [gain.text for gain in found] == ["再办结2项任务", "签收1项任务"]
    assert found[0].points == Decimal("10.20")  # 5 of the 49 points that apply


def test_what_waits_for_review_is_not_the_units_to_do() -> None:
    judgement = one(year(tasks_done=7, tasks_open=1, tasks_waiting=2, disclosures_on_time=10))
    assert [gain.text for gain in outlook.gains(judgement)] == ["再办结1项任务"]
    assert outlook.gains(judgement)[0].records == judgement.year.tasks_open
    assert outlook.gains(one(year(tasks_done=8, tasks_waiting=2, disclosures_on_time=10))) == ()
    assert outlook.changes(one(year(tasks_done=8, tasks_waiting=2, disclosures_on_time=10)), SCHEME) == ()


def test_a_missed_limit_stays_missed() -> None:
    assert outlook.gains(one(year(tasks_done=9, disclosures_late=3, disclosures_on_time=3))) == ()


def test_it_says_how_much_alone_reaches_the_next_cut_off() -> None:
    judgement = one(year(tasks_done=4, tasks_open=6, disclosures_on_time=7, disclosures_late=3))
    assert outlook.changes(judgement, SCHEME) == (
        "再办结2项任务，得分即达到60分",
        "再办结2项任务，完成率即达到60%，不再触及红线",
    )
    judgement = one(year(tasks_done=8, tasks_open=2, disclosures_on_time=10))
    assert outlook.changes(judgement, SCHEME) == ("再办结1项任务，得分即达到90分",)


def test_what_cannot_reach_it_is_not_promised() -> None:
    judgement = one(year(tasks_done=9, tasks_open=1, disclosures_on_time=1, disclosures_late=19))
    assert outlook.changes(judgement, SCHEME) == ("即使以上各项都做到，得分为57.78分，仍不到60分",)


def test_what_reaches_it_only_together_is_said_so() -> None:
    facts = {"tasks_done": 9, "tasks_open": 1, "disclosures_late": 10, "disclosures_in_order": 7}
    judgement = one(year(**facts, disclosures_without_website=3))
    assert judgement.score == Decimal("53.64")
    assert outlook.changes(judgement, SCHEME) == ("以上各项都做到，得分为63.64分，达到60分",)


def test_a_second_red_line_is_named() -> None:
    late = records("disclosures_late", 3, 30)
    judgement = one(year(tasks_done=4, tasks_open=6, disclosures_on_time=7, disclosures_late=late))
    assert outlook.changes(judgement, SCHEME)[-1].endswith(
        "不再触及这条红线；红线“3条以上公开事项逾期超过20个工作日”仍然触及"
    )


def test_a_unit_without_a_score_has_no_outlook() -> None:
    judgement = one(year(unacknowledged=2))
    assert (outlook.gains(judgement), outlook.changes(judgement, SCHEME)) == ((), ())


def test_it_says_what_the_verdict_hung_on() -> None:
    judgement = one(year(tasks_done=9, tasks_open=1, disclosures_on_time=1, disclosures_late=9))
    assert judgement.score == Decimal("54.44")
    assert outlook.short_of(judgement, SCHEME) == ("距60分差5.56分", "差2条按期公开，得分即达到60分")
    assert outlook.short_of(one(year(tasks_done=10, disclosures_on_time=5)), SCHEME) == ()
    assert outlook.short_of(one(year(unacknowledged=2)), SCHEME) == ()
