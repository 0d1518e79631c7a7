"""The text of the three papers: 提醒, 催办, 督办, each naming the ones before it, with a receipt to sign. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.documents.official import Attachment, OfficialDocument, Paragraph, Table, TableColumn
from tracker.refusals import Refused
from tracker.reminders.choices import PaperStep, ReminderKind
from tracker.reminders.dues import ACTS

DISTRICT = "铜川市王益区"
ISSUER = f"{DISTRICT}人民政府办公室"
WORK = "重点领域政府信息公开事项"
PLAN = f"《{DISTRICT}推进重大建设项目批准和实施、公共资源配置、社会公益事业建设领域政府信息公开实施方案》"
NAMES = {PaperStep.REMINDER: "提醒函", PaperStep.URGING: "催办通知", PaperStep.SUPERVISION: "督办通知"}
LIST_TITLE, RECEIPT_TITLE = "办理事项清单", "签收和办理情况回执"


@dataclass(frozen=True)
class Matter:
    """One limit as it stood when the paper was issued; ``standing`` says how late it was."""

    kind: ReminderKind
    id: int
    title: str
    due_on: date
    standing: str
    task_id: int | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}-{self.id}"


@dataclass(frozen=True)
class Earlier:
    """A paper that went before, unanswered or answered while the matters were not done."""

    step: PaperStep
    number: str
    issued_on: date
    answer_by: date
    answered_on: date | None = None


@dataclass(frozen=True)
class Slip:
    """All that one paper says."""

    step: PaperStep
    number: str | None
    unit: str
    issued_on: date
    answer_by: date
    matters: tuple[Matter, ...]
    earlier: tuple[Earlier, ...] = ()
    requirement: str = ""


def paper(slip: Slip) -> OfficialDocument:
    """Raises Refused when there is nothing to remind of."""
    if not slip.matters:
        raise Refused("没有需要办理的事项，不能发文。")
    return OfficialDocument(
        issuer_mark=ISSUER,
        document_number=slip.number,
        title=f"{ISSUER}关于按期办理{WORK}的{NAMES[slip.step]}",
        recipients=slip.unit,
        paragraphs=tuple(Paragraph.of(text) for text in _text(slip)),
        attachments=(Attachment(LIST_TITLE, (_list(slip.matters),)), Attachment(RECEIPT_TITLE, (_receipt(slip),))),
        signature=ISSUER,
        dated_on=slip.issued_on,
        printed_by=ISSUER,
    )


def _text(slip: Slip) -> Iterator[str]:
    count = len(slip.matters)
    until = f"{_day(slip.answer_by)}（含当日）前"
    if slip.step is PaperStep.REMINDER:
        late = sum(each.due_on < slip.issued_on for each in slip.matters)
        parts = [f"{late}项逾期未办结"] * bool(late) + [f"{count - late}项即将到期"] * bool(count - late)
        yield f"经核对重点领域政府信息公开台账，截至{_day(slip.issued_on)}，你单位有{'、'.join(parts)}，现予提醒。"
    else:
        still = f"截至{_day(slip.issued_on)}仍有{count}项未办结，现予{slip.step.label}。"
        yield "".join(map(_went_before, slip.earlier)) + still
    yield "一、办理事项"
    shown = "；".join(map(_named, slip.matters[:5]))
    yield f"{shown}{'；其余见附件1' if count > 5 else ''}。"
    yield "二、办理要求"
    yield _demand(slip, until)
    if slip.requirement:
        yield f"{slip.requirement.rstrip('。')}。"
    yield _consequence(slip.step)


def _named(each: Matter) -> str:
    return f"《{each.title}》{ACTS[each.kind.value]}，期限{_day(each.due_on)}，{each.standing}"


def _demand(slip: Slip, until: str) -> str:
    """The date of the answer moves no limit: what ends before it is to be done by its own."""
    ahead = [each for each in slip.matters if slip.issued_on <= each.due_on]
    own = "未到期的事项按各自期限办结，不得以本件的反馈期限为准；" if ahead else ""
    late = f"{'已逾期的' if ahead else ''}请于{until}办结；" if len(ahead) < len(slip.matters) else ""
    return (
        f"{own}{late}签收本件后，于{until}登录重点领域政府信息公开台账反馈办理情况；"
        "确有特殊情况不能办结的，写明原因和计划办结时间。"
    )


def _went_before(earlier: Earlier) -> str:
    said = "逾期未收到反馈"
    if earlier.answered_on is not None:
        late = "逾期" if earlier.answered_on > earlier.answer_by else ""
        said = f"你单位于{_day(earlier.answered_on)}{late}反馈，但所列事项没有全部办结"
    return (
        f"区政府办公室于{_day(earlier.issued_on)}以{earlier.number}向你单位发出{NAMES[earlier.step]}，"
        f"要求于{_day(earlier.answer_by)}前反馈，{said}。"
    )


def _consequence(step: PaperStep) -> str:
    if step is PaperStep.SUPERVISION:
        return (
            f"逾期仍未办结或者未反馈的，依据{PLAN}四（三）“对未按照相关规定和要求开展工作的，"
            "进行通报批评并令其限期整改，且要在年度考核中予以体现”的规定处理。"
        )
    following = step.next
    then = following.label if following else "督办"
    return f"逾期未反馈的，或者反馈后仍未办结的，将予以{then}。签收和反馈情况记入年度考核事实。"


def _list(matters: Sequence[Matter]) -> Table:
    columns = (("序号", 10), ("种类", 22), ("事项", 46), ("应办", 26), ("期限", 23), ("状态", 29))
    rows = tuple(
        (str(at), each.kind.label, each.title, ACTS[each.kind.value], each.due_on.isoformat(), each.standing)
        for at, each in enumerate(matters, 1)
    )
    return Table(tuple(TableColumn(name, width, centred=name != "事项") for name, width in columns), rows)


def _receipt(slip: Slip) -> Table:
    rows = (
        ("发文字号", slip.number or ""),
        ("签收单位", slip.unit),
        ("签收人、签收时间", ""),
        ("办理情况", "\n\n\n\n"),
        ("分管领导意见", "\n\n"),
        ("单位（盖章）", "\n"),
    )
    return Table((TableColumn("项目", 40, centred=True), TableColumn("内容", 116)), rows)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
