"""The text of the two notices of a year, as official documents; the only place where this wording stands.

The plan asks for both in 四（三）: commendation of the outstanding, criticism with rectification by a date of those
that did not do as required, and the effect of both on the annual assessment. What a district words differently is
a constant here or a field of `NoticeFrame`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from tracker.choices import NoticeKind
from tracker.documents.official import Attachment, Lines, OfficialDocument, Paragraph, Table, TableColumn
from tracker.refusals import Refused

Points = int | float | Decimal
FULL = 100

RECIPIENTS = "各镇人民政府、街道办事处，区政府各工作部门、各直属机构"
COPIES = ("区委办公室", "区人大常委会办公室", "区政协办公室")
FIELDS = "重大建设项目批准和实施、公共资源配置、社会公益事业建设领域"
WORK = "重点领域政府信息公开工作"
PLAN = "《{district}推进" + FIELDS + "政府信息公开实施方案》"
PROVINCE = "《陕西省人民政府办公厅关于推进" + FIELDS + "政府信息公开的实施意见》（陕政办发〔2018〕31号）"
# The year's work is judged by the Regulation in force at its end; the revised one is in force from 2019-05-15.
FIRST_YEAR_OF_REVISED_REGULATION = 2019
REGULATION_2008 = "《中华人民共和国政府信息公开条例》（国务院令第492号）"
REGULATION_2019 = "《中华人民共和国政府信息公开条例》（国务院令第711号）"
ARTICLE_ON_ASSESSMENT = "第四十六条"
ARTICLE_ON_CRITICISM = "第四十七条"

PAPERS = {NoticeKind.COMMENDATION: "表扬通报", NoticeKind.CRITICISM: "批评通报"}
PUBLIC = "此件公开发布"
COMMENDATION_TITLE = "{issuer}关于表扬{year}年度{work}成效突出单位的通报"
CRITICISM_TITLE = "{issuer}关于对{year}年度{work}不力单位予以批评并限期整改的通报"
CORRIGENDUM_TITLE = "{{issuer}}关于更正{number}文件的通知"
WITHDRAWAL_TITLE = "{{issuer}}关于撤销{number}文件的通知"
PROBLEM_LIST_TITLE = "{year}年度{work}问题整改清单"

FEEDBACK = "登录重点领域政府信息公开台账逐条填报整改情况、整改网页链接和佐证材料"
CONTACT = "联系人：×××，联系电话：××××"

COMMENDED_ARE_ASKED = (
    "希望受到表扬的单位珍惜荣誉、再接再厉，继续在公开质量、公开时效和解读回应上走在前列。"
    "各镇办、各部门要学习先进、扬长补短，坚持以公开为常态、不公开为例外，"
    "按照“谁批准、谁公开，谁实施、谁公开，谁制作、谁公开，谁保存、谁公开”的原则，严格履行保密审查程序，"
    "按时、全面、准确公开重点领域政府信息，更好保障公众知情权、参与权、表达权、监督权。"
)
EVERYONE_IS_ASKED = (
    "各镇办、各部门要引以为戒、举一反三，对照任务分解表逐项自查，做到应公开尽公开，防止同类问题再次发生。"
)


@dataclass(frozen=True)
class CommendedUnit:
    """`kind_label` groups the units (镇办, 部门, …); `reasons` are what it did well, one sentence each.

    `decision` is the office's reason where it put the unit on the list by hand.
    """

    name: str
    kind_label: str
    score: Points
    reasons: tuple[str, ...] = ()
    decision: str = ""


@dataclass(frozen=True)
class ProblemRecord:
    """A record that cost points: where it is kept, its name, and what was wrong with it."""

    type: str
    id: int
    title: str
    note: str

    def __str__(self) -> str:
        return f"《{self.title}》{self.note}"


@dataclass(frozen=True)
class ProblemLine:
    """One line of the problem list: `lost` of the indicator's `of` points, why, what to do, by when.

    `title` names the problem in a few words, `records` are all that it is about, `basis` is the clause it rests on.
    A deduction has no points to lose: its `of` is 0.
    """

    indicator: str
    of: Points
    lost: Points
    reason: str
    requirement: str
    due_on: date
    title: str = ""
    basis: str = ""
    records: tuple[ProblemRecord, ...] = ()


@dataclass(frozen=True)
class CriticisedUnit:
    """``applicable`` are the points of the indicators that apply to the unit, out of which its score is reckoned;
    ``bonus`` are points on top."""

    name: str
    kind_label: str
    problems: tuple[ProblemLine, ...]
    decision: str = ""
    score: Points | None = None
    applicable: Points = FULL
    bonus: Points = 0


@dataclass(frozen=True)
class NoticeFrame:
    """What the office adds to the list. `number` and `dated_on` are None until the notice is issued.

    `feedback` completes 请于…前{feedback}; `contact` names person and telephone; `note` is the 附注 without brackets.
    Who signed is not part of it: 签发人 is printed on papers to a superior only (GB/T 9704-2012, 7.2.6).
    """

    year: int
    number: str | None = None
    dated_on: date | None = None
    contact: str = CONTACT
    feedback: str = FEEDBACK
    district: str = "铜川市王益区"
    issuer: str = "铜川市王益区人民政府办公室"
    copy_to: tuple[str, ...] = COPIES
    note: str = ""

    @property
    def plan(self) -> str:
        return PLAN.format(district=self.district)


class _Listed(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def kind_label(self) -> str: ...


_Unit = TypeVar("_Unit", bound=_Listed)


def commendation(frame: NoticeFrame, units: Sequence[CommendedUnit]) -> OfficialDocument:
    """通报表扬: the units by kind in the order given, what each did well, what is asked of all.

    Raises Refused when there is no unit.
    """
    if not units:
        raise Refused("表扬名单中没有单位，不能拟表扬通报。请先在年度考核中确认表扬名单。")
    paragraphs = (
        f"为激励先进、推动工作，根据{regulation(frame.year, ARTICLE_ON_ASSESSMENT)}、{PROVINCE}和{frame.plan}"
        f"关于“对工作成效突出的，给予通报表扬”的规定，区政府办公室对{frame.year}年度{WORK}开展情况进行了考核评估。"
        "经区政府同意，现将有关情况通报如下：",
        "一、表扬单位",
        f"经考核评估，下列{len(units)}个单位{WORK}成效突出，给予通报表扬：",
        *_by_kind(units),
        "二、主要成效",
        *(_numbered(number, _merits(unit)) for number, unit in enumerate(units, 1)),
        "三、工作要求",
        COMMENDED_ARE_ASKED,
        f"本次通报表扬在{frame.year}年度考核中予以体现。",
    )
    return _document(frame, COMMENDATION_TITLE, paragraphs)


def criticism(frame: NoticeFrame, units: Sequence[CriticisedUnit], rectify_by: date) -> OfficialDocument:
    """通报批评并责令限期整改, with the problem list attached.

    Raises Refused when there is no unit, or a unit without a problem.
    """
    if not units:
        raise Refused("批评名单中没有单位，不能拟批评通报。请先在年度考核中确认批评名单。")
    unfounded = [unit.name for unit in units if not unit.problems]
    if unfounded:
        raise Refused(f"没有列出{'、'.join(unfounded)}的问题，不能通报批评。请补充问题，或者将其移出批评名单。")
    paragraphs = (
        f"根据{regulation(frame.year, ARTICLE_ON_CRITICISM)}、{PROVINCE}和{frame.plan}"
        "关于“对未按照相关规定和要求开展工作的，进行通报批评并令其限期整改，且要在年度考核中予以体现”的规定，"
        f"区政府办公室对{frame.year}年度{WORK}开展情况进行了考核评估。经区政府同意，现将有关情况通报如下：",
        "一、总体情况",
        f"经考核评估，下列{len(units)}个单位未按照相关规定和要求开展{WORK}，予以通报批评：",
        *_by_kind(units),
        "二、存在的主要问题",
        f"上述单位共存在{sum(len(unit.problems) for unit in units)}个问题，逐条情况见附件。",
        *(_numbered(number, _faults(unit)) for number, unit in enumerate(units, 1)),
        "三、整改要求",
        *_orders(frame, units, rectify_by),
        EVERYONE_IS_ASKED,
    )
    title = PROBLEM_LIST_TITLE.format(year=frame.year, work=WORK)
    return _document(frame, CRITICISM_TITLE, paragraphs, (Attachment(title, _problem_list(units), is_wide=True),))


def corrigendum(frame: NoticeFrame, of: "Cited", reason: str, correction: str) -> OfficialDocument:
    """更正: what an issued notice should have said, and why; the notice itself stays as it was issued."""
    paragraphs = (
        f"区政府办公室{day_in_words(of.dated_on)}印发的{of.cited}，经核实有误：{_sentence((reason,))}现更正如下：",
        *(_sentence((line,)) for line in correction.splitlines() if line.strip()),
        "原通报的其他内容不变。特此更正。",
    )
    return _document(frame, CORRIGENDUM_TITLE.format(number=of.number), paragraphs)


def withdrawal(frame: NoticeFrame, of: "Cited", reason: str, orders: int) -> OfficialDocument:
    """撤销: that an issued notice no longer holds, why, and what becomes of what it ordered."""
    lifted = f"该通报所附问题整改清单中尚未销号的{orders}项整改要求同时撤销。" if orders else ""
    paragraphs = (
        f"区政府办公室{day_in_words(of.dated_on)}印发的{of.cited}，因以下原因予以撤销：{_sentence((reason,))}",
        f"自本通知印发之日起，该通报不再执行，不作为年度考核的依据。{lifted}",
        "特此通知。",
    )
    return _document(frame, WITHDRAWAL_TITLE.format(number=of.number), paragraphs)


@dataclass(frozen=True)
class Cited:
    """An issued notice as another paper names it."""

    title: str
    number: str
    dated_on: date

    @property
    def cited(self) -> str:
        return f"《{self.title}》（{self.number}）"


def regulation(year: int, article: str) -> str:
    """The Regulation by which a year's work is judged; articles are cited of the revised one only."""
    return REGULATION_2008 if year < FIRST_YEAR_OF_REVISED_REGULATION else REGULATION_2019 + article


def _orders(frame: NoticeFrame, units: Sequence[CriticisedUnit], rectify_by: date) -> Iterator[str]:
    until = f"{day_in_words(rectify_by)}（含当日）前"
    own_dates = any(problem.due_on != rectify_by for unit in units for problem in unit.problems)
    exception = "；附件对整改期限另有规定的，按附件规定的期限执行" if own_dates else ""
    yield (
        f"（一）限期整改。上述单位主要负责人要亲自过问，对照附件逐条制定措施、明确责任，于{until}整改到位{exception}。"
    )
    yield (
        f"（二）按时反馈。请于{until}{frame.feedback}，书面整改报告经主要负责人签字、加盖公章后报区政府办公室。"
        f"未按要求反馈的，视为未整改。{frame.contact}。"
    )
    yield (
        "（三）复核销号。区政府办公室将对整改情况逐条复核，整改到位的予以销号；"
        "逾期未整改或者整改不到位的，予以督办，并视情约谈单位负责人。"
    )
    yield (f"（四）结果运用。本次通报批评和整改情况纳入{frame.year}年度考核，并在区政府信息公开工作年度报告中反映。")


def _problem_list(units: Sequence[CriticisedUnit]) -> tuple[Paragraph | Table | Lines, ...]:
    """Unit by unit a table of its problems, then every record that each of them is about."""
    parts: list[Paragraph | Table | Lines] = []
    for number, unit in enumerate(units, 1):
        parts.append(Paragraph(1, f"{chinese_number(number)}、{unit.name}（{len(unit.problems)}个问题）"))
        parts.append(_problem_table(unit))
        parts.extend(
            Lines(f"{at}. {problem.title}", tuple(map(str, problem.records)))
            for at, problem in enumerate(unit.problems, 1)
            if problem.records
        )
    return tuple(parts)


def _problem_table(unit: CriticisedUnit) -> Table:
    """Shares of the width are millimetres of a turned page."""
    columns = (
        TableColumn("序号", 12, centred=True),
        TableColumn("指标或倒扣事项", 34),
        TableColumn("分值", 14, centred=True),
        TableColumn("扣分", 14, centred=True),
        TableColumn("失分原因", 67),
        TableColumn("整改要求", 58),
        TableColumn("整改期限", 26, centred=True),
    )
    rows = (
        (
            str(number), problem.indicator, points(problem.of) if problem.of else "倒扣", points(problem.lost),
            problem.reason, problem.requirement, day_in_words(problem.due_on).replace("年", "年\n"),
        )
        for number, problem in enumerate(unit.problems, 1)
    )  # fmt: skip
    return Table(columns, tuple(rows))


def _by_kind(units: Sequence[_Unit]) -> Iterator[str]:
    """One paragraph a kind: （一）镇办（2个）：甲、乙。"""
    kinds = list(dict.fromkeys(unit.kind_label for unit in units))
    for number, kind in enumerate(kinds, 1):
        names = [unit.name for unit in units if unit.kind_label == kind]
        yield _numbered(number, f"{kind}（{len(names)}个）。{'、'.join(names)}。")


def _merits(unit: CommendedUnit) -> str:
    return f"{unit.name}（{points(unit.score)}分）。{_decided(unit.decision)}{_sentence(unit.reasons)}"


def _faults(unit: CriticisedUnit) -> str:
    lost: dict[str, Decimal] = {}
    for problem in unit.problems:
        what = f"“{problem.indicator}”{'' if problem.of else '倒'}扣"
        lost[what] = lost.get(what, Decimal()) + Decimal(str(problem.lost))
    sums = "，".join(f"{what}{points(each)}分" for what, each in lost.items())
    return f"{unit.name}（{len(unit.problems)}个问题）。{_decided(unit.decision)}{sums}{_reckoned(unit)}。"


def _reckoned(unit: CriticisedUnit) -> str:
    """How the points lost lead to the score: in proportion where indicators do not apply to the unit."""
    if unit.score is None:
        return ""
    is_whole = unit.applicable == FULL
    share = "" if is_whole else f"，适用指标分值合计{points(unit.applicable)}分，指标得分按百分制折算（倒扣不折算）"
    bonus = f"，另加{points(unit.bonus)}分" if unit.bonus else ""
    return f"{share}{bonus}，得分{points(unit.score)}分"


def _decided(reason: str) -> str:
    """Why the unit is named although the numbers alone would not have named it."""
    return f"经研究决定列入：{_sentence((' '.join(reason.split()),))}" if reason else ""


def _sentence(reasons: Sequence[str]) -> str:
    """The reasons as one sentence, whatever stops they come with."""
    text = "；".join(filter(None, (reason.strip().rstrip("。；;.") for reason in reasons)))
    return f"{text}。" if text else ""


def _numbered(number: int, text: str) -> str:
    return f"（{chinese_number(number)}）{text}"


def chinese_number(number: int) -> str:
    """1 to 99 as 一 to 九十九, for the headings of a document."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        raise ValueError(f"no heading is numbered {number}")
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def points(value: Points) -> str:
    """Points as printed: at most two decimals, no needless zeros."""
    return f"{Decimal(str(value)):.2f}".rstrip("0").rstrip(".")


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _document(
    frame: NoticeFrame, title: str, paragraphs: Sequence[str], attachments: tuple[Attachment, ...] = ()
) -> OfficialDocument:
    return OfficialDocument(
        issuer_mark=f"{frame.issuer}文件",
        document_number=frame.number,
        title=title.format(issuer=frame.issuer, year=frame.year, work=WORK),
        recipients=RECIPIENTS,
        paragraphs=tuple(Paragraph.of(text) for text in paragraphs),
        attachments=attachments,
        signature=frame.issuer,
        dated_on=frame.dated_on,
        copy_to=frame.copy_to,
        printed_by=frame.issuer,
        note=frame.note,
    )
