"""What a unit's page says in short: records under numbers, what can be mended, what is watched and from outside."""

from datetime import date
from typing import Any

import pytest

from tests.appraisal.years import records, year
from tracker.appraisal import document, rules, scheme
from tracker.appraisal.explaining import annex, telling
from tracker.appraisal.records import Record
from tracker.appraisal.schemes.differing import because

BY = scheme.default(2018)
SCHEME = BY.as_json()


def documents(*years: Any, by: scheme.Scheme = BY) -> list[dict[str, Any]]:
    judged = rules.judge(years, by, date(2018, 12, 31))
    return [dict(document.of_unit(one, by).placed(one)) for one in judged]


def one(by: scheme.Scheme = BY, **facts: Any) -> dict[str, Any]:
    (found,) = documents(year(**facts), by=by)
    return found


# --- the annex -------------------------------------------------------------------------------------------------------


def test_each_record_stands_once_and_lines_name_it_by_its_number() -> None:
    late = (Record("disclosure", 7, "批复", "逾期25个工作日", 25), Record("disclosure", 9, "公告", "逾期2个工作日", 2))
    unit = one(tasks_done=2, tasks_open=1, disclosures=late, disclosures_late=late, disclosures_unreviewed=late[:1])
    found = annex.of(unit)
    assert [(each.number, each.title) for each in found.entries][:3] == [(1, "未办结0"), (2, "批复"), (3, "公告")]
    assert len({(each.type, each.id) for each in found.entries}) == len(found.entries)
    assert found.entries[1].notes == ("逾期25个工作日",)
    assert [found.numbers(line["lost"]) for line in unit["lines"] if line["lost"]] == ["1", "2—3", "2", "2"]


@pytest.mark.parametrize(
    ("ids", "said"), [((0, 1, 2, 4), "1—3、5"), ((0, 1), "1—2"), ((3,), "4"), ((), ""), ((4, 0, 2), "1、3、5")]
)
def test_numbers_are_said_in_spans(ids: tuple[int, ...], said: str) -> None:
    found = annex.of(one(tasks_done=1, disclosures_late=5))
    first = next(each.id for each in found.entries)
    assert found.of_keys(("disclosure", first + number) for number in ids) == said


# --- in short --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"tasks_done": 10, "disclosures_on_time": 9}, "达到90分，在名额之内"),
        ({"tasks_done": 8, "tasks_open": 2}, "未达到90分"),
        ({"tasks_done": 2}, "任务不足3项，不排名"),
        ({"unacknowledged": 1}, "适用分值不足，不评分"),
        ({"tasks_done": 1, "tasks_open": 9}, "低于60分；触及红线“任务完成率低于60%且2项以上未办结”"),
    ],
)
def test_the_reason_in_short(facts: dict[str, int], said: str) -> None:
    assert telling.in_short(one(**facts), SCHEME) == said


def test_the_second_best_finds_no_room() -> None:
    best, second = documents(year("aaa", tasks_done=9), year("bbb", tasks_done=19, tasks_open=1, position=2))
    assert telling.in_short(best, SCHEME) == "达到90分，在名额之内"
    assert telling.in_short(second, SCHEME) == "达到表扬线，名额已满"


def test_one_thing_to_do_is_said_once() -> None:
    unit = one(tasks_done=8, tasks_open=1, disclosures_on_time=8)
    assert telling.mendable(unit) == ["再办结1项任务，可加6.17分"]
    unit = one(tasks_done=4, tasks_open=2, disclosures_late=4, disclosures_on_time=4)
    assert telling.mendable(unit) == ["再办结2项任务，可加18.52分", "再办结1项任务，得分即达到60分"]
    unit = one(tasks_done=5, tasks_open=1, disclosures_late=7, disclosures_on_time=3)
    assert telling.mendable(unit) == ["再办结1项任务，可加9.26分，得分即达到60分"]


def test_what_is_watched_stands_there_with_or_without_points() -> None:
    unit = one(tasks_done=3, requests_on_time=2, requests_late=1, papers_unanswered=1)
    assert [(each.name, each.is_weighed) for each in telling.watched(unit, SCHEME)] == [
        ("依申请公开", False),
        ("提醒、催办、督办单", False),
    ]
    weighed = SCHEME | {"deductions": [{"key": "late_requests"}]}
    assert telling.watched(unit, weighed)[0].is_weighed
    assert telling.watched(one(tasks_done=3), SCHEME) == []
    old = dict(one(tasks_done=3), facts={"tasks": 3})
    assert telling.watched(old, SCHEME) == [], "a list frozen before a fact existed"


# --- why a unit moves ------------------------------------------------------------------------------------------------


def test_the_line_that_changed_says_from_what_to_what() -> None:
    before, after = one(tasks_done=8, tasks_open=2, acknowledged=4), one(tasks_done=8, acknowledged=4)
    counts = "应办10项，办结8项（80%），2项未办结 → 应办8项，办结8项（100%）"
    said = because(before, after, (SCHEME, SCHEME))
    assert said.startswith(f"“任务完成”由20.00/25分变为25.00/25分（{counts}）；因此“通报表扬”：")


def test_what_comes_goes_and_does_not_apply_is_named() -> None:
    far = records("disclosures_late", 3, 30)
    before = one(tasks_done=9, disclosures_on_time=7, disclosures_late=far)
    after = one(tasks_done=9, opinions_on_time=1)
    said = because(before, after, (SCHEME, SCHEME))
    assert "“公开时效”由14.00/20分变为不适用" in said
    assert "“舆情回应”由不适用变为10.00/10分" in said
    assert "倒扣“严重逾期”由-6.00分变为不计" in said
    assert "不再触及红线“3条以上公开事项逾期超过20个工作日”" in said


def test_a_cut_off_that_moved_is_named_and_so_are_the_others() -> None:
    unit = one(tasks_done=8, tasks_open=2)
    lower = SCHEME | {"commend_from": 70}
    said = because(unit, dict(unit, proposal="commend", reasons=["一。", "二。"]), (SCHEME, lower))
    assert said == "表扬线由90变为70；因此“通报表扬”：二。"
    said = because(unit, dict(unit, rank=2), (SCHEME, SCHEME))
    assert said == "本单位各项得分不变，名次和名单随其他单位变化。"
