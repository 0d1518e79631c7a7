from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.appraisal.years import records, year
from tracker.appraisal import rules, scheme
from tracker.appraisal.facts import UnitYear
from tracker.appraisal.rules import Judgement, judge, rounded
from tracker.appraisal.scheme import Bonus, quota
from tracker.choices import Proposal, UnitKind

DAY = date(2018, 12, 31)
SCHEME = scheme.default(2018)
TOWN = UnitKind.TOWNSHIP


def whole(code: str = "fgj", kind: UnitKind = UnitKind.DEPARTMENT, position: int = 1, **facts: object) -> UnitYear:
    """A unit with full points under completion, timeliness and rhythm, unless told otherwise."""
    given = {"tasks_done": 10, "disclosures_on_time": 10, "obligations_met": 4} | facts
    return year(code, kind, position, **given)


def one(year_: UnitYear, in_force: scheme.Scheme = SCHEME) -> Judgement:
    (judgement,) = judge([year_], in_force, DAY)
    return judgement


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(1, 3), "0.33"), (Fraction(2, 3), "0.67"), (Fraction(1, 200), "0.01"), (Fraction(7, 2), "3.5")],
)
def test_rounding_is_half_up(value: Fraction, text: str) -> None:
    assert rounded(value) == Decimal(text)


def test_all_kept_is_a_hundred() -> None:
    assert one(whole()).score == 100


def test_indicators_that_do_not_apply_are_left_out_of_the_score() -> None:
    judgement = one(whole(tasks_done=8, tasks_open=2))
    assert judgement.applicable == 25 + 20 + 10
    assert judgement.score == rounded(Fraction(2000 + 2000 + 1000, 55))
    left_out = [line for line in judgement.lines if line.points is None]
    assert len(left_out) == 6
    assert all(line.reason.endswith("此项不计") for line in left_out)


def test_the_score_is_reckoned_from_the_printed_points() -> None:
    judgement = one(whole(tasks_done=2, tasks_open=1, disclosures_on_time=2, disclosures_late=1))
    points = {line.key: line.points for line in judgement.lines if line.points is not None}
    assert points == {"completion": Decimal("16.67"), "timeliness": Decimal("13.33"), "rhythm": Decimal(10)}
    assert judgement.score == rounded(Fraction(4000, 55))


def test_a_line_names_what_was_lost_before_what_was_kept() -> None:
    line = one(whole(tasks_done=2, tasks_open=1)).lines[0]
    assert [record.id for record in line.records] == [6000, 3000, 3001]


def test_deductions_are_lines_of_their_own_and_have_a_cap() -> None:
    late = records("disclosures_late", 2, 30)
    judgement = one(whole(disclosures_late=late))
    line = judgement.lines[-1]
    assert (line.indicator, line.points, line.of) == ("倒扣：严重逾期", Decimal(-4), 0)
    assert judgement.score == rounded(Fraction(Decimal("16.67") + 25 + 10) * 100 / 55 - 4)
    many = one(whole(disclosures_late=records("disclosures_late", 9, 30)))
    assert many.lines[-1].points == -10


def test_a_score_never_falls_below_nothing() -> None:
    judgement = one(
        whole(
            tasks_done=0,
            tasks_open=9,
            disclosures_on_time=0,
            obligations_met=0,
            disclosures_late=1,
            rectifications_late=9,
        )
    )
    assert judgement.score == 0


def test_too_little_to_judge_gives_no_score_no_rank_and_no_place() -> None:
    judgement = one(year(acknowledged=0, unacknowledged=9))
    assert (judgement.score, judgement.rank, judgement.proposal) == (None, None, Proposal.NONE)
    assert judgement.reasons == ("适用指标分值合计4分，不足25分，不评分、不排名。",)


def test_kinds_are_ranked_apart() -> None:
    found = judge([whole("aaa"), whole("bbb", TOWN, tasks_open=5), whole("ccc", TOWN)], SCHEME, DAY)
    assert [(each.year.code, each.rank) for each in found] == [("ccc", 1), ("bbb", 2), ("aaa", 1)]


def test_equal_scores_share_a_rank_and_the_next_comes_after_all_of_them() -> None:
    years = [whole("ccc", tasks_open=1), whole("bbb"), whole("aaa"), year("ddd")]
    found = judge(years, SCHEME, DAY)
    assert [(each.year.code, each.rank) for each in found] == [("aaa", 1), ("bbb", 1), ("ccc", 3), ("ddd", None)]


@pytest.mark.parametrize(
    ("units", "share", "places"), [(0, 20, 0), (1, 20, 1), (4, 20, 1), (9, 20, 1), (10, 20, 2), (25, 20, 5), (9, 0, 0)]
)
def test_quota(units: int, share: int, places: int) -> None:
    assert quota(units, share) == places


def test_the_best_within_the_quota_are_commended() -> None:
    years = [whole(f"u{number}", position=number, tasks_open=number) for number in range(5)]
    found = judge(years, SCHEME, DAY)
    assert [each.proposal for each in found] == [Proposal.COMMEND] + [Proposal.NONE] * 4
    assert found[0].reasons == (
        "得分100.00，在参加排名的5个部门中列第1名，达到90分，未触及红线。",
        "在符合表扬条件的3个部门中列第1名，部门名额1个（5个的20%），在名额之内。",
        "依据实施方案四（三）“对工作成效突出的，给予通报表扬”和《中华人民共和国政府信息公开条例》（国务院令第492号），"
        "拟列入通报表扬名单。",
    )
    second = "未列入通报表扬名单：在符合表扬条件的3个部门中列第2名，部门名额1个（5个的20%）。"
    assert found[1].reasons[1] == second


def test_a_tie_at_the_edge_of_the_quota_is_commended_together() -> None:
    found = judge([whole("aaa"), whole("bbb"), whole("ccc", tasks_open=9)], SCHEME, DAY)
    assert [each.proposal for each in found] == [Proposal.COMMEND, Proposal.COMMEND, Proposal.CRITICISE]


def test_a_unit_that_cannot_be_commended_takes_nobodys_place() -> None:
    far = records("disclosures_late", 3, 21)
    found = judge(
        [whole("far", disclosures_on_time=2997, disclosures_late=far), whole("next", tasks_open=2)], SCHEME, DAY
    )
    assert [(each.year.code, each.rank, each.proposal) for each in found] == [
        ("far", 1, Proposal.CRITICISE),
        ("next", 2, Proposal.COMMEND),
    ]


def test_ninety_is_enough_and_less_is_not() -> None:
    scheme_of_one = replace(SCHEME, indicators=(scheme.Indicator("completion", "任务完成", 100),))
    assert one(whole(tasks_done=9, tasks_open=1), scheme_of_one).proposal is Proposal.COMMEND
    less = one(whole(tasks_done=899, tasks_open=101), scheme_of_one)
    assert less.proposal is Proposal.NONE
    assert less.reasons[1] == "未列入通报表扬名单：得分未达到90分。"


def test_a_unit_with_hardly_a_task_is_scored_but_not_ranked() -> None:
    judgement = one(whole(tasks_done=2))
    assert (judgement.score, judgement.rank, judgement.proposal) == (100, None, Proposal.NONE)
    assert judgement.reasons == (
        "得分100.00，任务不足3项，不参加排名，不低于60分，未触及红线，不列入通报批评名单。",
        "未列入通报表扬名单：承担任务2项，少于3项。",
    )
    assert one(whole(tasks_done=3)).rank == 1


def test_how_few_tasks_are_too_few_is_the_schemes_to_say() -> None:
    assert one(whole(tasks_done=2), replace(SCHEME, least_tasks=2)).rank == 1
    assert one(whole(tasks_done=10), replace(SCHEME, least_tasks=11)).rank is None


def test_ranks_are_among_the_ranked_only() -> None:
    years = [whole("few", tasks_done=2), whole("aaa", tasks_open=1), whole("bbb", tasks_open=5), year("ddd")]
    found = judge(years, SCHEME, DAY)
    assert [(each.year.code, each.rank) for each in found] == [("aaa", 1), ("bbb", 2), ("few", None), ("ddd", None)]
    assert found[0].reasons[0].startswith("得分95.87，在参加排名的2个部门中列第1名")


def test_a_score_of_nothing_is_a_rank_too() -> None:
    nothing = year("nil", tasks_open=9, disclosures_late=1)
    assert [(each.score, each.rank) for each in judge([nothing, whole()], SCHEME, DAY)] == [(100, 1), (0, 2)]


def test_a_unit_with_hardly_a_task_is_criticised_all_the_same() -> None:
    judgement = one(whole(tasks_done=0, tasks_open=2, disclosures_late=9))
    assert (judgement.rank, judgement.proposal) == (None, Proposal.CRITICISE)
    assert judgement.reasons[0].startswith(f"得分{judgement.score:.2f}，任务不足3项，不参加排名，低于60分。")


def test_what_waits_for_review_never_raises_the_score_by_being_left_out() -> None:
    waiting, open_ = one(whole(tasks_done=8, tasks_waiting=2)), one(whole(tasks_done=8, tasks_open=2))
    assert waiting.score == open_.score
    gain = rounded(Fraction(500, 55))
    assert waiting.lines[0].reason == f"应办10项，办结8项（80%），另有2项已上报待审核，通过后可加{gain}分"
    assert "待审核" not in open_.lines[0].reason
    unscored = one(whole(tasks_done=8, tasks_waiting=2), replace(SCHEME, least_weight=99))
    assert unscored.lines[0].reason == "应办10项，办结8项（80%），另有2项已上报待审核"


def test_under_sixty_is_criticised_with_the_clause() -> None:
    judgement = one(whole(tasks_done=6, tasks_open=4, disclosures_on_time=1, disclosures_late=9, obligations_missed=8))
    assert judgement.score is not None
    assert judgement.score < 60
    assert judgement.proposal is Proposal.CRITICISE
    assert judgement.reasons[0] == f"得分{judgement.score:.2f}，在参加排名的1个部门中列第1名，低于60分。"
    assert "进行通报批评并令其限期整改" in judgement.reasons[-1]
    assert "国务院令第492号" in judgement.reasons[-1]


def test_sixty_is_not_criticised() -> None:
    scheme_of_one = replace(SCHEME, indicators=(scheme.Indicator("completion", "任务完成", 100),))
    assert one(whole(tasks_done=6, tasks_open=4), scheme_of_one).proposal is Proposal.NONE
    assert one(whole(tasks_done=599, tasks_open=401), scheme_of_one).proposal is Proposal.CRITICISE


def test_a_red_line_is_criticised_whatever_the_score() -> None:
    far = records("disclosures_late", 3, 21)
    judgement = one(whole(disclosures_on_time=97, disclosures_late=far))
    assert judgement.score is not None
    assert judgement.score > 90
    assert judgement.proposal is Proposal.CRITICISE
    assert judgement.reasons[1] == ("逾期超过20个工作日的公开事项3条，触及红线“3条以上公开事项逾期超过20个工作日”。")
    assert judgement.red_lines[0].records == far
    two = one(whole(disclosures_on_time=97, disclosures_late=far[:2]))
    assert two.proposal is not Proposal.CRITICISE


def test_low_completion_is_a_red_line() -> None:
    judgement = one(whole(tasks_done=5, tasks_open=4, disclosures_on_time=50))
    assert judgement.proposal is Proposal.CRITICISE
    assert judgement.reasons[1].startswith("任务完成率55.6%（5/9），低于60%")


def test_one_open_task_is_no_red_line() -> None:
    assert one(whole(tasks_done=1, tasks_open=1, disclosures_on_time=50)).red_lines == ()
    assert one(whole(tasks_done=1, tasks_open=2, disclosures_on_time=50)).red_lines != ()


def test_since_the_revised_regulation_its_articles_are_cited() -> None:
    (judgement,) = judge([whole(tasks_done=1, tasks_open=9)], SCHEME, date(2019, 12, 31))
    assert "国务院令第711号）第四十七条" in judgement.reasons[-1]
    (judgement,) = judge([whole()], SCHEME, date(2019, 12, 31))
    assert "国务院令第711号）第四十六条" in judgement.reasons[-1]


def test_the_order_of_the_units_does_not_matter() -> None:
    years = [whole(f"u{number}", position=number % 3, tasks_open=number % 4) for number in range(9)]
    assert judge(years, SCHEME, DAY) == judge(reversed(years), SCHEME, DAY)
    assert rules.judge([], SCHEME, DAY) == ()


# --- bonus, quotas, groups -------------------------------------------------------------------------------------------


def test_a_bonus_needs_its_threshold_and_keeps_its_cap() -> None:
    plus = replace(SCHEME, bonuses=(Bonus("answered", "舆情按时回应", 2, 8),), bonus_from=80, bonus_most=5)
    good = one(year(tasks_done=10, opinions_on_time=4), plus)
    assert [(line.indicator, line.points, line.of) for line in good.lines if not line.of] == [
        ("加分：舆情按时回应", Decimal(5), 0)
    ]
    assert good.score == Decimal(105)
    assert len(good.lines[-1].records) == 4
    poor = one(year(tasks_done=7, tasks_open=3, opinions_on_time=4, disclosures_late=5), plus)
    assert not any(line.points is not None and line.points > 0 and not line.of for line in poor.lines)


def test_a_fixed_quota_takes_the_place_of_the_share() -> None:
    fixed = replace(SCHEME, quotas=(("department", 2),))
    found = judge([whole(code) for code in ("aaa", "bbb", "ccc")], fixed, DAY)
    assert all(each.proposal is Proposal.COMMEND for each in found), "a tie at the edge is commended together"
    assert "部门名额2个（方案确定的名额）" in found[0].reasons[1]
    none = judge([whole("aaa")], replace(SCHEME, quotas=(("department", 0),)), DAY)
    assert none[0].proposal is Proposal.NONE


def test_kinds_can_be_ranked_together() -> None:
    joined = replace(SCHEME, ranked_with=(("public_body", "department"),))
    body = whole("body", UnitKind.PUBLIC_BODY, tasks_open=1)
    found = judge([whole("town", TOWN), body, whole("dep")], joined, DAY)
    assert [(each.year.code, each.rank) for each in found] == [("town", 1), ("dep", 1), ("body", 2)]
    assert "参加排名的2个部门、公共企事业单位中" in found[2].reasons[0]


def test_what_counts_for_the_list_needs_no_records() -> None:
    scored = [rules.score(each, SCHEME) for each in (whole("aaa"), whole("bbb", tasks_open=9))]
    light = rules.place([each.standing for each in scored], SCHEME, DAY)
    heavy = rules.place(scored, SCHEME, DAY)
    told = [(each.year.code, each.rank, each.proposal, each.reasons) for each in heavy]
    assert [(each.year.code, each.rank, each.proposal, each.reasons) for each in light] == told
    assert all(not each.lines and not each.year.tasks for each in light)


def test_what_was_excused_is_named_where_nothing_else_was() -> None:
    found = rules.score(replace(whole(), excused_under=("opinions",)), SCHEME)
    line = next(each for each in found.lines if each.key == "opinions")
    assert (line.points, line.reason) == (None, "1条记录经公开办认可免责，没有其他应计的记录，此项不计")
