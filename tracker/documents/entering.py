"""What helps to fill in a sheet: drop-downs, whole numbers, a hint at the cell, and what may not be changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Protocol

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

LISTS = "可选内容"
_TYPED_LIMIT = 255  # characters of a list written into the rule itself, ECMA-376 part 1, 18.3.1.33 as Excel applies it
_MESSAGE_LIMIT = 255
_FIRST_ROW = 2  # below the headings of the sheet of lists


class Entered(Protocol):
    """A column as far as this module looks at it."""

    @property
    def heading(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def is_strict(self) -> bool: ...
    @property
    def whole(self) -> tuple[int, int] | None: ...
    @property
    def hint(self) -> str: ...


@dataclass
class Lists:
    """The lists that are too long for a rule: each in a column of its own on one more sheet, each only once."""

    name: str
    found: dict[tuple[str, ...], str] = field(default_factory=dict)

    def collect(self, columns: Iterable[Entered]) -> None:
        for column in columns:
            if column.options and _typed(column.options) is None:
                self.found.setdefault(tuple(column.options), column.heading)

    def source(self, options: Sequence[str]) -> str:
        """What a rule names as the source of its drop-down."""
        typed = _typed(options)
        if typed is not None:
            return typed
        column = get_column_letter(list(self.found).index(tuple(options)) + 1)
        last = _FIRST_ROW + len(options) - 1
        return f"{quote_sheetname(self.name)}!${column}${_FIRST_ROW}:${column}${last}"

    @property
    def headings(self) -> list[str]:
        return list(self.found.values())

    @property
    def rows(self) -> Iterable[tuple[str | None, ...]]:
        return zip_longest(*self.found)


def _typed(options: Sequence[str]) -> str | None:
    joined = ",".join(options)
    is_plain = not any(sign in option for option in options for sign in ',"\n')
    return f'"{joined}"' if is_plain and len(joined) <= _TYPED_LIMIT else None


def add_rule(page: Worksheet, column: Entered, cells: str, lists: Lists) -> None:
    """Put the column's rule and hint on its cells; a column without either gets none."""
    if not (column.options or column.whole or column.hint):
        return
    rule = DataValidation(sqref=cells, allow_blank=True, showInputMessage=bool(column.hint))
    if column.hint:
        rule.promptTitle, rule.prompt = column.heading[:32], column.hint[:_MESSAGE_LIMIT]
    if column.options:
        rule.type, rule.formula1 = "list", lists.source(column.options)
        rule.showErrorMessage = column.is_strict
        rule.errorTitle, rule.error = "不在可选内容中", "请从下拉列表中选择。"
    elif column.whole:
        low, high = column.whole
        rule.type, rule.operator = "whole", "between"
        rule.formula1, rule.formula2 = str(low), str(high)
        rule.showErrorMessage = column.is_strict
        rule.errorTitle, rule.error = "请改为整数", f"请填写{low}至{high}之间的整数。"
    page.data_validations.append(rule)


def protect(page: Worksheet) -> None:
    """Keep locked cells from being changed by mistake; without a password, and sizes and filters stay free."""
    rules = page.protection
    rules.sheet = True
    rules.formatColumns = rules.formatRows = rules.formatCells = rules.autoFilter = rules.sort = False
