"""From a unit's frozen document to the lines of a notice: what it did well, what it must put right. Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.choices import UnitKind
from tracker.notices.wording import CommendedUnit, CriticisedUnit, ProblemLine, ProblemRecord

MOST_MERITS = 4
WELL_DONE = 0.9
PLAN = "实施方案四（三）"
DEDUCTION = "倒扣："
COUNTED = {
    "completion": "项未办结",
    "timeliness": "条逾期公开",
    "rhythm": "次未按期公开",
    "publication": "条渠道或网址不全",
    "secrecy": "条未经保密审查",
    "opinions": "件未按时回应",
    "policies": "件未按期解读",
    "acknowledgement": "项未签收",
    "first_pass": "项被退回",
    "far_late": "条逾期过久",
    "late_rectifications": "项到期未完成",
    "inspections": "项抽查发现问题",
    "reminders": "条提醒未确认",
    "findings": "个督查问题",
    "unanswered_papers": "件逾期未反馈",
    "dead_links": "个网址打不开",
    "requests": "件申请逾期答复",
    "late_requests": "件申请逾期答复",
    "reports": "份年度报告未按期报送",
    "late_reports": "份年度报告未按期报送",
    "returned_reports": "份年度报告被退回",
}
REQUIREMENTS = {
    "completion": "逐项办结未完成的任务；确未产生应公开信息的，上报情况说明。",
    "timeliness": "逾期公开的说明原因；明确专人，到期前提醒。",
    "rhythm": "补充公开欠缺期次的信息，明确专人按期公开。",
    "publication": "在区政府网站补充公开，并在台账登记公开网址。",
    "secrecy": "补办保密审查手续，今后公开前严格履行保密审查程序。",
    "opinions": "说明超时的原因，完善舆情预判、跟踪、处置机制。",
    "policies": "说明逾期的原因，做到政策文件与解读同步组织、同步审签、同步发布。",
    "acknowledgement": "立即签收任务，明确联络员按时查看台账。",
    "first_pass": "提高报送质量，上报时附公开网址和佐证材料。",
    "far_late": "查明严重逾期的原因，书面报告责任落实情况。",
    "late_rectifications": "完成上次责令整改的问题，书面说明逾期原因。",
    "inspections": "对照督查通报逐项整改，举一反三自查。",
    "reminders": "每天查看到期提醒，及时办理或说明情况。",
    "findings": "对照督查通报逐条整改，举一反三自查。",
    "unanswered_papers": "立即反馈，书面说明逾期未反馈的原因。",
    "dead_links": "更正或恢复打不开的网址，定期自查。",
    "requests": "说明逾期的原因，完善依申请公开受理、办理、答复流程。",
    "late_requests": "说明逾期的原因，完善依申请公开受理、办理、答复流程。",
    "reports": "说明逾期的原因，明确专人按期报送年度工作进展报告。",
    "late_reports": "说明逾期的原因，明确专人按期报送年度工作进展报告。",
    "returned_reports": "对照退回意见补充完善，提高年度工作进展报告质量。",
    "outside_city": "对照市级考核指出的问题逐项整改。",
    "outside_third_party": "对照第三方评估指出的问题逐项整改。",
    "outside_social": "对照社会评议反映的问题逐项整改。",
}
STILL_OWED = {
    "timeliness": ("未公开", "逾期未公开的立即公开。"),
    "opinions": ("至今未回应", "尚未回应的立即回应。"),
    "policies": ("至今未解读", "尚未解读的立即发布解读。"),
    "requests": ("未答复", "尚未答复的立即答复。"),
    "late_requests": ("未答复", "尚未答复的立即答复。"),
    "reports": ("未报送", "立即补报年度工作进展报告。"),
    "late_reports": ("未报送", "立即补报年度工作进展报告。"),
}  # what a record's note says while something is still owed, and what is required first then
GENERAL_REQUIREMENT = "对照任务分解表逐项整改到位。"


def commended(unit: Mapping[str, Any]) -> CommendedUnit:
    """The unit with the indicators that it did best, the weightiest first."""
    lines = [line for line in unit["lines"] if line["of"] and line["points"] is not None]
    best = sorted((line for line in lines if line["points"] >= WELL_DONE * line["of"]), key=lambda line: -line["of"])
    reasons = tuple(f"{line['indicator']}：{line['reason']}" for line in best[:MOST_MERITS])
    return CommendedUnit(unit["unit"], UnitKind(unit["kind"]).label, unit["score"], reasons)


def criticised(unit: Mapping[str, Any], due_on: date) -> CriticisedUnit:
    """The unit with one problem for each indicator that cost points and each deduction."""
    problems = tuple(
        _problem(line, unit["titles"], due_on)
        for line in unit["lines"]
        if line["points"] is not None and line["points"] < line["of"]
    )
    bonus = sum(line["points"] or 0 for line in unit["lines"] if not line["of"] and (line["points"] or 0) > 0)
    return CriticisedUnit(
        name=unit["unit"],
        kind_label=UnitKind(unit["kind"]).label,
        problems=problems,
        score=unit["score"],
        applicable=unit["applicable"],
        bonus=bonus,
    )


def _problem(line: Mapping[str, Any], titles: Mapping[str, Mapping[str, str]], due_on: date) -> ProblemLine:
    """The numbers as the reason, and every record by name with what was wrong with it."""
    indicator = line["indicator"].removeprefix(DEDUCTION)
    records = tuple(
        ProblemRecord(lost["type"], lost["id"], titles[lost["type"]][str(lost["id"])], lost["note"])
        for lost in line["lost"]
    )
    return ProblemLine(
        indicator=indicator,
        of=line["of"],
        lost=Decimal(str(line["of"])) - Decimal(str(line["points"])),
        reason=f"{line['reason']}。",
        requirement=_requirement(line["key"], records),
        due_on=due_on,
        title=f"{indicator}：{len(records)}{COUNTED.get(line['key'], '条')}" if records else f"{indicator}：失分",
        basis=line["basis"] or PLAN,
        records=records,
    )


def _requirement(key: str, records: tuple[ProblemRecord, ...]) -> str:
    """What the records ask for: what is still owed first, then what keeps it from happening again."""
    mark, first = STILL_OWED.get(key, ("", ""))
    is_owed = bool(mark) and any(mark in record.note for record in records)
    return (first if is_owed else "") + REQUIREMENTS.get(key, GENERAL_REQUIREMENT)
