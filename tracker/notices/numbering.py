"""The number of an official document (发文字号), such as 王政办发〔2018〕42号 (GB/T 9704-2012, 7.2.5). Pure."""

import re
import unicodedata
from dataclasses import dataclass

_SHAPE = re.compile(r"([\u4e00-\u9fff]{2,12})[〔﹝\[(【{](\d{4})[〕﹞\])】}](第?)0*(\d{1,5})号")
EXAMPLE = "王政办发〔2018〕42号"


class NumberProblem(ValueError):
    """What is wrong with a number, in words for the person who typed it."""


@dataclass(frozen=True)
class DocumentNumber:
    """``year`` and ``serial`` are without leading zeros and without 第, as the standard asks."""

    letters: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.letters}〔{self.year}〕{self.serial}号"


def parse(text: str) -> DocumentNumber:
    """Read a number whatever brackets, width and blanks it was typed with. Raises NumberProblem otherwise."""
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = _SHAPE.fullmatch(compact)
    if found is None or int(found[4]) == 0:
        raise NumberProblem(f"请按“{EXAMPLE}”的样式填写文号")
    return DocumentNumber(found[1], int(found[2]), int(found[4]))
