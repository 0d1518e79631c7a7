"""A secret as a QR code, for a telephone's camera: the lines of a drawing, since the page allows no foreign image."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # blank fields around it, which cameras need


@dataclass(frozen=True)
class Picture:
    """``path`` draws the dark fields of a square of ``side`` fields."""

    side: int
    path: str


def draw(text: str) -> Picture:
    matrix = segno.make(text, error="m", micro=False).matrix
    strokes = []
    for y, row in enumerate(matrix, QUIET):
        x = QUIET
        for is_dark, run in groupby(row):
            length = len(list(run))
            strokes += [f"M{x} {y}h{length}v1h-{length}z"] if is_dark else []
            x += length
    return Picture(len(matrix) + 2 * QUIET, "".join(strokes))
