"""Why a unit moves from one list to another: the lines that changed, from what to what, in sentences. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from tracker.choices import Proposal

Document = Mapping[str, Any]
TOLD_IN_FULL = 2
CUTS = {
    "criticise_below": "批评线（低于）",
    "commend_from": "表扬线",
    "commend_share": "表扬名额比例",
    "least_tasks": "参加排名至少承担任务",
}


def because(before: Document, after: Document, schemes: tuple[Document, Document]) -> str:
    """``schemes`` are those of the two lists. What counts most comes first."""
    said = [*_lines(before, after), *_red_lines(before, after)]
    if before["proposal"] != after["proposal"]:
        said += [
            f"{name}由{schemes[0][key]}变为{schemes[1][key]}"
            for key, name in CUTS.items()
            if key in schemes[0] and schemes[0][key] != schemes[1][key]
        ]
    if not said:
        said = ["本单位各项得分不变，名次和名单随其他单位变化"]
    if before["proposal"] != after["proposal"]:
        said.append(_place(after))
    return "；".join(said) + "。"


def _lines(before: Document, after: Document) -> Iterator[str]:
    first, second = ({(line["key"], bool(line["of"])): line for line in each["lines"]} for each in (before, after))
    both = [(first.get(key), second.get(key)) for key in {**second, **first}]
    changed = [pair for pair in both if _worth(pair[0]) != _worth(pair[1]) or _weight(pair[0]) != _weight(pair[1])]
    changed.sort(key=lambda pair: -abs((_worth(pair[0]) or 0) - (_worth(pair[1]) or 0)))
    for number, (one, other) in enumerate(changed):
        yield _line(one, other, in_full=number < TOLD_IN_FULL)


def _line(before: Document | None, after: Document | None, *, in_full: bool) -> str:
    line = after or before or {}
    name = line["indicator"].replace("：", "“") + "”" if "：" in line["indicator"] else f"“{line['indicator']}”"
    reasons = ""
    if in_full and before and after and before["reason"] != after["reason"]:
        reasons = f"（{before['reason']} → {after['reason']}）"
    return f"{name}由{_points(before)}变为{_points(after)}{reasons}"


def _points(line: Document | None) -> str:
    if line is None:
        return "不计"
    if line["points"] is None:
        return "不适用"
    return f"{line['points']:.2f}/{line['of']}分" if line["of"] else f"{line['points']:+.2f}分"


def _worth(line: Document | None) -> float | None:
    return line["points"] if line else None


def _weight(line: Document | None) -> int:
    return line["of"] if line and line["points"] is not None else 0


def _red_lines(before: Document, after: Document) -> Iterator[str]:
    first, second = ([hit["name"] for hit in each["red_lines"]] for each in (before, after))
    yield from (f"触及红线“{name}”" for name in second if name not in first)
    yield from (f"不再触及红线“{name}”" for name in first if name not in second)


def _place(after: Document) -> str:
    """The sentence on which the new place hangs."""
    reasons = after["reasons"]
    said = reasons[0] if after["proposal"] == Proposal.CRITICISE or len(reasons) == 1 else reasons[1]
    return f"因此“{Proposal(after['proposal']).label}”：{said.rstrip('。')}"
