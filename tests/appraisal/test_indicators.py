from decimal import Decimal
from fractions import Fraction

import pytest

from tests.appraisal.years import records, year
from tracker.appraisal import indicators, rules, scheme
from tracker.appraisal.indicators import INDICATORS
from tracker.appraisal.records import Record
from tracker.appraisal.scheme import Deduction, Indicator


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_without_anything_to_judge_is_left_out(name: str) -> None:
    weighing = INDICATORS[name](year())
    assert not weighing.applies
    assert weighing.reason.endswith("此项不计")


@pytest.mark.parametrize(
    ("name", "facts", "share"),
    [
        ("completion", {"tasks_done": 8, "tasks_open": 2}, Fraction(8, 10)),
        ("completion", {"tasks_done": 1, "tasks_nothing_arose": 1, "tasks_open": 2}, Fraction(1, 2)),
        ("completion", {"tasks_open": 3}, Fraction(0)),
        ("timeliness", {"disclosures_on_time": 2, "disclosures_late": 1}, Fraction(2, 3)),
        ("timeliness", {"disclosures_on_time": 2, "disclosures_pending": 9}, Fraction(1)),
        ("rhythm", {"obligations_met": 3, "obligations_missed": 1}, Fraction(3, 4)),
        ("publication", {"disclosures_in_order": 4, "disclosures_without_website": 1}, Fraction(4, 5)),
        ("secrecy", {"disclosures_reviewed": 1, "disclosures_unreviewed": 1}, Fraction(1, 2)),
        ("opinions", {"opinions_on_time": 0, "opinions_late": 1}, Fraction(0)),
        ("opinions", {"opinions_on_time": 1, "opinions_pending": 1}, Fraction(1)),
        ("policies", {"policies_on_time": 2, "policies_late": 1, "policies_missing": 1}, Fraction(1, 2)),
        ("acknowledgement", {"acknowledged": 9, "unacknowledged": 1}, Fraction(9, 10)),
        ("first_pass", {"passed": 5, "returned": 5}, Fraction(1, 2)),
        ("inspections", {"inspected_in_order": 3, "inspected_with_problems": 1}, Fraction(3, 4)),
        ("reminders", {"reminders_answered": 9, "reminders_unread": 1}, Fraction(9, 10)),
    ],
)
def test_the_share_is_what_was_kept(name: str, facts: dict[str, int], share: Fraction) -> None:
    assert INDICATORS[name](year(**facts)).share == share


@pytest.mark.parametrize("source", ["outside_city", "outside_third_party", "outside_social"])
def test_what_others_found_is_taken_over_as_the_mean_of_its_shares(source: str) -> None:
    both = tuple(Record("outside", number, "考核", share=Fraction(number, 10)) for number in (8, 9))
    weighing = INDICATORS[source](year(**{source: both}))
    assert (weighing.share, weighing.kept, weighing.lost) == (Fraction(17, 20), both, ())
    assert weighing.reason.endswith("结果2次，平均得分率85.00%")


def test_a_scheme_may_weigh_what_is_from_outside_and_from_inspections() -> None:
    weights = [Indicator("completion", "任务完成", 60), Indicator("outside_city", "市级考核", 30)]
    by = scheme.Scheme("方案", 1, (*weights, Indicator("inspections", "督查抽查", 10)), least_weight=1)
    city = (Record("outside", 1, "考核", share=Fraction(37, 40)),)
    facts = {"tasks_done": 1, "outside_city": city, "inspected_in_order": 1, "inspected_with_problems": 1}
    judged = rules.score(year(**facts), by)
    assert [(line.key, line.points) for line in judged.lines] == [
        ("completion", 60),
        ("outside_city", Decimal("27.75")),
        ("inspections", 5),
    ]
    assert judged.score == Decimal("92.75")


@pytest.mark.parametrize(("key", "fact"), [("findings", "findings"), ("unanswered_papers", "papers_unanswered")])
def test_what_inspections_and_papers_found_may_be_deducted(key: str, fact: str) -> None:
    by = scheme.Scheme("方案", 1, (Indicator("completion", "任务完成", 100),), (Deduction(key, "事项", 2, 3),))
    judged = rules.score(year(tasks_done=1, **{fact: 2}), by)
    assert judged.lines[-1].points == -3
    assert judged.score == 97


def test_what_waits_for_the_office_is_not_done_yet() -> None:
    weighing = indicators.completion(year(tasks_done=1, tasks_open=2, tasks_waiting=5))
    assert (weighing.share, weighing.total) == (Fraction(1, 8), 8)
    assert weighing.reason == "应办8项，办结1项（12.5%），2项未办结"
    weighing = indicators.completion(year(tasks_waiting=2))
    assert (weighing.share, weighing.total) == (0, 2)


def test_the_reason_says_the_numbers() -> None:
    reason = indicators.completion(year(tasks_done=5, tasks_nothing_arose=1, tasks_open=3)).reason
    assert reason == "应办9项，办结6项（66.7%），其中1项经确认本年未产生，3项未办结"
    reason = indicators.policies(year(policies_on_time=1, policies_late=1, policies_missing=2)).reason
    assert reason == "应解读政策文件4件，按期1件（25%），逾期解读1件，未解读2件"


def test_a_disclosure_without_website_and_address_is_lost_once() -> None:
    both = Record("disclosure", 7, "批复", "公开渠道未含政府网站"), Record("disclosure", 7, "批复", "未登记公开网址")
    weighing = indicators.publication(
        year(disclosures_in_order=1, disclosures_without_website=both[:1], disclosures_without_address=both[1:])
    )
    assert weighing.share == Fraction(1, 2)
    assert weighing.lost == (Record("disclosure", 7, "批复", "公开渠道未含政府网站，未登记公开网址"),)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(2, 3, "66.7%"), (1, 3, "33.3%"), (1, 1, "100%"), (0, 7, "0%"), (1, 8, "12.5%"), (1, 2000, "0.1%")],
)
def test_percent(part: int, whole: int, text: str) -> None:
    assert indicators.percent(part, whole) == text


@pytest.mark.parametrize(("days", "found"), [(20, 0), (21, 1)])
def test_far_late_begins_after_the_limit(days: int, found: int) -> None:
    late = records("disclosures_late", 1, days)
    assert len(indicators.far_late(year(disclosures_late=late), 20).records) == found


@pytest.mark.parametrize(("done", "open_", "hit"), [(6, 4, False), (59, 41, True), (0, 1, True), (0, 0, False)])
def test_low_completion(done: int, open_: int, hit: bool) -> None:
    finding = indicators.low_completion(year(tasks_done=done, tasks_open=open_), 60)
    assert bool(finding.records) is hit
    if done == 59:
        assert finding.reason == "任务完成率59%（59/100），低于60%"


def test_dead_links_count_for_schemes_that_name_them_only() -> None:
    assert len(indicators.dead_links(year(dead_links=2), 0).records) == 2
    named = {each.key for each in (*scheme.default(2018).deductions, *scheme.default(2018).red_lines)}
    assert "dead_links" not in named


def test_late_rectifications_are_all_found() -> None:
    assert len(indicators.late_rectifications(year(rectifications_late=2, rectifications_on_time=1), 0).records) == 2
