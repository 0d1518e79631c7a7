"""Problems as the lines of a page: pure."""

from imports.problems import place
from imports.rows import Problem
from tracker.intake.lines import MOST, first, lines


def problem(
    row: int | None, said: str = "没有填写。请补上。", column: str | None = "E", sheet: str | None = "表"
) -> Problem:
    return Problem("甲.xlsx", sheet, row, column, f"{place('甲.xlsx', sheet, row, column)}：{said}", "warning")


def messages(*problems: Problem) -> list[tuple[str, int]]:
    return [(line.message, line.number) for line in lines(problems)]


def test_what_is_said_alike_is_said_once_with_its_rows() -> None:
    found = messages(problem(7), problem(3), problem(5, "写错了。"), problem(9))
    assert found == [
        ("《甲.xlsx》工作表“表”第3、7、9行E列（共3处）：没有填写。请补上。", 3),
        ("《甲.xlsx》工作表“表”第5行E列：写错了。", 1),
    ]


def test_another_column_or_sheet_is_another_line() -> None:
    assert len(messages(problem(3), problem(3, column="F"), problem(3, sheet="另表"), problem(3, sheet=None))) == 4


def test_what_has_no_row_stays_as_it_is() -> None:
    assert messages(problem(None), problem(None), problem(None, "别的。")) == [
        ("《甲.xlsx》工作表“表”E列：没有填写。请补上。", 2),
        ("《甲.xlsx》工作表“表”E列：别的。", 1),
    ]


def test_a_sheet_that_is_called_like_a_row_does_no_harm() -> None:
    found = messages(problem(3, sheet="第3行"), problem(4, sheet="第3行"))
    assert found == [("《甲.xlsx》工作表“第3行”第3、4行E列（共2处）：没有填写。请补上。", 2)]


def test_the_rest_is_counted_in_problems() -> None:
    found = lines(problem(row, f"第{row // 2}种。") for row in range(2, 2 + 2 * (MOST + 2)))
    shown, more = first(found)
    assert (len(shown), more) == (MOST, 4)
