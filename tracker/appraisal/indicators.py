"""The indicators, deductions and red lines that a scheme can name: pure functions from a unit's year to a finding.

An indicator's share is what was kept out of all that counted; where nothing counted it is left out of the unit's score
instead of counting as 0 (DOMAIN §d). Every finding names its records and says the numbers in a sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tracker.appraisal.facts import UnitYear
from tracker.appraisal.records import Records

PERCENT = 100


@dataclass(frozen=True)
class Weighing:
    """What was kept and what was lost under one indicator; with neither it does not apply to the unit.

    ``reached`` is the share itself where it is not a count but somebody else's result.
    """

    kept: Records
    lost: Records
    reason: str
    reached: Fraction | None = None

    @property
    def applies(self) -> bool:
        return bool(self.kept or self.lost)

    @property
    def total(self) -> int:
        return len(self.kept) + len(self.lost)

    @property
    def share(self) -> Fraction:
        """Between 0 and 1. Raises ZeroDivisionError where the indicator does not apply."""
        return Fraction(len(self.kept), self.total) if self.reached is None else self.reached


@dataclass(frozen=True)
class Finding:
    """What a deduction or a red line found; without records it found nothing."""

    records: Records
    reason: str


def percent(part: int, whole: int) -> str:
    """A share as people write it, rounded half up to one decimal: 2/3 -> 66.7%."""
    tenths = (part * PERCENT * 10 * 2 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


# --- indicators ------------------------------------------------------------------------------------------------------


def completion(year: UnitYear) -> Weighing:
    """Tasks accepted as done or as without occasion, and what is due and isn't: what waits for the office's review is
    not done yet, what is not yet due counts neither way."""
    kept, ahead = year.tasks_done + year.tasks_nothing_arose, {record.id for record in year.tasks_not_due}
    open_ = tuple(record for record in year.tasks_open if record.id not in ahead)
    lost = open_ + tuple(record for record in year.tasks_waiting if record.id not in ahead)
    later = f"未到期{len(ahead)}项，暂不计入" if ahead else ""
    if not kept and not lost:
        return Weighing((), (), f"承担的任务{later}，此项不计" if later else "本年度没有承担任务，此项不计")
    parts = [f"应办{len(kept) + len(lost)}项，办结{len(kept)}项（{percent(len(kept), len(kept) + len(lost))}）"]
    if year.tasks_nothing_arose:
        parts.append(f"其中{len(year.tasks_nothing_arose)}项经确认本年未产生")
    if open_:
        parts.append(f"{len(open_)}项未办结")
    return Weighing(kept, lost, "，".join([*parts, later] if later else parts))


def timeliness(year: UnitYear) -> Weighing:
    """Disclosures within their limit (plan 三（三）); what is not yet due counts neither way."""
    kept, lost = year.disclosures_on_time, year.disclosures_late
    return _plain(kept, lost, "应公开{total}条，按期{kept}条（{share}）", "逾期{lost}条", "没有到期的公开事项")


def rhythm(year: UnitYear) -> Weighing:
    """Periods and fixed dates of the breakdown tables that are over."""
    kept, lost = year.obligations_met, year.obligations_missed
    return _plain(
        kept, lost, "应履行{total}次，已履行{kept}次（{share}）", "未按期履行{lost}次", "没有到期的定期、限期公开任务"
    )


def publication(year: UnitYear) -> Weighing:
    """Published on the government website as first platform, with the address on record (plan 三（二）)."""
    lost = _one_each(year.disclosures_without_website + year.disclosures_without_address)
    text = "已公开{total}条，渠道、网址齐全{kept}条（{share}）"
    parts = []
    if year.disclosures_without_website:
        parts.append(f"未在政府网站公开{len(year.disclosures_without_website)}条")
    if year.disclosures_without_address:
        parts.append(f"未登记网址{len(year.disclosures_without_address)}条")
    return _plain(year.disclosures_in_order, lost, text, "，".join(parts), "本年度没有已公开的信息")


def secrecy(year: UnitYear) -> Weighing:
    """A secrecy review on record before each release (plan 三（一）)."""
    kept, lost = year.disclosures_reviewed, year.disclosures_unreviewed
    text = "已公开{total}条，公开前经保密审查{kept}条（{share}）"
    return _plain(kept, lost, text, "无审查记录或公开后才审查{lost}条", "本年度没有已公开的信息")


def opinions(year: UnitYear) -> Weighing:
    """Public opinion answered within its hours (plan 三（五）; 国办发〔2016〕61号)."""
    kept, lost = year.opinions_on_time, year.opinions_late
    return _plain(
        kept, lost, "应回应舆情{total}件，按时{kept}件（{share}）", "超时或未回应{lost}件", "本年度没有需回应的舆情"
    )


def policies(year: UnitYear) -> Weighing:
    """Policy documents interpreted in time (plan 三（五）)."""
    kept, lost = year.policies_on_time, year.policies_late + year.policies_missing
    parts = []
    if year.policies_late:
        parts.append(f"逾期解读{len(year.policies_late)}件")
    if year.policies_missing:
        parts.append(f"未解读{len(year.policies_missing)}件")
    text = "应解读政策文件{total}件，按期{kept}件（{share}）"
    return _plain(kept, lost, text, "，".join(parts), "本年度没有到期应解读的政策文件")


def acknowledgement(year: UnitYear) -> Weighing:
    """Tasks acknowledged, those in which the unit cooperates included."""
    kept, lost = year.acknowledged, year.unacknowledged
    return _plain(kept, lost, "任务{total}项，已签收{kept}项（{share}）", "未签收{lost}项", "本年度没有任务")


def first_pass(year: UnitYear) -> Weighing:
    """Submissions that were never returned."""
    kept, lost = year.passed, year.returned
    return _plain(kept, lost, "上报{total}项，一次通过{kept}项（{share}）", "被退回{lost}项", "没有经审核的上报")


def inspections(year: UnitYear) -> Weighing:
    """Tasks drawn in inspections without a problem (plan 四（二）)."""
    kept, lost = year.inspected_in_order, year.inspected_with_problems
    return _plain(kept, lost, "抽查{total}项，未发现问题{kept}项（{share}）", "发现问题{lost}项", "没有被抽查的任务")


def reminders(year: UnitYear) -> Weighing:
    """Reminders that were read, or what they were about done (plan 四（二）)."""
    kept, lost = year.reminders_answered, year.reminders_unread
    text = "收到提醒{total}条，已知悉或办结{kept}条（{share}）"
    return _plain(kept, lost, text, "未确认也未办结{lost}条", "本年度没有收到提醒")


def requests(year: UnitYear) -> Weighing:
    """Requests to disclose that were answered in time (plan 三（三）; Regulation)."""
    kept, lost = year.requests_on_time, year.requests_late
    text = "应答复申请{total}件，按期{kept}件（{share}）"
    return _plain(kept, lost, text, "逾期{lost}件", "没有到期应答复的依申请公开申请")


def reports(year: UnitYear) -> Weighing:
    """The report on the year before, which fell due in this one (plan 四（三）)."""
    kept, lost = year.reports_on_time, year.reports_late
    text = "应报送年度工作进展报告{total}份，按期{kept}份（{share}）"
    return _plain(kept, lost, text, "逾期或未报送{lost}份", "本年度没有到期应报送的年度工作进展报告")


def outside_city(year: UnitYear) -> Weighing:
    """The city's assessment of the unit."""
    return _outside(year.outside_city, "市级考核")


def outside_third_party(year: UnitYear) -> Weighing:
    """Evaluations by a third party."""
    return _outside(year.outside_third_party, "第三方评估")


def outside_social(year: UnitYear) -> Weighing:
    """Social review (社会评议; Regulation: assessment)."""
    return _outside(year.outside_social, "社会评议")


def _outside(results: Records, name: str) -> Weighing:
    """The mean of the shares of full marks: what others found, taken over as it is."""
    if not results:
        return Weighing((), (), f"本年度没有{name}结果，此项不计")
    mean = sum((each.share for each in results), Fraction()) / len(results)
    thousandths = floor(mean * PERCENT * 100 + Fraction(1, 2))
    reason = f"{name}结果{len(results)}次，平均得分率{thousandths // 100}.{thousandths % 100:02}%"
    return Weighing(results, (), reason, mean)


def _plain(kept: Records, lost: Records, text: str, loss: str, nothing: str) -> Weighing:
    total = len(kept) + len(lost)
    if not total:
        return Weighing((), (), f"{nothing}，此项不计")
    numbers = {"kept": len(kept), "lost": len(lost), "total": total, "share": percent(len(kept), total)}
    reason = text.format(**numbers) + (f"，{loss.format(**numbers)}" if lost else "")
    return Weighing(kept, lost, reason)


def _one_each(records: Records) -> Records:
    """One entry per record, its notes joined."""
    notes: dict[int, list[str]] = {}
    for record in records:
        notes.setdefault(record.id, []).append(record.note)
    first = {record.id: record for record in reversed(records)}
    return tuple(
        type(record)(record.type, record.id, record.title, "，".join(notes[record.id]))
        for record in sorted(first.values(), key=lambda record: record.id)
    )


# --- deductions and red lines ----------------------------------------------------------------------------------------


def far_late(year: UnitYear, days: int) -> Finding:
    """Disclosures late by more than ``days`` working days."""
    records = tuple(record for record in year.disclosures_late if record.days > days)
    return Finding(records, f"逾期超过{days}个工作日的公开事项{len(records)}条")


def late_rectifications(year: UnitYear, _limit: int) -> Finding:
    """Rectifications ordered earlier that were not reported by their date."""
    return Finding(year.rectifications_late, f"到期未完成的整改{len(year.rectifications_late)}项")


def findings(year: UnitYear, _limit: int) -> Finding:
    """Problems found by inspections and told in their circulars."""
    return Finding(year.findings, f"督查发现问题{len(year.findings)}个")


def unanswered_papers(year: UnitYear, _limit: int) -> Finding:
    """Numbered papers that were not answered by their date."""
    return Finding(year.papers_unanswered, f"提醒、催办、督办单逾期未反馈{len(year.papers_unanswered)}件")


def late_requests(year: UnitYear, _limit: int) -> Finding:
    """Requests to disclose that were answered late, or are late without an answer."""
    return Finding(year.requests_late, f"依申请公开逾期答复{len(year.requests_late)}件")


def late_reports(year: UnitYear, _limit: int) -> Finding:
    """The report on the year before handed in late, or not at all."""
    return Finding(year.reports_late, f"年度工作进展报告逾期报送或未报送{len(year.reports_late)}份")


def returned_reports(year: UnitYear, _limit: int) -> Finding:
    """The report on the year before sent back by the office."""
    return Finding(year.reports_returned, f"年度工作进展报告被退回{len(year.reports_returned)}份")


def dead_links(year: UnitYear, _limit: int) -> Finding:
    """Addresses on the government's website that the office confirmed dead; for schemes that name it."""
    return Finding(year.dead_links, f"经确认打不开的政府网站网址{len(year.dead_links)}个")


def low_completion(year: UnitYear, limit: int) -> Finding:
    """Fewer than ``limit`` percent of the tasks done (吴川 2014: below 60% → 通报批评)."""
    weighing = completion(year)
    if not weighing.applies or weighing.share * PERCENT >= limit:
        return Finding((), "")
    share = percent(len(weighing.kept), weighing.total)
    return Finding(weighing.lost, f"任务完成率{share}（{len(weighing.kept)}/{weighing.total}），低于{limit}%")


def rectified(year: UnitYear) -> Finding:
    """Rectifications done in time."""
    return Finding(year.rectifications_on_time, f"按期完成整改{len(year.rectifications_on_time)}项")


def answered(year: UnitYear) -> Finding:
    """Public opinion answered in time."""
    return Finding(year.opinions_on_time, f"按时回应舆情{len(year.opinions_on_time)}件")


def interpreted(year: UnitYear) -> Finding:
    """Policy documents interpreted in time."""
    return Finding(year.policies_on_time, f"按期解读政策文件{len(year.policies_on_time)}件")


INDICATORS: Mapping[str, Callable[[UnitYear], Weighing]] = {
    "completion": completion,
    "timeliness": timeliness,
    "rhythm": rhythm,
    "publication": publication,
    "secrecy": secrecy,
    "opinions": opinions,
    "policies": policies,
    "acknowledgement": acknowledgement,
    "first_pass": first_pass,
    "inspections": inspections,
    "reminders": reminders,
    "requests": requests,
    "reports": reports,
    "outside_city": outside_city,
    "outside_third_party": outside_third_party,
    "outside_social": outside_social,
}
KEPT: Mapping[str, tuple[str, ...]] = {
    "completion": ("tasks_done", "tasks_nothing_arose"),
    "timeliness": ("disclosures_on_time",),
    "rhythm": ("obligations_met",),
    "publication": ("disclosures_in_order",),
    "secrecy": ("disclosures_reviewed",),
    "opinions": ("opinions_on_time",),
    "policies": ("policies_on_time",),
    "acknowledgement": ("acknowledged",),
    "first_pass": ("passed",),
    "inspections": ("inspected_in_order",),
    "reminders": ("reminders_answered",),
    "requests": ("requests_on_time",),
    "reports": ("reports_on_time",),
    "outside_city": ("outside_city",),
    "outside_third_party": ("outside_third_party",),
    "outside_social": ("outside_social",),
    "rectified": ("rectifications_on_time",),
    "answered": ("opinions_on_time",),
    "interpreted": ("policies_on_time",),
}  # the facts whose records an indicator or a bonus keeps, in its order
CHECKS: Mapping[str, Callable[[UnitYear, int], Finding]] = {
    "far_late": far_late,
    "late_rectifications": late_rectifications,
    "findings": findings,
    "unanswered_papers": unanswered_papers,
    "late_requests": late_requests,
    "late_reports": late_reports,
    "returned_reports": returned_reports,
    "dead_links": dead_links,
    "low_completion": low_completion,
}
BONUSES: Mapping[str, Callable[[UnitYear], Finding]] = {
    "rectified": rectified,
    "answered": answered,
    "interpreted": interpreted,
}
SHORT_OF = {
    "completion": "{count}项任务办结",
    "timeliness": "{count}条按期公开",
    "rhythm": "{count}次按期履行",
    "publication": "{count}条渠道、网址齐全",
    "secrecy": "{count}条公开前经保密审查",
    "opinions": "{count}件舆情按时回应",
    "policies": "{count}件政策按期解读",
    "acknowledgement": "{count}项任务签收",
    "first_pass": "{count}项上报一次通过",
    "inspections": "{count}项抽查未发现问题",
    "reminders": "{count}条提醒已知悉",
    "requests": "{count}件申请按期答复",
    "reports": "{count}份年度工作进展报告按期报送",
}
MENDABLE = {
    "completion": "再办结{count}项任务",
    "publication": "补齐{count}条公开信息的渠道、网址",
    "acknowledgement": "签收{count}项任务",
}  # what a unit can still put right; a limit that was missed stays missed
