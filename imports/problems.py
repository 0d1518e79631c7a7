"""Collects problems while a file is read and words the place of each in the same way."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from imports.rows import Problem, Severity

# A file of nothing but faults must not fill the page; what is beyond is counted in one last line.
MOST_SHOWN = 500


def shown_name(file: str) -> str:
    """The file's name as messages show it: no path, no control or direction marks, at most 120 characters."""
    name = unicodedata.normalize("NFC", file).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"})
    return kept.strip()[:120] or "未命名文件"


def place(file: str, sheet: str | None, row: int | None, column: str | None, within: str = "") -> str:
    """《重大建设项目.xlsx》工作表“分解表”第7行E列 — as much of it as there is."""
    words = f"《{file}》{within}"
    if sheet is not None:
        words += f"工作表“{sheet}”"
    if row is not None:
        words += f"第{row}行"
    if column is not None:
        words += f"{column}列"
    return words


def listed_rows(rows: Sequence[int], most: int = 20) -> str:
    """第3、7、9行, the first of them only where there are very many."""
    more = "等" if len(rows) > most else ""
    return f"第{'、'.join(str(row) for row in rows[:most])}{more}行"


@dataclass(slots=True)
class Problems:
    """The problems of one file, in the order in which they were met.

    `within` says where in a file without sheets they are met, e.g. 第2张表格; `placed` words the place otherwise.
    """

    file: str
    found: list[Problem] = field(default_factory=list)
    counts: dict[Severity, int] = field(default_factory=dict)
    within: str = ""
    placed: Callable[..., str] = place

    def error(self, text: str, sheet: str | None = None, row: int | None = None, column: str | None = None) -> None:
        """Something that keeps the file from being applied."""
        self._add("error", text, sheet, row, column)

    def warn(self, text: str, sheet: str | None = None, row: int | None = None, column: str | None = None) -> None:
        """Something that a person should confirm."""
        self._add("warning", text, sheet, row, column)

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        """All problems of one severity, closed by a line that counts those left out."""
        some = [problem for problem in self.found if problem.severity == severity]
        more = self.counts.get(severity, 0) - len(some)
        if more > 0:
            word = "错误" if severity == "error" else "提示"
            at = self.placed(self.file, None, None, None)
            message = f"{at}：另有{more}处{word}未逐一列出。请先处理已列出的部分。"
            some.append(Problem(self.file, None, None, None, message, severity))
        return tuple(some)

    def _add(self, severity: Severity, text: str, sheet: str | None, row: int | None, column: str | None) -> None:
        self.counts[severity] = self.counts.get(severity, 0) + 1
        if self.counts[severity] > MOST_SHOWN:
            return
        message = f"{self.placed(self.file, sheet, row, column, self.within)}：{text}"
        self.found.append(Problem(self.file, sheet, row, column, message, severity))
