"""Rows copied from a spreadsheet -> lines of the disclosures sheet, in its order of columns. Pure.

Headings are known by their own words and by those that offices use; without headings the columns stand in the order of
the form. A line keeps its number, so that a problem is told at the line that was pasted.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imports.text import key
from tracker.own_sheets.columns import ASKED, DISCLOSURE_READ

ALSO_CALLED = {
    "task": ("任务名称", "公开事项", "事项"),
    "title": ("标题", "信息名称", "名称", "文件名称", "公开标题"),
    "document_number": ("发文字号", "文件号", "发文号"),
    "kind": ("信息类别", "类型"),
    "formed_on": ("形成日期", "变更日期", "形成或变更日期", "成文日期", "生成日期", "发文日期", "形成时间"),
    "decided_on": ("决定日期", "作出决定时间", "许可日期", "处罚日期", "决定时间"),
    "published_on": ("公开时间", "发布日期", "发布时间", "公示日期"),
    "channels": ("渠道", "公开方式及渠道", "公开载体", "发布渠道"),
    "address": ("网址", "链接", "公开链接", "网页地址", "公开地址"),
    "secrecy_reviewed_by": ("审查人",),
    "secrecy_reviewed_on": ("保密审查日期", "审查时间"),
    "secrecy_result": ("保密审查结论", "审查结果", "审查意见"),
    "ground": ("不公开理由", "不予公开理由"),
    "ground_note": ("依据",),
}
FIELDS = tuple(DISCLOSURE_READ)
LEAST_HEADINGS = 2
LONGEST = 400_000
QUOTE = '"'
_QUOTED = re.compile(r'"((?:[^"\t]|"")*|(?:[^"\n]|"")*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


FORM_ORDER = tuple(DISCLOSURE_READ[name] for name in ASKED)


@dataclass(frozen=True)
class Pasted:
    """``lines`` hold one text per field of ``FIELDS``; blank lines stay, so that the numbers fit. ``ignored`` names
    headings that stand for nothing in a record."""

    lines: tuple[tuple[str, ...], ...]
    has_headings: bool = False
    ignored: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(any(line) for line in self.lines[int(self.has_headings) :])

    def as_text(self) -> str:
        """As it is kept: tabs and line breaks between, the headings as they were pasted and the missing ones."""
        return _joined(self.lines)


def pasted(text: str, task: str, tasks: Mapping[str, str]) -> Pasted:
    """Take pasted text apart. ``task`` is the drop-down's words for lines that name none; ``tasks`` gives those words
    for the name of an item."""
    lines = [[cell.strip() for cell in line] for line in split(text)]
    while lines and not any(lines[-1]):
        lines.pop()
    places = _headings(lines[0]) if lines else {}
    has_headings = len(places) >= LEAST_HEADINGS
    if not has_headings:
        places = dict(enumerate(ASKED))
    ignored = tuple(text for place, text in enumerate(lines[0]) if text and place not in places) if has_headings else ()
    known = {key(name): words for name, words in tasks.items()}
    read = [_line(line, places, task, known) for line in lines]
    if has_headings:
        held = {name: lines[0][place] for place, name in places.items()}
        read[0] = tuple(held.get(name, heading) for name, heading in DISCLOSURE_READ.items())
    return Pasted(tuple(read), has_headings, ignored)


def split(text: str) -> list[list[str]]:
    """Lines of cells as spreadsheets copy them: tabs between, quotes around what holds a tab, a break or a quote.

    A quote that is not closed at the end of its cell is a character like any other and holds no further lines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[list[str]] = [[]] if text else []
    place = 0
    while place < len(text):
        quoted = _QUOTED.match(text, place)
        found = quoted or _PLAIN.match(text, place)
        assert found is not None
        lines[-1].append(found[1].replace('""', '"') if quoted else found[0])
        place = found.end()
        if text[place : place + 1] == "\n":
            lines.append([])
        elif text[place:] == "\t":
            lines[-1].append("")
        place += 1
    if lines and not lines[-1]:
        lines.pop()
    return [[] if line == [""] else line for line in lines]


def headings_of(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    """Field -> heading as it was pasted, of lines that ``as_text`` kept; empty where there were none."""
    places = _headings(lines[0]) if lines else {}
    return {name: lines[0][place] for place, name in places.items()} if len(places) == len(FIELDS) else {}


def again(text: str) -> tuple[str, str]:
    """What ``as_text`` kept, as it may be pasted once more, and the task's words where no column names it."""
    lines = split(text)
    if headings_of(lines):
        standard = list(DISCLOSURE_READ.values())
        used = [place for place in range(len(FIELDS)) if any(line[place : place + 1] > [""] for line in lines[1:])]
        named = [place for place, heading in enumerate(lines[0]) if heading != standard[place] or place in used]
        return _plain([[*line, *[""] * len(FIELDS)][place] for place in named] for line in lines), ""
    task = next((line[0] for line in lines if line and line[0]), "")
    return _plain(line[1:] for line in lines), task


def _plain(lines: Iterable[Sequence[str]]) -> str:
    """For people to read and change: quotes only where a cell would fall apart without them."""
    quoted = (
        [f'"{cell.replace(QUOTE, QUOTE * 2)}"' if set("\t\n") & set(cell) else cell for cell in line] for line in lines
    )
    return "".join("\t".join(line).rstrip("\t") + "\n" for line in quoted)


def _joined(lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\n").writerows(lines)
    return "".join(f"{line.rstrip(chr(9))}\n" for line in out.getvalue().split("\n")[:-1])


def names(tasks: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """What people may write for a task -> the drop-down's words; from category, item and words of each.

    An item of that name in two categories stands for neither: then the category has to be written too.
    """
    found: dict[str, str] = {}
    once = Counter(item for _, item, _ in tasks)
    for category, item, words in tasks:
        found |= {words: words, f"{category} · {item}": words, f"{category}{item}": words}
        found |= {item: words} if once[item] == 1 else {}
    return found


def _headings(line: Sequence[str]) -> dict[int, str]:
    """Place of a column -> the field that its heading stands for; the first of two columns counts."""
    words = {key(heading): name for name, heading in DISCLOSURE_READ.items()}
    words |= {key(heading): name for name, headings in ALSO_CALLED.items() for heading in headings}
    found: dict[int, str] = {}
    for place, text in enumerate(line):
        name = words.get(key(text))
        if name and name not in found.values():
            found[place] = name
    return found


def _line(cells: Sequence[str], places: Mapping[int, str], task: str, known: Mapping[str, str]) -> tuple[str, ...]:
    held = {name: cells[place] for place, name in places.items() if place < len(cells)}
    if any(held.values()):
        named = held.get("task", "")
        held["task"] = known.get(key(named), named) or task
    return tuple(held.get(name, "") for name in FIELDS)
