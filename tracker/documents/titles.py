"""Where the title of an official document may be broken into lines (GB/T 9704-2012, 7.3.1).

The standard asks that no word be torn, that lines be well matched in length, and that the whole form a trapezium
or a lozenge. What a word is cannot be known here: the usual words of such titles and some rules of grammar stand in.
"""

import math
import re
from functools import cache

_WORDS = re.compile(
    "政府信息公开工作|政务公开工作|政府信息公开|信息公开|政务公开|公开工作|重点领域|重大建设项目|公共资源配置|社会公益事业建设|社会公益事业|"
    "批准和实施|实施方案|任务分解表|通报表扬|通报批评|限期整改|责令|问题清单|考核结果|年度报告|督促检查|人民政府|办公室|"
    "成效突出|存在问题|进展情况|检查情况|予以|给予|单位名单|单位|名单|情况|工作|通报|通知|的?(?:通报|通知|函|报告|意见|方案|办法)$|"
    "[0-9]+(?:年度?|月|日|号)?|第[一二三四]季度|〔[^〕]*〕|[A-Za-z]+"
)
_NEVER_FIRST = "，、。；：？！）》〉」』”’〕】·的了等"
_NEVER_LAST = "（《〈「『“‘〔【第对与及"
_GOOD_FIRST = ("关于", "予以", "给予", "并", "和", "暨")
_TOO_LONG = 1e6
_MOST_LINES = 8


def ems(text: str) -> float:
    """The width of `text` in Chinese characters; letters and digits take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def break_title(title: str, per_line: int) -> tuple[str, ...]:
    """`title` in lines of at most `per_line` Chinese characters; line feeds in it stay, as the author's own breaks."""
    if "\n" in title:
        return tuple(line.strip() for line in title.split("\n") if line.strip())
    if ems(title) <= per_line:
        return (title,)
    fewest = math.ceil(ems(title) / per_line)
    if fewest > _MOST_LINES:  # no title of an official document; the search below would take seconds
        return tuple(title[at : at + per_line] for at in range(0, len(title), per_line))
    return min(_break(title, per_line, lines) for lines in (fewest, fewest + 1))[1]


def _break(title: str, per_line: int, lines: int) -> tuple[float, tuple[str, ...]]:
    """The cheapest way to set `title` in so many `lines`, with its price."""
    torn = {place for match in _WORDS.finditer(title) for place in range(match.start() + 1, match.end())}
    ideal = ems(title) / lines

    def price(place: int) -> float:
        if title[place] in _NEVER_FIRST or title[place - 1] in _NEVER_LAST:
            return 400
        if place in torn:
            return 60
        return 0 if title.startswith(_GOOD_FIRST, place) or title[place - 1] in "、，" else 12

    def uneven(line: str) -> float:
        return (ems(line) - ideal) ** 2 / 3 if ems(line) <= per_line else _TOO_LONG

    @cache
    def rest(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 1:
            return uneven(title[start:]), (title[start:],)
        options: list[tuple[float, tuple[str, ...]]] = [(_TOO_LONG, (title[start:],))]
        for end in range(start + 1, min(start + 2 * per_line, len(title) - 1) + 1):
            cost, after = rest(end, left - 1)
            options.append((cost + price(end) + uneven(title[start:end]), (title[start:end], *after)))
        return min(options)

    cost, found = rest(0, lines)
    return cost + 20 * lines + _shape([ems(line) for line in found]), found


def _shape(widths: list[float]) -> float:
    """A waist, or lines all of one length, are what the standard's trapezium and lozenge rule out."""
    waist = any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))
    return (12 if waist else 0) + (3 if len(set(widths)) == 1 else 0)
