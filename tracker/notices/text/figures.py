"""Points and counts in a notice's text that the frozen list does not bear out. Pure.

What a text says of a unit on the list, of the list as a whole, or of the points of an indicator must stand in what is
drafted from the list. Other numbers are the office's own words and are only shown as a difference.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_DIGITS = "〇一二三四五六七八九"
_CHINESE = "[一二三四五六七八九十两]{1,3}"
_NUMBER = rf"\d+(?:\.\d+)?|{_CHINESE}"
_LOST = re.compile(rf"[“\"]([^“”\"]{{1,20}})[”\"](倒?扣)(?:了|掉)?({_NUMBER})分")
_SAID = re.compile(
    rf"(?<![第\d.])(\d+(?:\.\d+)?)(分(?![钟之])|项|条|件|次|%|个(?:单位|问题)?)"
    rf"|({_CHINESE})(个单位|个问题)"
)
_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_OWN_WORDS = re.compile(r"个(?:工作日|月|自然日|小时)")
FEW = 3  # so many numbers of the list are named beside a wrong one
_ABOUT_THE_LIST = re.compile(r"下列|上述|以下单位|表扬|批评|共存在")


@dataclass(frozen=True)
class Said:
    """A number with what is counted; ``of`` names the indicator where points were lost."""

    number: str
    what: str
    of: str = ""

    def __str__(self) -> str:
        return f"“{self.of}”{self.what}{self.number}分" if self.of else f"{self.number}{self.what}"


def contradictions(drafted: Sequence[str], text: Sequence[str], names: Sequence[Sequence[str]]) -> list[str]:
    """What the text says otherwise than what is drafted from the list; ``names`` are the units on the list, of each its
    full name and how else it is called."""
    whole = _basis(drafted)
    found = []
    for paragraph in text:
        named = [full for full, *others in names if any(name in paragraph for name in (full, *others))]
        of_them = [each for each in drafted if any(name in each for name in named)]
        basis = _basis(of_them) if named else whole
        for said in _bound(paragraph, bool(named)):
            if said not in basis and not (named and said.what.startswith("个单位") and said in whole):
                found.append(_told(said, basis, "、".join(named)))
    return list(dict.fromkeys(found))


def _basis(drafted: Sequence[str]) -> set[Said]:
    """All that may be said, the points of an indicator also without its name."""
    said = {each for paragraph in drafted for each in statements(paragraph)}
    return said | {Said(each.number, "分") for each in said if each.of}


def statements(paragraph: str) -> Iterator[Said]:
    plain = _plain(paragraph)
    for indicator, what, number in _LOST.findall(plain):
        yield Said(_arabic(number), what, indicator.strip())
    for number, what, chinese, of in _SAID.findall(_OWN_WORDS.sub("", _LOST.sub("，", plain))):
        yield Said(_arabic(number or chinese), what or of)


def _bound(paragraph: str, names_a_unit: bool) -> Iterator[Said]:
    """What of a paragraph has to stand in the list: all where it names a unit of it, else points of an indicator and
    what its sentences say about the list."""
    if names_a_unit:
        yield from statements(paragraph)
        return
    for sentence in re.split(r"[。；]", paragraph):
        is_about = _ABOUT_THE_LIST.search(sentence) is not None
        yield from (said for said in statements(sentence) if said.of or (is_about and said.what.startswith("个")))


def _told(said: Said, basis: set[Said], named: str) -> str:
    of = f"{named}的" if named else ""
    like = sorted(str(each) for each in basis if (each.what, each.of) == (said.what, said.of))
    rather = f"名单上是{'、'.join(like)}" if like and len(like) <= FEW else "名单上没有这个数"
    return f"正文写{of}{said}，与冻结的名单不符，{rather}"


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text.translate(_WIDE))


def _arabic(number: str) -> str:
    """One spelling for a number: 两 and 2, 9.50 and 9.5."""
    if number[0].isdigit():
        return number.rstrip("0").rstrip(".") if "." in number else str(int(number))
    number = number.replace("两", "二")
    tens, ten, ones = number.rpartition("十")
    value = (_DIGITS.index(tens) if tens else 1) * 10 if ten else 0
    return str(value + (_DIGITS.index(ones) if ones else 0)) if len(ones) < 2 else number
