"""The import of a list of projects: upload, look at what it would change, confirm; the blank list."""

from typing import Any

from flask import g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.choices import ImportState, Role
from tracker.db import begin_writing, db
from tracker.files import sending, store
from tracker.listing import PAGE_SIZE, page_number
from tracker.people import access
from tracker.projects.blueprint import bp
from tracker.projects.importing import applying, blank
from tracker.projects.importing.forms import UploadForm
from tracker.projects.importing.preview import Preview
from tracker.projects.importing.reading import Found, read
from tracker.projects.models import ProjectImport

IMPORTERS = (Role.OFFICE, Role.ADMIN)
XLSX = store.OFFICE["xl/workbook.xml"]
LATEST = 20
SHOWN_PROBLEMS = 50
PAGES = ("projects/importing/show.html", "projects/importing/_preview.html")
ONE = "/projects/import/<int:import_id>"


@bp.get("/projects/import", endpoint="imports")
@access.allow(*IMPORTERS)
def index() -> Response:
    """The blank list to download, the upload, and what was uploaded lately."""
    return web.render("projects/importing/index.html", form=UploadForm(formdata=None), unread=(), uploads=_latest())


def _latest() -> Any:
    people = (joinedload(ProjectImport.by), joinedload(ProjectImport.stored_file))
    return db.session.scalars(select(ProjectImport).order_by(ProjectImport.id.desc()).limit(LATEST).options(*people))


@bp.get("/projects/import/template.xlsx")
@access.allow(*IMPORTERS)
def template() -> Response:
    begin_writing()
    data = blank.template()
    journal.record("project.download", "register", None, "下载项目和交易空白表")
    db.session.commit()
    return sending.send_bytes(data, blank.NAME, XLSX)


@bp.post("/projects/import")
@access.allow(*IMPORTERS)
def upload() -> Response:
    """Keep a list of projects and show what it would change."""
    form = UploadForm()
    unread: tuple[str, ...] = ()
    if form.validate():
        found = _read(form.content, form.name)
        if found.lines:
            kept = applying.keep(form.content, form.name, g.user)
            applying.note(kept, applying.preview(kept, found))
            db.session.commit()
            return web.saved("清单已读取，还没有写入。请核对后确认。", url_for(".show_import", import_id=kept.id))
        unread = tuple(problem.message for problem in found.errors)
    pages = ("projects/importing/index.html", "projects/importing/_upload.html")
    return web.invalid(*pages, form=form, unread=unread, uploads=_latest())


@bp.get(ONE)
@access.allow(*IMPORTERS)
def show_import(import_id: int) -> Response:
    """What the list would change while it waits; afterwards what was done."""
    kept = _import(import_id)
    if kept.state is not ImportState.PREVIEW:
        return web.render("projects/importing/done.html", kept=kept)
    found = _found(kept)
    kept = _import(import_id)
    return web.render(*PAGES, **_shown(kept, applying.preview(kept, found), page_number()))


def _shown(kept: ProjectImport, preview: Preview, page: int = 1) -> dict[str, Any]:
    rows = preview.rows
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(page, pages)
    return {
        "kept": kept,
        "preview": preview,
        "counts": preview.counts,
        "rows": rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "total": len(rows),
        "at": page,
        "pages": pages,
        "shown_problems": SHOWN_PROBLEMS,
    }


@bp.post(f"{ONE}/apply")
@access.allow(*IMPORTERS)
def apply_import(import_id: int) -> Response:
    """Write what the preview showed, or show what would happen now instead."""
    found = _found(_import(import_id))
    kept = _import(import_id)
    try:
        done = applying.apply(kept, found, g.user, request.form.get("digest", ""))
    except applying.Outdated as outdated:
        return web.stale(*PAGES, **_shown(kept, outdated.preview), outdated=str(outdated))
    db.session.commit()
    said = f"已导入：新增{done.counts['new']}项，变更{done.counts['changed']}项。" if done else ""
    return web.saved(said or "这份清单此前已经导入，没有重复写入。", url_for(".show_import", import_id=import_id))


@bp.post(f"{ONE}/discard")
@access.allow(*IMPORTERS)
def discard_import(import_id: int) -> Response:
    applying.discard(_import(import_id))
    db.session.commit()
    return web.saved("已放弃这份清单，台账没有改动。", url_for(".imports"))


@bp.get(f"{ONE}/original")
@access.allow(*IMPORTERS)
def original_import(import_id: int) -> Response:
    """The workbook as it was uploaded, its hash checked."""
    begin_writing()
    kept = _import(import_id)
    answer = sending.send(kept.stored_file)
    journal.record("file.download", "project_import", kept.id, f"下载上传的项目清单“{kept.stored_file.name}”")
    db.session.commit()
    return answer


def _import(import_id: int) -> ProjectImport:
    kept: ProjectImport = db.get_or_404(ProjectImport, import_id)
    return kept


def _found(kept: ProjectImport) -> Found:
    return _read(store.read(kept.stored_file), kept.stored_file.name)


def _read(data: bytes, name: str) -> Found:
    """What the list says, read while no transaction keeps other writers waiting."""
    db.session.rollback()
    return read(data, name)
