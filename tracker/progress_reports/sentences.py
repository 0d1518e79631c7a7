"""A report's text from its facts: each section as sentences with numbers. Pure."""

from collections.abc import Callable, Mapping

from tracker.progress_reports.choices import Section
from tracker.requests.replies import in_full
from tracker.requests.yearly.table import Table

Figures = Mapping[str, int]
NUMBERS = "一二三四五六"
FORMAT = "国办公开办函〔2021〕30号"


def drafted(who: str, year: int, figures: Figures, table: Table) -> dict[str, str]:
    """Section -> its sentences; ``who`` is the unit, or the district as a whole."""
    texts: dict[Section, Callable[[], str]] = {
        Section.OVERALL: lambda: _overall(who, year, figures),
        Section.PROACTIVE: lambda: _proactive(figures),
        Section.REQUESTS: lambda: _requests(table),
        Section.RESPONSE: lambda: _response(figures),
        Section.PROBLEMS: lambda: _problems(figures),
        Section.OTHER: str,
    }
    return {section.value: text() for section, text in texts.items()}


def heading(section: Section) -> str:
    return f"{NUMBERS[list(Section).index(section)]}、{section.label}"


def _overall(who: str, year: int, of: Figures) -> str:
    helped = f"（另配合{of['tasks_cooperating']}项）" if of["tasks_cooperating"] else ""
    text = (
        f"{year}年，{who}承担重点领域政府信息公开任务{of['tasks']}项{helped}，"
        f"已完成{of['tasks_done']}项，本年未产生{of['tasks_nothing_arose']}项，"
        f"已上报待审核{of['tasks_waiting']}项，未办结{of['tasks_open']}项。"
    )
    periods = of["obligations_met"] + of["obligations_missed"]
    if periods:
        text += (
            f"定期、限期公开应履行{periods}次，已履行{of['obligations_met']}次，未履行{of['obligations_missed']}次。"
        )
    return text


def _proactive(of: Figures) -> str:
    if not of["disclosures"]:
        return "本年没有登记公开记录。"
    judged = of["disclosures_on_time"] + of["disclosures_late"]
    share = f"，按期率{100 * of['disclosures_on_time'] / judged:.1f}%" if judged else ""
    return (
        f"全年登记公开记录{of['disclosures']}条，其中按期公开{of['disclosures_on_time']}条，"
        f"逾期公开或逾期未公开{of['disclosures_late']}条，尚在期限内{of['disclosures_pending']}条{share}；"
        f"依申请公开或不予公开{of['disclosures_withheld']}条{_without_limit(of)}。"
        f"公开前经保密审查{of['disclosures_reviewed']}条，没有审查记录{of['disclosures_unreviewed']}条；"
        f"未在政府网站公开{of['disclosures_without_website']}条。"
    )


def _without_limit(of: Figures) -> str:
    """The records that are in none of the four counts, so that they add up to the whole."""
    counted = ("disclosures_on_time", "disclosures_late", "disclosures_pending", "disclosures_withheld")
    rest = of["disclosures"] - sum(of[name] for name in counted)
    return f"，不计时限（经认可免责或期限未定）{rest}条" if rest > 0 else ""


def _requests(table: Table) -> str:
    new, carried_in, done, left = (each.total for each in (table.new, table.carried_in, table.total, table.carried_out))
    if not new + carried_in:
        return "本年没有收到政府信息公开申请，也没有上年结转的申请。"
    parts = [f"{in_full(kind)}{counts.total}件" for kind, counts in table.results.items() if counts.total]
    results = f"（{'，'.join(parts)}）" if parts else ""
    return f"本年新收政府信息公开申请{new}件，上年结转{carried_in}件；办结{done}件{results}，结转下年度{left}件。"


def _response(of: Figures) -> str:
    opinions = of["opinions_on_time"] + of["opinions_late"] + of["opinions_pending"]
    if of["policies"]:
        text = (
            f"出台政策文件{of['policies']}件，按期解读{of['policies_on_time']}件，逾期解读{of['policies_late']}件，"
            f"逾期未解读{of['policies_missing']}件，尚在期限内{of['policies_pending']}件。"
        )
    else:
        text = "本年没有需要解读的政策文件。"
    if not opinions:
        return f"{text}没有涉及的政务舆情。"
    return (
        f"{text}涉及政务舆情{opinions}件，按时回应{of['opinions_on_time']}件，"
        f"超时或未回应{of['opinions_late']}件，尚在时限内{of['opinions_pending']}件。"
    )


def _problems(of: Figures) -> str:
    named = (
        ("disclosures_late", "逾期公开或逾期未公开{}条"),
        ("obligations_missed", "定期、限期公开未履行{}次"),
        ("disclosures_without_website", "未在政府网站公开{}条"),
        ("disclosures_unreviewed", "公开前没有保密审查记录{}条"),
        ("returned", "上报被退回的任务{}项"),
        ("disclosures_returned", "公开记录被退回{}条"),
        ("opinions_late", "舆情回应超时或未回应{}件"),
        ("policies_missing", "政策文件逾期未解读{}件"),
        ("rectifications_late", "整改逾期{}项"),
    )
    found = [text.format(of[name]) for name, text in named if of.get(name)]
    return f"台账反映的问题：{'，'.join(found)}。" if found else "台账没有反映逾期、退回等问题。"
