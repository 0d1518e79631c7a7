"""The pipe: bytes of a file -> recognised tables and problems."""

from __future__ import annotations

from imports.rows import Problem, Reading


def read(data: bytes, file: str, *, year: int, area: str | None = None, sheet: str | None = None) -> Reading:
    """Recognise the breakdown tables in a file.

    data: the whole file; file: its name as shown in messages; year: completes dates written without one;
    area: one of AREAS, used when given whatever the table says; sheet: read this sheet only.
    Bad content never raises: it comes back as errors and warnings, each with its place.
    """
    problem = Problem(file, None, None, None, f"《{file}》暂不能读取。请稍后再试。")
    return Reading(errors=(problem,))
