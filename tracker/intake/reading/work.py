"""Reading files in a thread while the browser waits a moment, or comes back for the result.

A work that takes long has a row in the database, so that every process of the server can tell how far it is. Whoever
deletes the row has cancelled the work; a row that no one has touched for a while belonged to a process that is gone.
"""

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from flask import Flask, current_app
from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from imports.known import KnownHeading
from imports.rows import Reading
from tracker.choices import ImportState
from tracker.clock import wall_now
from tracker.db import begin_reading, begin_writing, db
from tracker.intake import batches
from tracker.intake.headings.remembering import known
from tracker.intake.models import ImportBatch, ImportWork
from tracker.intake.pipeline import Source, read_files
from tracker.intake.reading import keeping

log = logging.getLogger(__name__)

BEAT = 0.5
DEAD = timedelta(seconds=15)
ROW = ImportWork.__table__


class Cancelled(Exception):
    """The work's row is gone."""


class StillReading(Exception):
    """The files of an import are being read; its page shows how far that is."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(batch_id)
        self.batch_id = batch_id


class Work(threading.Thread):
    """Reads some files; the result waits in ``readings``, and goes into the database once the work is an import's.

    ``over`` is set when it has ended in whatever way; ``error`` is what went wrong that no person can mend.
    """

    def __init__(
        self, sources: Sequence[Source], year: int, explained: Sequence[KnownHeading], batch_id: int | None = None
    ) -> None:
        super().__init__(name="import-reading", daemon=True)
        self.app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        self.sources, self.year, self.explained = sources, year, explained
        self.batch_id = batch_id
        self.token = secrets.token_hex(16)
        self.readings: list[Reading] | None = None
        self.error: Exception | None = None
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.beaten = time.monotonic()

    def run(self) -> None:
        try:
            if self.batch_id is None or self._claim(self.batch_id):
                self.readings = read_files(self.sources, self.year, self.explained, self._tell)
            with self.lock:
                if self.batch_id is not None:
                    self._hand_over(self.batch_id)
        except Cancelled:
            pass
        except Exception as error:
            log.exception("reading the files of import %s failed", self.batch_id)
            self.error = error
        finally:
            self.over.set()

    def wait(self, seconds: float) -> list[Reading] | None:
        """The result, if there is one in time. Raises what no person could mend."""
        self.over.wait(seconds)
        if self.error is not None:
            raise self.error
        return self.readings

    def adopt(self, batch_id: int) -> None:
        """From here on the work is an import's, beside which its row stands already."""
        with self.lock:
            self.batch_id = batch_id
            if self.readings is not None:
                self._hand_over(batch_id)

    def register(self, batch_id: int) -> None:
        """Put the work's row beside the import's, in the current transaction."""
        moment = wall_now()
        row = {"batch_id": batch_id, "token": self.token, "done": 0, "total": 0}
        db.session.execute(insert(ROW), [row | {"started_at": moment, "seen_at": moment}])  # type: ignore[arg-type]

    def _claim(self, batch_id: int) -> bool:
        """Whether no other process reads these files already."""
        with self.app.app_context():
            if progress_of(batch_id) is not None:
                return False
            try:
                cancel(batch_id)
                self.register(batch_id)
                db.session.commit()
            except IntegrityError:
                return False
            return True

    def _tell(self, done: int, total: int) -> None:
        if self.batch_id is None or time.monotonic() - self.beaten < BEAT:
            return
        self.beaten = time.monotonic()
        with self.app.app_context():
            beat = update(ROW).values(done=done, total=total, seen_at=wall_now())  # type: ignore[arg-type]
            try:
                is_there = _touches(beat.where(ROW.c.batch_id == self.batch_id, ROW.c.token == self.token))
                db.session.commit()
            except OperationalError:  # another writer did not let go: the next beat will do
                return
        if not is_there:
            raise Cancelled

    def _hand_over(self, batch_id: int) -> None:
        """Take the row away and keep the result, unless somebody took the row first."""
        contents = keeping.packed(self.readings) if self.readings is not None else None
        with self.app.app_context():
            mine = delete(ROW).where(ROW.c.batch_id == batch_id, ROW.c.token == self.token)  # type: ignore[arg-type]
            is_mine = _touches(mine)
            batch = db.session.get_one(ImportBatch, batch_id)
            if is_mine and contents is not None:
                keeping.keep(batch, contents)
            db.session.commit()
            if is_mine and self.readings is not None and batch.state is ImportState.PREVIEW:
                self._count(batch, self.readings)

    def _count(self, batch: ImportBatch, readings: Sequence[Reading]) -> None:
        """Note the figures for the history, computed while others may write."""
        begin_reading()
        preview = batches.preview_of(batch, readings)
        begin_writing()
        batches.count(batch, preview)
        db.session.commit()


def patience() -> float:
    """Seconds for which a request waits before it answers with the progress."""
    seconds: float = current_app.config["IMPORT_PATIENCE"]
    return seconds


def _touches(statement: object) -> bool:
    result: CursorResult[object] = db.session.execute(statement)  # type: ignore[call-overload]
    return result.rowcount == 1


def start(sources: Sequence[Source], year: int) -> Work:
    """Begin to read files that belong to no import yet. What the request has begun is given up."""
    work = Work(sources, year, known())
    db.session.rollback()
    work.start()
    return work


def readings_of(batch: ImportBatch) -> list[Reading]:
    """What is read in the files of an import: at once where it is kept, else after a moment.

    Gives up what was not committed, where it has to read. Raises StillReading when that takes longer, and Refused when
    an original is no longer what was uploaded.
    """
    sources = batches.sources_of(batch)
    found = keeping.kept(batch)
    if found is not None:
        return found
    number, end = batch.id, time.monotonic() + patience()
    work = Work(sources, batch.year, known(), number)
    db.session.rollback()
    work.start()
    while work.wait(max(0.0, end - time.monotonic())) is None and time.monotonic() < end:
        time.sleep(0.1)  # it was another process's to read them, or was cancelled
    found = keeping.kept(batch)
    if found is None:
        raise StillReading(number)
    return found


def progress_of(batch_id: int) -> ImportWork | None:
    """The work on an import that goes on; None when it is over, or its process gone."""
    row = db.session.scalar(select(ImportWork).where(ImportWork.batch_id == batch_id))
    return row if row is not None and wall_now() - row.seen_at < DEAD else None


def cancel(batch_id: int) -> bool:
    """Let the work give up at its next step; whether there was one."""
    return _touches(delete(ROW).where(ROW.c.batch_id == batch_id))  # type: ignore[arg-type]
