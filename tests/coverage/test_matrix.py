"""Coverage counted by hand: shares that belong somewhere, those with something public, and the gaps between."""

import pytest

from tracker.choices import Area, Phase
from tracker.coverage.matrix import (
    Cell,
    Covered,
    Duty,
    channel_gaps,
    channels,
    columns,
    phase_gaps,
    phases,
    standard,
)

A, B, C = 1, 2, 3
RESULT = Duty(10, Area.MAJOR_PROJECTS, "批准结果信息", "可研审批", ("政府网站", "公告栏"), frozenset({A, B, C}))
OTHER = Duty(20, Area.PUBLIC_WELFARE, "", "其他", ("政府网站",), frozenset({A}))
WEBSITE, BOARD = "区政府门户网站", "公告栏"


def of(task: int, unit: int, phase: Phase | None = None, channel: str = WEBSITE) -> Covered:
    return Covered(task, unit, phase, channel)


def test_what_nobody_published_is_all_gap() -> None:
    assert phases([RESULT, OTHER], []) == {
        (Area.MAJOR_PROJECTS, Phase.RESULT): Cell(3, 0),
        (Area.PUBLIC_WELFARE, None): Cell(1, 0),
    }


def test_a_record_counts_for_its_own_phase_or_for_the_suggested_one() -> None:
    found = phases([RESULT], [of(10, A), of(10, B, Phase.RESULT), of(10, B, Phase.SERVICE), of(10, C, Phase.SERVICE)])
    assert found == {
        (Area.MAJOR_PROJECTS, Phase.RESULT): Cell(3, 2),
        (Area.MAJOR_PROJECTS, Phase.SERVICE): Cell(2, 2),
    }


def test_a_unit_that_has_no_share_any_more_counts_nowhere() -> None:
    assert phases([RESULT], [of(10, 99), of(99, A)]) == {(Area.MAJOR_PROJECTS, Phase.RESULT): Cell(3, 0)}


def test_gaps_are_the_shares_that_miss() -> None:
    covered = [of(10, A), of(10, B, Phase.SERVICE)]
    assert phase_gaps([RESULT, OTHER], covered, Phase.RESULT) == [(RESULT, B), (RESULT, C)]
    assert phase_gaps([RESULT, OTHER], covered, None) == [(OTHER, A)]
    assert phase_gaps([RESULT, OTHER], covered, Phase.SERVICE) == []


def test_as_many_gaps_as_the_matrix_says() -> None:
    covered = [of(10, A), of(20, A, Phase.SERVICE), of(10, C, Phase.EXECUTION)]
    cells = phases([RESULT, OTHER], covered)
    for (_, phase), cell in cells.items():
        assert cell.gaps == len(phase_gaps([RESULT, OTHER], covered, phase))


def test_channels_that_a_task_asks_for_come_first_and_alone_have_gaps() -> None:
    found = channels(RESULT, [of(10, A), of(10, A, channel="政务微信"), of(10, B, channel=BOARD), of(10, 99)])
    assert list(found.items()) == [("政府网站", Cell(3, 1)), ("公告栏", Cell(3, 1)), ("政务微信", Cell(1, 1))]
    assert channel_gaps([RESULT], [of(10, A)], "政府网站") == [(RESULT, B), (RESULT, C)]
    assert channel_gaps([RESULT], [], "政务微信") == []


@pytest.mark.parametrize(
    ("name", "counts_as"),
    [("政府网站", "政府网站"), ("区政府门户网站", "政府网站"), ("公告栏", "公告栏"), ("信用陕西", "信用陕西")],
)
def test_the_website_has_several_names(name: str, counts_as: str) -> None:
    assert standard(name) == counts_as


def test_the_columns_begin_with_the_website() -> None:
    rows = [
        {"公告栏": Cell(5, 1), "政府网站": Cell(1, 1), "广播": Cell(2, 0)},
        {"广播": Cell(2, 2), "报纸": Cell(1, 1)},
    ]
    assert columns(rows, 3) == ["政府网站", "公告栏", "广播"]


@pytest.mark.parametrize(
    ("cell", "tone", "percent"),
    [(Cell(), "none", 0), (Cell(3, 3), "done", 100), (Cell(200, 199), "soon", 99), (Cell(3, 0), "late", 0)],
)
def test_a_cell_is_done_only_when_whole(cell: Cell, tone: str, percent: int) -> None:
    assert (cell.tone, cell.percent) == (tone, percent)
