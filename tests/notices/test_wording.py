from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tracker.documents.official import Lines, OfficialDocument, Paragraph, Table, write_official
from tracker.notices.wording import (
    CommendedUnit,
    CriticisedUnit,
    NoticeFrame,
    Points,
    ProblemLine,
    ProblemRecord,
    chinese_number,
    commendation,
    criticism,
    points,
)
from tracker.refusals import Refused

FRAME = NoticeFrame(
    2018, "王政办发〔2019〕3号", date(2019, 1, 18), contact="联系人：李某，联系电话：0919-1234567", note="此件公开发布"
)
DUE = date(2019, 2, 20)
LATE = ProblemLine("按期公开", 30, 6.5, "3条信息逾期公开。", "建立公开时限台账。", DUE)
SILENT = ProblemLine("舆情回应", 8, Decimal(8), "1件政务舆情未回应。", "补充回应。", DUE)
COMMENDED = (
    CommendedUnit("桃园街道办事处", "镇办", 96.5, ("按期公开率100%。", "解读及时")),
    CommendedUnit("区财政局", "部门", 95),
    CommendedUnit("黄堡镇人民政府", "镇办", 94.25, ("按期公开率98%",)),
)
CRITICISED = (
    CriticisedUnit("王益街道办事处", "镇办", (LATE, replace(LATE, lost=1), SILENT)),
    CriticisedUnit("区住房和城乡建设局", "部门", (SILENT,)),
)


def texts(document: OfficialDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def whole(document: OfficialDocument) -> str:
    return "\n".join(texts(document))


def headings(document: OfficialDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.level == 1]


def test_the_commendation_has_its_parts() -> None:
    notice = commendation(FRAME, COMMENDED)
    assert notice.title == "铜川市王益区人民政府办公室关于表扬2018年度重点领域政府信息公开工作成效突出单位的通报"
    assert notice.recipients == "各镇人民政府、街道办事处，区政府各工作部门、各直属机构"
    assert headings(notice) == ["一、表扬单位", "二、主要成效", "三、工作要求"]
    assert (notice.issuer_mark, notice.signature) == ("铜川市王益区人民政府办公室文件", "铜川市王益区人民政府办公室")
    assert (notice.document_number, notice.dated_on) == ("王政办发〔2019〕3号", date(2019, 1, 18))
    assert (notice.note, notice.attachments) == ("此件公开发布", ())


def test_towns_and_departments_stand_apart_with_their_numbers() -> None:
    commended, criticised = texts(commendation(FRAME, COMMENDED)), texts(criticism(FRAME, CRITICISED, DUE))
    assert "（一）镇办（2个）。桃园街道办事处、黄堡镇人民政府。" in commended
    assert "（二）部门（1个）。区财政局。" in commended
    assert "（一）镇办（1个）。王益街道办事处。" in criticised
    assert "下列3个单位" in whole(commendation(FRAME, COMMENDED))
    assert "下列2个单位" in whole(criticism(FRAME, CRITICISED, DUE))


def test_each_commended_unit_has_its_score_and_reasons() -> None:
    found = texts(commendation(FRAME, COMMENDED))
    assert "（一）桃园街道办事处（96.5分）。按期公开率100%；解读及时。" in found
    assert "（二）区财政局（95分）。" in found


def test_the_criticism_has_its_parts() -> None:
    notice = criticism(FRAME, CRITICISED, DUE)
    assert notice.title.endswith("关于对2018年度重点领域政府信息公开工作不力单位予以批评并限期整改的通报")
    assert headings(notice) == ["一、总体情况", "二、存在的主要问题", "三、整改要求"]
    assert [attachment.title for attachment in notice.attachments] == ["2018年度重点领域政府信息公开工作问题整改清单"]


def test_the_criticism_sums_up_what_each_unit_lost() -> None:
    found = texts(criticism(FRAME, CRITICISED, DUE))
    assert "上述单位共存在4个问题，逐条情况见附件。" in found
    assert "（一）王益街道办事处（3个问题）。“按期公开”扣7.5分，“舆情回应”扣8分。" in found


def test_the_criticism_orders_rectification_by_a_date() -> None:
    found = whole(criticism(FRAME, CRITICISED, DUE))
    assert "于2019年2月20日（含当日）前整改到位。" in found
    assert "请于2019年2月20日（含当日）前登录" in found
    assert "联系人：李某，联系电话：0919-1234567。" in found
    assert "纳入2018年度考核" in found


def test_a_problem_with_its_own_date_is_not_overruled() -> None:
    own = replace(CRITICISED[1], problems=(replace(SILENT, due_on=date(2019, 1, 31)),))
    exception = "；附件对整改期限另有规定的，按附件规定的期限执行。"
    assert exception in whole(criticism(FRAME, (own,), DUE))
    assert exception not in whole(criticism(FRAME, CRITICISED, DUE))


def test_the_problem_list_has_a_table_for_each_unit_with_a_line_for_every_problem() -> None:
    (attachment,) = criticism(FRAME, CRITICISED, DUE).attachments
    assert attachment.is_wide
    first, table, second, other = attachment.parts
    assert (first, second) == (
        Paragraph(1, "一、王益街道办事处（3个问题）"),
        Paragraph(1, "二、区住房和城乡建设局（1个问题）"),
    )
    assert isinstance(table, Table)
    assert isinstance(other, Table)
    assert [column.heading for column in table.columns] == [
        "序号", "指标或倒扣事项", "分值", "扣分", "失分原因", "整改要求", "整改期限",
    ]  # fmt: skip
    assert [row[:4] for row in table.rows] == [
        ("1", "按期公开", "30", "6.5"),
        ("2", "按期公开", "30", "1"),
        ("3", "舆情回应", "8", "8"),
    ]
    assert other.rows == (("1", "舆情回应", "8", "8", "1件政务舆情未回应。", "补充回应。", "2019年\n2月20日"),)


def test_the_problem_list_names_every_record() -> None:
    records = tuple(ProblemRecord("disclosure", number, f"批复{number}", "逾期") for number in range(27))
    late = replace(LATE, title="按期公开：27条逾期公开", records=records)
    unit = CriticisedUnit("王益街道办事处", "镇办", (SILENT, late))
    *_, lines = criticism(FRAME, (unit,), DUE).attachments[0].parts
    assert isinstance(lines, Lines)
    assert lines.heading == "2. 按期公开：27条逾期公开"
    assert lines.entries == tuple(f"《批复{number}》逾期" for number in range(27))


def test_a_deduction_is_told_from_an_indicator() -> None:
    unit = CriticisedUnit("王益街道办事处", "镇办", (LATE, replace(LATE, indicator="严重逾期", of=0, lost=4)))
    notice = criticism(FRAME, (unit,), DUE)
    table = notice.attachments[0].parts[1]
    assert isinstance(table, Table)
    assert table.rows[1][1:4] == ("严重逾期", "倒扣", "4")
    assert "（一）王益街道办事处（2个问题）。“按期公开”扣6.5分，“严重逾期”倒扣4分。" in texts(notice)


@pytest.mark.parametrize(
    ("year", "commended", "criticised"),
    [
        (2018, "（国务院令第492号）、", "（国务院令第492号）、"),
        (2019, "（国务院令第711号）第四十六条、", "（国务院令第711号）第四十七条、"),
        (2025, "（国务院令第711号）第四十六条、", "（国务院令第711号）第四十七条、"),
    ],
)
def test_a_year_is_judged_by_its_regulation(year: int, commended: str, criticised: str) -> None:
    frame = replace(FRAME, year=year)
    assert commended in whole(commendation(frame, COMMENDED))
    assert criticised in whole(criticism(frame, CRITICISED, DUE))


def test_the_plan_and_its_words_are_quoted() -> None:
    assert "“对工作成效突出的，给予通报表扬”" in whole(commendation(FRAME, COMMENDED))
    quoted = "“对未按照相关规定和要求开展工作的，进行通报批评并令其限期整改，且要在年度考核中予以体现”"
    found = whole(criticism(FRAME, CRITICISED, DUE))
    assert quoted in found
    assert "《铜川市王益区推进重大建设项目批准和实施、公共资源配置、社会公益事业建设领域政府信息公开实施方案》" in found


def test_another_district_is_named_throughout() -> None:
    frame = replace(FRAME, district="某市某区", issuer="某市某区人民政府办公室")
    for notice in (commendation(frame, COMMENDED), criticism(frame, CRITICISED, DUE)):
        assert "王益" not in notice.title + notice.signature + notice.printed_by + texts(notice)[0]
        assert "《某市某区推进" in texts(notice)[0]


def test_a_list_without_units_makes_no_notice() -> None:
    with pytest.raises(Refused, match="表扬名单中没有单位"):
        commendation(FRAME, ())
    with pytest.raises(Refused, match="批评名单中没有单位"):
        criticism(FRAME, (), DUE)


def test_no_unit_is_criticised_without_a_problem() -> None:
    with pytest.raises(Refused, match="没有列出区财政局的问题"):
        criticism(FRAME, (*CRITICISED, CriticisedUnit("区财政局", "部门", ())), DUE)


@pytest.mark.parametrize("frame", [FRAME, NoticeFrame(2018)])
def test_both_notices_become_files(frame: NoticeFrame) -> None:
    assert write_official(commendation(frame, COMMENDED)).startswith(b"PK")
    assert write_official(criticism(frame, CRITICISED, DUE)).startswith(b"PK")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_headings_are_numbered_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, 100])
def test_no_heading_has_such_a_number(number: int) -> None:
    with pytest.raises(ValueError, match="no heading"):
        chinese_number(number)


@pytest.mark.parametrize(
    ("value", "printed"),
    [(30, "30"), (6.5, "6.5"), (0, "0"), (0.1 + 0.2, "0.3"), (Decimal("95.20"), "95.2"), (100.0, "100")],
)
def test_points_are_printed_without_needless_zeros(value: Points, printed: str) -> None:
    assert points(value) == printed
