"""The text of a circular on an inspection (督查通报): general situation, problems, requirements. Pure.

The plan asks for it in 四（二）: 定期对重点领域信息公开工作开展情况进行督促检查，并通报检查结果.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.documents.official import Attachment, OfficialDocument, Paragraph, Table, TableColumn
from tracker.refusals import Refused
from tracker.supervision.choices import CheckIndicator, FindingReply

DISTRICT = "铜川市王益区"
ISSUER = f"{DISTRICT}人民政府办公室"
RECIPIENTS = "各镇人民政府、街道办事处，区政府各工作部门、各直属机构"
COPIES = ("区委办公室", "区人大常委会办公室", "区政协办公室")
FIELDS = "重大建设项目批准和实施、公共资源配置、社会公益事业建设领域"
PLAN = f"《{DISTRICT}推进{FIELDS}政府信息公开实施方案》"
SUMMARY_TITLE, LIST_TITLE = "督促检查情况汇总表", "督促检查发现问题清单"
REQUIREMENTS = (
    "（一）立即整改。各有关单位要对照问题清单逐条整改，能立即改的立即改，需要一定时间的明确责任人和完成时限，"
    "并将整改情况和网页链接登记到重点领域政府信息公开台账。\n"
    "（二）举一反三。各镇办、各部门要对照任务分解表开展自查，严格履行保密审查程序，"
    "在规定时限内通过区政府网站和其他渠道公开，防止同类问题再次发生。\n"
    "（三）结果运用。区政府办公室将适时组织复查，检查和整改情况纳入年度考核。"
)
SUMMARY = (("单位", 44), ("承担任务", 22), ("抽查任务", 22), ("未发现问题", 24), ("问题", 16), ("扣分", 16))
PROBLEMS = (("单位", 34), ("任务", 48), ("检查指标", 26), ("扣分", 12), ("存在的问题", 68), ("单位反馈", 25))
LONG = frozenset({"单位", "任务", "存在的问题"})
_MOST_EXAMPLES = 3


@dataclass(frozen=True)
class Problem:
    """One problem that stands, as the circular tells it; ``is_settled`` once the office answered an objection."""

    unit: str
    task: str
    indicator: CheckIndicator
    points: int
    text: str
    reply: FindingReply | None = None
    is_settled: bool = True


@dataclass(frozen=True)
class UnitResult:
    """How many tasks of a unit were looked at, and in how many of them nothing was found."""

    name: str
    pool: int
    drawn: int
    clean: int


@dataclass(frozen=True)
class Results:
    """What the circular rests on; ``withdrawn`` problems were taken back and are not told. ``is_open`` while
    units may still reply."""

    title: str
    period_from: date
    period_to: date
    areas: str
    seed: int
    sent_on: date | None
    reply_by: date | None
    units: tuple[UnitResult, ...]
    problems: tuple[Problem, ...]
    withdrawn: int = 0
    is_open: bool = False

    @property
    def points(self) -> Counter[str]:
        """Unit -> points lost."""
        lost: Counter[str] = Counter()
        for problem in self.problems:
            lost[problem.unit] += problem.points
        return lost


@dataclass(frozen=True)
class Frame:
    """What the office adds: the requirements, a paragraph a line; number and date when it is issued."""

    requirements: str = REQUIREMENTS
    number: str | None = None
    dated_on: date | None = None


def circular(found: Results, frame: Frame) -> OfficialDocument:
    """Raises Refused when nothing was looked at, or no requirement is written."""
    demands = [line.strip() for line in frame.requirements.splitlines() if line.strip()]
    if not found.units:
        raise Refused("没有检查任何单位，不能拟督查通报。")
    if not demands:
        raise Refused("请写明工作要求，每段一行。")
    paragraphs = (
        f"根据{PLAN}关于“区政府将定期对重点领域信息公开工作开展情况进行督促检查，并通报检查结果”的规定，"
        f"区政府办公室对{_day(found.period_from)}至{_day(found.period_to)}重点领域政府信息公开工作开展情况进行了"
        "督促检查。经区政府同意，现将有关情况通报如下：",
        "一、总体情况",
        *_situation(found),
        "二、存在的主要问题",
        *_problems(found),
        "三、工作要求",
        *demands,
    )
    return OfficialDocument(
        issuer_mark=f"{ISSUER}文件",
        document_number=frame.number,
        title=f"{ISSUER}关于{found.title}情况的通报",
        recipients=RECIPIENTS,
        paragraphs=tuple(Paragraph.of(text) for text in paragraphs),
        attachments=_attachments(found),
        signature=ISSUER,
        dated_on=frame.dated_on,
        copy_to=COPIES,
        printed_by=ISSUER,
    )


def _situation(found: Results) -> Iterator[str]:
    drawn, clean = sum(unit.drawn for unit in found.units), sum(unit.clean for unit in found.units)
    yield (
        f"本次检查涉及{found.areas}领域的{len(found.units)}个单位。从上述单位承担的"
        f"{sum(unit.pool for unit in found.units)}项任务中随机抽取{drawn}项（抽查号{found.seed}，"
        "按同一抽查号可以复核抽取结果），逐项核对公开内容、时限、渠道和保密审查等情况。"
    )
    guilty = dict.fromkeys(problem.unit for problem in found.problems)
    yield (
        f"抽查的{drawn}项任务中，{clean}项未发现问题，占{100 * clean / drawn:.1f}%；"
        f"共发现问题{len(found.problems)}个，涉及{len(guilty)}个单位。"
    )
    sound = [unit.name for unit in found.units if unit.name not in guilty]
    if sound:
        yield f"{'、'.join(sound)}抽查的任务均未发现问题。"
    if found.sent_on:
        yield _replies(found)


def _replies(found: Results) -> str:
    said = Counter((problem.reply, problem.is_settled) for problem in found.problems)
    silent = "反馈期未满、尚未反馈" if found.is_open else "未按期反馈、视为认可"
    words = (
        ((FindingReply.OBJECTED, True), "单位提出异议、经核实仍予认定"),
        ((FindingReply.OBJECTED, False), "单位提出异议、尚未答复"),
        ((None, True), silent),
    )
    parts = [f"单位认可的{said[FindingReply.ACCEPTED, True]}个"]
    parts += [f"{word}的{said[kind]}个" for kind, word in words if said[kind]]
    withdrawn = f"；另有{found.withdrawn}个经核实不成立，已撤销" if found.withdrawn else ""
    return f"检查发现的问题已于{_day(found.sent_on)}交有关单位核对。上述问题中，{'，'.join(parts)}{withdrawn}。"


def _problems(found: Results) -> Iterator[str]:
    if not found.problems:
        yield "本次检查未发现需要通报的问题。"
        return
    kinds = [kind for kind in CheckIndicator if any(problem.indicator is kind for problem in found.problems)]
    for number, kind in enumerate(kinds, 1):
        some = [problem for problem in found.problems if problem.indicator is kind]
        units = Counter(problem.unit for problem in some)
        names = "、".join(f"{name}（{count}个）" for name, count in units.items())
        examples = "；".join(
            f"{each.unit}《{each.task}》{each.text.strip().rstrip('。；')}" for each in some[:_MOST_EXAMPLES]
        )
        such_as = "如，" if len(some) > _MOST_EXAMPLES else ""
        yield f"（{_NUMBERS[number]}）{kind.label}方面。发现问题{len(some)}个：{names}。{such_as}{examples}。"
    yield "逐条情况见附件2。"


def _attachments(found: Results) -> tuple[Attachment, ...]:
    problems, lost = Counter(problem.unit for problem in found.problems), found.points
    summary = []
    for unit in found.units:
        numbers = (unit.pool, unit.drawn, unit.clean, problems[unit.name], lost[unit.name])
        summary.append((unit.name, *map(str, numbers)))
    attached = Attachment(SUMMARY_TITLE, (_table(SUMMARY, summary),))
    if not found.problems:
        return (attached,)
    listed = []
    for each in found.problems:
        said = each.reply.label if each.reply else "未反馈"
        listed.append((each.unit, each.task, each.indicator.label, str(each.points), each.text, said))
    return attached, Attachment(LIST_TITLE, (_table(PROBLEMS, listed),), is_wide=True)


def _table(columns: Sequence[tuple[str, float]], rows: Sequence[tuple[str, ...]]) -> Table:
    """The rows numbered from 1; shares of the width are millimetres."""
    heads = (TableColumn(name, width, centred=name not in LONG) for name, width in (("序号", 12), *columns))
    return Table(tuple(heads), tuple((str(at), *row) for at, row in enumerate(rows, 1)))


_NUMBERS = " 一二三四五六七八九十"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
