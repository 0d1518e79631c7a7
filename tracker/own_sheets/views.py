"""The unit's own sheet: download, fill in offline, upload, look at the differences, confirm."""

from typing import Any

from flask import Blueprint, abort, current_app, g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.calendar import book
from tracker.choices import ImportState, Role
from tracker.clock import Light, today
from tracker.db import begin_writing, db
from tracker.disclosures import recording
from tracker.disclosures.limits import Due, standing
from tracker.files import sending, store
from tracker.listing import number_of
from tracker.own_sheets import applying, pasting, writing
from tracker.own_sheets.columns import option
from tracker.own_sheets.comparing import Addition, Preview
from tracker.own_sheets.forms import PasteForm, UploadForm
from tracker.own_sheets.models import OwnSheetUpload
from tracker.own_sheets.reading import Filled, read, read_pasted
from tracker.people import access
from tracker.refusals import Refused

bp = Blueprint("own_sheets", __name__)
XLSX = store.OFFICE["xl/workbook.xml"]
LATEST = 20
PASTE = ("own_sheets/paste.html", "own_sheets/_paste.html")
PAGE, FRAGMENT = "own_sheets/show.html", "own_sheets/_preview.html"


@bp.get("/own-sheet")
@access.allow(Role.LIAISON)
def index() -> Response:
    """The sheet of each year to download, the upload, and what was uploaded lately."""
    return web.render("own_sheets/index.html", form=UploadForm(formdata=None), unread=(), **_shown())


def _shown() -> dict[str, Any]:
    mine = select(OwnSheetUpload).where(OwnSheetUpload.unit_id == g.user.unit_id)
    latest = mine.order_by(OwnSheetUpload.id.desc()).limit(LATEST)
    people = (joinedload(OwnSheetUpload.by), joinedload(OwnSheetUpload.stored_file))
    uploads = db.session.scalars(latest.options(*people)).all()
    years = writing.years(g.user.unit_id) if g.user.unit_id else []
    return {"years": years, "uploads": uploads}


@bp.get("/own-sheet.xlsx")
@access.allow(Role.LIAISON)
def download() -> Response:
    """The unit's tasks of the year that the query string names, the newest one without it."""
    begin_writing()
    years = writing.years(g.user.unit_id) if g.user.unit_id else []
    asked = request.args.get("year", "")
    year = next((year for year in years if not asked or str(year) == asked), None)
    if year is None:
        abort(404)
    found = writing.shares(g.user.unit_id, year)
    data = writing.workbook(g.user.unit, year, found, _secret())
    name = f"{g.user.unit.short_name}{year}年任务表.xlsx"
    journal.record("own_sheet.download", "unit", g.user.unit_id, f"下载本单位{year}年任务表（{len(found)}项任务）")
    db.session.commit()
    return sending.send_bytes(data, name, XLSX)


@bp.post("/own-sheet")
@access.allow(Role.LIAISON)
def upload() -> Response:
    """Keep a filled sheet and show what it would change."""
    form = UploadForm()
    unread: tuple[str, ...] = ()
    if form.validate():
        filled = _read(form.content, form.name)
        unread = () if filled.row_keys else tuple(problem.message for problem in filled.errors)
        try:
            kept = applying.keep(form.content, form.name, filled, g.user)
        except Refused as refused:
            form.file.errors = [] if unread else [str(refused)]
        else:
            applying.note(kept, applying.preview(kept, filled))
            db.session.commit()
            return web.saved("任务表已读取，还没有写入。请核对后确认。", url_for(".show", upload_id=kept.id))
    return web.invalid("own_sheets/index.html", "own_sheets/_upload.html", form=form, unread=unread, **_shown())


@bp.route("/own-sheet/paste", methods=["GET", "POST"])
@access.allow(Role.LIAISON)
def paste() -> Response:
    """Take rows that were copied from a spreadsheet and show what they would record."""
    form, tasks = PasteForm(), writing.tasks(g.user.unit_id) if g.user.unit_id else []
    words = {str(task.id): option(task.id, task.category, task.item) for task in tasks}
    years = {str(task.id): task.year for task in tasks}
    form.task.choices = {"": "各行自己写明任务", **{number: f"{years[number]}年 {words[number]}" for number in words}}
    if request.method == "GET":
        form.task.data = request.args.get("task", "")
        _fill_again(form, words)
        return web.render(*PASTE, form=form, columns=pasting.FORM_ORDER)
    if form.validate():
        year = years.get(form.task.data, max(years.values(), default=today().year))
        named = pasting.names([(task.category, task.item, words[str(task.id)]) for task in tasks if task.year == year])
        found = pasting.pasted(form.text.data, words.get(form.task.data, ""), named)
        try:
            kept = applying.keep_pasted(found, year, g.user)
        except Refused as refused:
            form.text.errors = [str(refused)]
        else:
            applying.note(kept, applying.preview(kept, _filled(kept)))
            db.session.commit()
            ignored = f"没有读取的列：{'、'.join(found.ignored)}。" if found.ignored else ""
            return web.saved(f"已读取，还没有登记。{ignored}请核对后确认。", url_for(".show", upload_id=kept.id))
    return web.invalid(*PASTE, form=form, columns=pasting.FORM_ORDER)


def _fill_again(form: PasteForm, words: dict[str, str]) -> None:
    """Put what was pasted before into the box again, to be mended there."""
    number = number_of(request.args.get("again"))
    kept = _upload(number) if number is not None else None
    if kept is not None and kept.is_pasted:
        form.text.data, task = pasting.again(store.read(kept.stored_file).decode())
        form.task.data = next((each for each, said in words.items() if said == task), "")


@bp.get("/own-sheet/<int:upload_id>")
@access.allow(Role.LIAISON)
def show(upload_id: int) -> Response:
    """The differences while they wait; afterwards what was done."""
    kept = _upload(upload_id)
    if kept.state is not ImportState.PREVIEW:
        return web.render("own_sheets/done.html", upload=kept)
    filled = _filled(kept)
    kept = _upload(upload_id)
    return web.render(PAGE, upload=kept, preview=applying.preview(kept, filled), judged=_judged)


def _judged(addition: Addition) -> tuple[Due | None, Light | None]:
    """By when a row must be public and how it stands, as it will be once it is written."""
    entry = addition.row.entry
    limit = recording.limit_of(addition.limit, entry)
    light = standing(limit.due_on, entry.published_on, entry.mode, today(), book.in_force()) if limit else None
    return limit, light


@bp.post("/own-sheet/<int:upload_id>/apply")
@access.allow(Role.LIAISON)
def apply(upload_id: int) -> Response:
    """Write what the preview showed, or show what would happen now instead."""
    filled = _filled(_upload(upload_id))
    kept = _upload(upload_id)
    try:
        done = applying.apply(kept, filled, g.user, request.form.get("digest", ""))
    except applying.Outdated as outdated:
        return web.stale(PAGE, FRAGMENT, upload=kept, preview=outdated.preview, outdated=str(outdated), judged=_judged)
    db.session.commit()
    to = url_for(".show", upload_id=upload_id)
    return web.saved(_said(done) if done else "这张表此前已经写入，没有重复写入。", to)


def _said(done: Preview) -> str:
    counts = done.counts
    left = f"另有{counts['conflicts']}处与网页上的内容不一致，没有写入。" if counts["conflicts"] else ""
    return f"已写入：更新进展{counts['updates']}项，登记公开记录{counts['additions']}条。{left}"


@bp.post("/own-sheet/<int:upload_id>/discard")
@access.allow(Role.LIAISON)
def discard(upload_id: int) -> Response:
    upload = _upload(upload_id)
    what = "粘贴的内容" if upload.is_pasted else "这张任务表"
    applying.discard(upload)
    db.session.commit()
    return web.saved(f"已放弃{what}，任务和公开记录没有改动。", url_for(".index"))


@bp.get("/own-sheet/<int:upload_id>/original")
@access.allow(Role.LIAISON)
def original(upload_id: int) -> Response:
    """The sheet as it was uploaded, its hash checked."""
    begin_writing()
    kept = _upload(upload_id)
    answer = sending.send(kept.stored_file)
    journal.record("file.download", "own_sheet", kept.id, f"下载上传的任务表“{kept.stored_file.name}”")
    db.session.commit()
    return answer


def _upload(upload_id: int) -> OwnSheetUpload:
    """An upload of the person's own unit."""
    own = select(OwnSheetUpload).where(OwnSheetUpload.id == upload_id, OwnSheetUpload.unit_id == g.user.unit_id)
    return db.first_or_404(own)  # type: ignore[no-any-return]


def _filled(kept: OwnSheetUpload) -> Filled:
    data, name = store.read(kept.stored_file), kept.stored_file.name
    return read_pasted(data, name) if kept.is_pasted else _read(data, name)


def _read(data: bytes, name: str) -> Filled:
    """What the sheet says, read while no transaction keeps other writers waiting."""
    db.session.rollback()
    return read(data, name, _secret())


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
