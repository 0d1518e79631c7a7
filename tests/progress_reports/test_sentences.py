"""A report's text from its facts."""

from tracker.appraisal.facts import FACTS
from tracker.progress_reports import tables
from tracker.progress_reports.choices import Section
from tracker.progress_reports.sentences import drafted, heading
from tracker.requests.choices import ApplicantKind, ReplyKind
from tracker.requests.yearly.table import Table, Tally, count

NOTHING = dict.fromkeys(FACTS, 0)
EMPTY = count(2018, ())


def text(section: Section, table: Table = EMPTY, **figures: int) -> str:
    return drafted("区发展和改革局", 2018, NOTHING | figures, table)[section]


def requests() -> Table:
    return count(
        2018,
        [
            Tally(ApplicantKind.NATURAL_PERSON, 2018, 2018, ReplyKind.DISCLOSED, 3),
            Tally(ApplicantKind.BUSINESS, 2017, 2018, ReplyKind.PARTLY),
            Tally(ApplicantKind.BUSINESS, 2018, None, None),
        ],
    )


def test_the_tasks_in_numbers() -> None:
    said = text(Section.OVERALL, tasks=12, tasks_done=10, tasks_open=2, tasks_cooperating=1, obligations_missed=1)
    assert said.startswith("2018年，区发展和改革局承担重点领域政府信息公开任务12项（另配合1项），已完成10项")
    assert "应履行1次，已履行0次，未履行1次。" in said


def test_the_share_in_time() -> None:
    said = text(Section.PROACTIVE, disclosures=10, disclosures_on_time=6, disclosures_late=2, disclosures_pending=2)
    assert "按期率75.0%" in said


def test_nothing_is_said_of_what_was_not() -> None:
    assert text(Section.PROACTIVE) == "本年没有登记公开记录。"
    assert text(Section.REQUESTS) == "本年没有收到政府信息公开申请，也没有上年结转的申请。"
    assert text(Section.RESPONSE) == "本年没有需要解读的政策文件。没有涉及的政务舆情。"
    assert text(Section.PROBLEMS) == "台账没有反映逾期、退回等问题。"


def test_requests_with_their_results() -> None:
    said = text(Section.REQUESTS, requests())
    assert said == "本年新收政府信息公开申请4件，上年结转1件；办结4件（予以公开3件，部分公开1件），结转下年度1件。"


def test_problems_name_what_the_records_show() -> None:
    assert text(Section.PROBLEMS, disclosures_late=2, opinions_late=1) == (
        "台账反映的问题：逾期公开或逾期未公开2条，舆情回应超时或未回应1件。"
    )


def test_headings_are_numbered() -> None:
    assert [heading(section)[:2] for section in Section] == ["一、", "二、", "三、", "四、", "五、", "六、"]


def test_a_table_comes_back_as_it_was_kept() -> None:
    table = requests()
    again = tables.from_json(2018, tables.as_json(table))
    assert tables.same(table, again)
    assert again.is_balanced


def test_tables_add_up() -> None:
    table = tables.total(2018, [requests(), requests()])
    assert table.new.cells == tuple(2 * number for number in requests().new.cells)
    assert table.total.total == 8
    assert not tables.same(table, requests())
