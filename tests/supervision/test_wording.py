"""How a circular reads."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.refusals import Refused
from tracker.supervision.choices import CheckIndicator, FindingReply
from tracker.supervision.circulars.wording import Frame, Problem, Results, UnitResult, circular

PROBLEM = Problem("区住建局", "施工许可", CheckIndicator.TIMELINESS, 2, "逾期8个工作日公开。", FindingReply.ACCEPTED)
FOUND = Results(
    "2018年第四季度督促检查",
    date(2018, 10, 1),
    date(2018, 12, 20),
    "重大建设项目、公共资源配置",
    20181220,
    date(2018, 12, 21),
    date(2018, 12, 25),
    (UnitResult("区发改局", 12, 2, 2), UnitResult("区住建局", 20, 2, 1)),
    (PROBLEM,),
)


def text(found: Results, frame: Frame | None = None) -> str:
    return "\n".join(paragraph.text for paragraph in circular(found, frame or Frame()).paragraphs)


def test_it_works() -> None:
    paper = circular(FOUND, Frame(number="王政办发〔2018〕42号", dated_on=date(2018, 12, 26)))
    assert paper.title == "铜川市王益区人民政府办公室关于2018年第四季度督促检查情况的通报"
    headings = [paragraph.text for paragraph in paper.paragraphs if paragraph.level == 1]
    assert headings == ["一、总体情况", "二、存在的主要问题", "三、工作要求"]
    assert paper.document_number == "王政办发〔2018〕42号"
    assert [attachment.title for attachment in paper.attachments] == ["督促检查情况汇总表", "督促检查发现问题清单"]


def test_the_general_situation_tells_numbers_and_seed() -> None:
    said = text(FOUND)
    assert "从上述单位承担的32项任务中随机抽取4项（抽查号20181220" in said
    assert "抽查的4项任务中，3项未发现问题，占75.0%；共发现问题1个，涉及1个单位。" in said
    assert "区发改局抽查的任务均未发现问题。" in said
    assert "单位认可的1个" in said


def test_problems_stand_under_their_indicator() -> None:
    assert "（一）公开时效方面。发现问题1个：区住建局（1个）。区住建局《施工许可》逾期8个工作日公开。" in text(FOUND)


def test_the_totals_of_the_tables_agree() -> None:
    paper = circular(replace(FOUND, problems=(PROBLEM, replace(PROBLEM, points=6))), Frame())
    summary, listed = (attachment.parts[0] for attachment in paper.attachments)
    assert [row[1:] for row in summary.rows] == [  # type: ignore[union-attr]
        ("区发改局", "12", "2", "2", "0", "0"),
        ("区住建局", "20", "2", "1", "2", "8"),
    ]
    assert sum(int(row[4]) for row in listed.rows) == 8  # type: ignore[union-attr]


def test_silence_and_objections_are_told() -> None:
    problems = (replace(PROBLEM, reply=None), replace(PROBLEM, reply=FindingReply.OBJECTED))
    said = text(replace(FOUND, problems=problems, withdrawn=1))
    assert "单位提出异议、经核实仍予认定的1个" in said
    assert "未按期反馈、视为认可的1个" in said
    assert "另有1个经核实不成立，已撤销" in said


def test_before_the_period_ends_nobody_is_taken_to_agree() -> None:
    problems = (replace(PROBLEM, reply=None), replace(PROBLEM, reply=FindingReply.OBJECTED, is_settled=False))
    said = text(replace(FOUND, problems=problems, is_open=True))
    assert "反馈期未满、尚未反馈的1个" in said
    assert "单位提出异议、尚未答复的1个" in said
    assert "视为认可" not in said
    assert "仍予认定" not in said


def test_without_problems_there_is_no_list() -> None:
    found = replace(FOUND, problems=())
    assert "本次检查未发现需要通报的问题。" in text(found)
    assert len(circular(found, Frame()).attachments) == 1


def test_the_requirements_are_the_offices_own() -> None:
    assert text(FOUND, Frame("（一）整改。甲\n\n（二）自查。乙")).endswith(
        "三、工作要求\n（一）整改。甲\n（二）自查。乙"
    )


@pytest.mark.parametrize("found", [replace(FOUND, units=()), FOUND])
def test_it_is_refused(found: Results) -> None:
    with pytest.raises(Refused):
        circular(found, Frame(" \n "))
