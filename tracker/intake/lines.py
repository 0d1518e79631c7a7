"""Problems as the lines of a page: what is said alike of many rows is said once, with the rows (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imports.problems import listed_rows
from imports.rows import Problem

MOST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """``number`` is how many problems it stands for."""

    message: str
    number: int


def lines(problems: Iterable[Problem]) -> list[Line]:
    """In the order of the first problem of each line."""
    found: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        found.setdefault(_mark(problem), []).append(problem)
    return [_line(alike) for alike in found.values()]


def first(found: Sequence[Line]) -> tuple[Sequence[Line], int]:
    """What is shown at once, and for how many problems the rest stands."""
    return found[:MOST], sum(line.number for line in found[MOST:])


def _mark(problem: Problem) -> tuple[str, ...]:
    """Equal for problems that differ in their row alone."""
    where, _, said = problem.message.partition("：")
    row = f"第{problem.row}行"
    if problem.row is None or row not in where or not said:
        return (problem.message,)
    before, _, after = where.rpartition(row)
    return problem.severity, before, after, said


def _line(alike: Sequence[Problem]) -> Line:
    one = alike[0]
    if len(alike) == 1:
        return Line(one.message, 1)
    rows = sorted({problem.row for problem in alike if problem.row is not None})
    if not rows:
        return Line(one.message, len(alike))
    _, before, after, said = _mark(one)
    return Line(f"{before}{listed_rows(rows)}{after}（共{len(alike)}处）：{said}", len(alike))
