"""Which tasks are drawn: by the seed alone."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.supervision.drawing import draw, is_as_drawn

POOL = st.lists(st.integers(1, 10_000), max_size=60)


@given(POOL, st.integers(1, 20), st.integers(0, 999_999_999), st.randoms())
def test_the_order_of_the_pool_does_not_matter(pool: list[int], size: int, seed: int, shuffler: object) -> None:
    other = sorted(pool, key=lambda _: shuffler.random())  # type: ignore[attr-defined]
    drawn = draw(pool, size, seed, 1)
    assert drawn == draw(other, size, seed, 1)
    assert len(drawn) == min(size, len(set(pool)))
    assert set(drawn) <= set(pool)
    assert is_as_drawn(pool, drawn[::-1], size, seed, 1)


def test_another_seed_draws_others() -> None:
    assert len({tuple(draw(range(100), 5, seed, 1)) for seed in range(20)}) > 15


def test_units_with_the_same_tasks_are_not_asked_about_the_same() -> None:
    assert len({tuple(draw(range(100), 5, 7, unit)) for unit in range(20)}) > 15


def test_a_larger_draw_holds_the_smaller_one() -> None:
    assert set(draw(range(50), 3, 7, 1)) < set(draw(range(50), 6, 7, 1))


def test_a_task_put_in_by_hand_is_seen() -> None:
    drawn = draw(range(10), 3, 1, 1)
    other = next(number for number in range(10) if number not in drawn)
    assert not is_as_drawn(range(10), [*drawn[:2], other], 3, 1, 1)
