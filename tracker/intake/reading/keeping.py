"""What was read in the files of an import, kept as long as nothing that the reading depends on changes."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select

import imports
from imports import wire
from imports.known import KnownHeading
from imports.rows import Reading
from tracker.db import db
from tracker.intake.headings.remembering import known
from tracker.intake.models import ImportBatch, ImportFile, ImportReading

FAST = 1  # zlib's quickest level packs a table to a tenth


@cache
def edition() -> str:
    """Stands for the program that reads: what an older one understood is read again."""
    files = sorted(Path(imports.__path__[0]).rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def asked_of(file: ImportFile, year: int, explained: Sequence[KnownHeading]) -> str:
    """One short text for all that the reading of a file depends on, beside its bytes, which never change."""
    headings = [[heading.lines, heading.fields] for heading in explained]
    return hashlib.sha256(json.dumps([edition(), year, file.area, file.sheet, headings]).encode()).hexdigest()


def kept(batch: ImportBatch) -> list[Reading] | None:
    """The readings of all files of an import, in their order; None where one is missing or was read otherwise."""
    explained = known()
    found = {
        row.file_id: row
        for row in db.session.scalars(
            select(ImportReading).where(ImportReading.file_id.in_([file.id for file in batch.files]))
        )
    }
    readings = []
    for file in batch.files:
        row = found.get(file.id)
        if row is None or row.asked != asked_of(file, batch.year, explained):
            return None
        readings.append(wire.loads(Reading, zlib.decompress(row.content)))
    return readings


def packed(readings: Sequence[Reading]) -> list[bytes]:
    """What ``keep`` stores; made beforehand where others wait to write, for it takes its time with many rows."""
    return [zlib.compress(wire.dumps(reading), FAST) for reading in readings]


def keep(batch: ImportBatch, contents: Sequence[bytes]) -> None:
    """Keep what was just read, packed, in the files of an import."""
    explained = known()
    asked: Mapping[int, str] = {file.id: asked_of(file, batch.year, explained) for file in batch.files}
    drop(batch)
    for file, content in zip(batch.files, contents, strict=True):
        db.session.add(ImportReading(file_id=file.id, asked=asked[file.id], content=content))
    db.session.flush()


def drop(batch: ImportBatch) -> None:
    """Forget it: the import is over."""
    files = [file.id for file in batch.files]
    db.session.execute(delete(ImportReading).where(ImportReading.file_id.in_(files)))
