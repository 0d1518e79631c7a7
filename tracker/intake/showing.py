"""What the page of a preview shows, gathered once for every view that answers with it."""

from typing import Any

from flask import g, request
from sqlalchemy import select

from tracker.choices import Area, Role
from tracker.db import db
from tracker.intake import history, presenting
from tracker.intake.lately import shown
from tracker.intake.lines import first, lines
from tracker.intake.matches.asking import asked
from tracker.intake.models import ImportBatch
from tracker.intake.preview import Preview
from tracker.listing import page_number
from tracker.people.models import Unit

FILTERS = frozenset({*(change.value for change in presenting.ORDER), presenting.PROBLEMS})


def preview_page(batch: ImportBatch, preview: Preview | None = None) -> dict[str, Any]:
    """What the preview page shows; from what is read in the originals, so that what is shown is what would be done."""
    preview = shown(batch, preview)
    only = request.args.get("change", "") if request.method == "GET" else ""
    only = only if only in FILTERS else ""
    in_force = select(Unit.id, Unit.short_name).where(Unit.closed_on.is_(None)).order_by(Unit.position, Unit.id)
    units = db.session.execute(in_force).all()
    problems, more = first(lines(preview.errors))
    return {
        "batch": batch,
        "version": batch.version,
        "preview": preview,
        "same_files": history.same_files(batch),
        "problems": problems,
        "more_problems": more,
        "notices": lines(preview.warnings),
        "tables": presenting.tables(preview, page_number("table"), page_number(), only),
        "only": only,
        "worked": presenting.worked_on(preview),
        "heads": presenting.heads(preview, [file.id for file in batch.files]),
        "questions": presenting.questions(preview, batch.decisions),
        "matches": asked(preview),
        "files": history.files_of([batch.id])[batch.id],
        "missing": presenting.missing(preview),
        "again": presenting.again(preview),
        "unnamed": presenting.unnamed(preview, {unit.id: unit.short_name for unit in units}),
        "units": units,
        "areas": Area.options(),
        "no_unit": presenting.NO_UNIT,
        "may_change": g.user.role is Role.ADMIN,
    }
