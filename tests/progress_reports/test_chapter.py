"""The district's chapter and the check of its totals."""

from dataclasses import replace
from datetime import date

from tracker.appraisal.facts import FACTS
from tracker.progress_reports import annual
from tracker.progress_reports.chapter import Part, Records, put_together
from tracker.requests.choices import ApplicantKind, ReplyKind
from tracker.requests.yearly.table import Tally, count

NOTHING = dict.fromkeys(FACTS, 0)
FIRST = NOTHING | {"tasks": 12, "tasks_done": 10, "disclosures": 30, "disclosures_on_time": 28, "disclosures_late": 2}
SECOND = NOTHING | {"tasks": 5, "tasks_done": 5, "disclosures": 7, "disclosures_on_time": 7}
TABLE = count(2018, [Tally(ApplicantKind.NATURAL_PERSON, 2018, 2018, ReplyKind.DISCLOSED, 2)])
NAMES = {1: "区发改局", 2: "黄堡镇"}
RECORDS = Records(date(2018, 12, 31), {1: FIRST, 2: SECOND}, {1: TABLE}, NAMES)
FILLED = annual.total([{"licences": 3}])
PARTS = [
    Part(1, "区发改局", FIRST, TABLE, "人手不足。\n将加强培训。", FILLED),
    Part(2, "黄堡镇", SECOND, count(2018, ()), "", annual.total([])),
]


def test_it_works() -> None:
    chapter = put_together(2018, PARTS, RECORDS)
    assert chapter.is_sound
    assert "全区各镇办、各部门承担重点领域政府信息公开任务17项" in chapter.texts[1]
    assert chapter.texts[-1] == "区发改局：人手不足。 将加强培训。"
    assert chapter.figures["disclosures"] == 37
    assert chapter.table.new.total == 2


def test_a_report_that_is_out_of_date_is_named() -> None:
    records = replace(RECORDS, figures={1: FIRST | {"disclosures": 31, "disclosures_on_time": 29}, 2: SECOND})
    chapter = put_together(2018, PARTS, records)
    assert not chapter.is_sound
    assert chapter.differing == ("区发改局",)
    check = next(each for each in chapter.checks if each.name == FACTS["disclosures"])
    assert (check.reported, check.recorded, check.whole, check.agrees) == (37, 38, 38, False)


def test_the_states_add_up_to_their_sum() -> None:
    sums = {
        "tasks": ("tasks_done", "tasks_nothing_arose", "tasks_waiting", "tasks_open"),
        "disclosures": tuple(f"disclosures_{state}" for state in ("on_time", "late", "pending", "withheld")),
        "policies": tuple(f"policies_{state}" for state in ("on_time", "late", "missing", "pending")),
    }
    year = NOTHING | {name: 1 for states in sums.values() for name in states} | dict.fromkeys(sums, 4)
    chapter = put_together(2018, [replace(PARTS[0], figures=year)], replace(RECORDS, figures={1: year}))
    shown = {check.name: check.reported for check in chapter.checks}
    for whole, states in sums.items():
        assert shown[FACTS[whole]] == sum(shown[FACTS[state]] for state in states), whole


def test_a_unit_without_a_report_is_named_and_counted_in_the_whole() -> None:
    chapter = put_together(2018, PARTS[:1], RECORDS)
    assert chapter.missing == ("黄堡镇",)
    assert not chapter.is_sound
    assert chapter.differing == ()
    check = chapter.checks[0]
    assert (check.reported, check.recorded, check.whole, check.agrees) == (12, 12, 17, True)


def test_a_table_that_differs_is_named() -> None:
    more = count(2018, [Tally(ApplicantKind.BUSINESS, 2018, None, None)])
    chapter = put_together(2018, PARTS, replace(RECORDS, tables={1: TABLE, 2: more}))
    assert not chapter.table_agrees
    assert chapter.differing == ("黄堡镇",)


def test_without_any_report_it_is_still_written() -> None:
    chapter = put_together(2018, [], RECORDS)
    assert chapter.missing == ("区发改局", "黄堡镇")
    assert chapter.texts[0] == "一、总体情况"


def test_tables_that_were_not_filled_in_or_do_not_fit_are_named() -> None:
    parts = [replace(PARTS[0], annual=FILLED | {"documents_in_force": 4}), replace(PARTS[1], annual={})]
    records = replace(RECORDS, decisions={1: {"licences": 5}}, before={1: {"documents_in_force": 3}})
    chapter = put_together(2018, parts, records)
    assert chapter.unfilled == ("黄堡镇",)
    assert [remark.split("：")[0] for remark in chapter.remarks] == ["区发改局，行政规范性文件", "区发改局，行政许可"]
    assert not chapter.is_sound
    assert chapter.annual["licences"] == 3


def test_a_record_without_a_count_of_its_own_is_named() -> None:
    records = replace(RECORDS, figures={1: FIRST | {"disclosures": 31}, 2: SECOND})
    assert "依申请公开或不予公开0条，不计时限（经认可免责或期限未定）1条" in put_together(2018, PARTS, records).texts[3]
