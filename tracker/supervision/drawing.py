"""Which tasks of a unit are looked at: drawn by a number that is shown, so that anyone can draw them again. Pure."""

from collections.abc import Sequence
from hashlib import sha256

MOST_PER_UNIT = 20


def draw(pool: Sequence[int], size: int, seed: int, unit: int) -> list[int]:
    """So many of the numbers as the seed draws them for the unit, the same whatever their order."""
    drawn = sorted(set(pool), key=lambda number: sha256(f"{seed}:{unit}:{number}".encode()).digest())
    return sorted(drawn[:size])


def is_as_drawn(pool: Sequence[int], items: Sequence[int], size: int, seed: int, unit: int) -> bool:
    """Whether drawing again gives the very items."""
    return draw(pool, size, seed, unit) == sorted(items)
