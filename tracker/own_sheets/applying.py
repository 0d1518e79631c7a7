"""Keeping a sheet that came back, looking at what it would change, and bringing that into the register."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker import journal
from tracker.choices import ImportState, ProgressKind
from tracker.clock import now, today
from tracker.db import db
from tracker.disclosures import recording
from tracker.disclosures.entry import Entry
from tracker.disclosures.models import Disclosure
from tracker.files import store
from tracker.own_sheets.comparing import Preview, Recorded, Share, compare
from tracker.own_sheets.models import PASTED_NAME, OwnSheetUpload
from tracker.own_sheets.pasting import Pasted
from tracker.own_sheets.reading import Filled
from tracker.people.models import User
from tracker.refusals import Refused
from tracker.tasks import progress
from tracker.tasks.models import Assignment, Task


class Outdated(Refused):
    """What was confirmed is no longer what would happen; ``preview`` is what would happen now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("核对之后数据有变化，没有写入。请核对下面新的内容，再确认。")
        self.preview = preview


def refusal(filled: Filled, unit_id: int) -> str | None:
    """Why a sheet is not even kept: it holds no rows of ours, or another unit's."""
    if not filled.row_keys:
        return "表中没有本系统生成的任务行。请先从本页下载任务表，填写后再上传。"
    if filled.units != {unit_id}:
        return "这张表中有其他单位的任务。请下载本单位的任务表，填写后再上传。"
    return None


def keep(data: bytes, name: str, filled: Filled, by: User) -> OwnSheetUpload:
    """Store the sheet as it came; it waits for confirmation. Raises Refused for a sheet that is not the unit's."""
    refused = refusal(filled, by.unit_id or 0)
    if refused:
        raise Refused(refused)
    return _keep(data, name, max(filled.years), by)


def keep_pasted(pasted: Pasted, year: int, by: User) -> OwnSheetUpload:
    """Store lines that were pasted under tasks of one year; they wait for confirmation like a sheet."""
    if pasted.is_empty:
        raise Refused("没有可以读取的行。请从表格软件中复制几行，再粘贴到这里。")
    return _keep(pasted.as_text().encode(), PASTED_NAME, year, by)


def _keep(data: bytes, name: str, year: int, by: User) -> OwnSheetUpload:
    if by.unit_id is None:
        raise Refused("您的账号没有所属单位，不能上传任务表。请联系管理员。")
    stored = store.keep(data, name)
    upload = OwnSheetUpload(
        unit_id=by.unit_id,
        year=year,
        stored_file=stored,
        state=ImportState.PREVIEW,
        by_id=by.id,
        at=now(),
    )
    db.session.add(upload)
    db.session.flush()
    details = {"name": stored.name, "sha256": stored.sha256}
    journal.record("own_sheet.upload", "own_sheet", upload.id, f"上传本单位任务表《{stored.name}》", details=details)
    return upload


def preview(upload: OwnSheetUpload, filled: Filled) -> Preview:
    """What applying the sheet would do as things stand."""
    return _compared(upload, filled, _assignments(upload))


def note(upload: OwnSheetUpload, found: Preview) -> None:
    """Keep for the history what the preview found."""
    upload.digest, upload.counts = found.digest, found.counts
    db.session.flush()


def _compared(upload: OwnSheetUpload, filled: Filled, shares: Mapping[int, Assignment]) -> Preview:
    return compare(filled, _standing(shares), _recorded(upload, filled), today(), recording.recorders(upload.by))


def _standing(shares: Mapping[int, Assignment]) -> list[Share]:
    return [
        Share(
            share.id,
            share.task_id,
            share.task.item,
            share.percent,
            share.note,
            share.version,
            share.refusal(ProgressKind.UPDATED),
            share.task.is_withdrawn,
            recording.row_of(share.task),
        )
        for share in shares.values()
    ]


def _assignments(upload: OwnSheetUpload, *, writing: bool = False) -> dict[int, Assignment]:
    of_year = select(Task.id).where(Task.year == upload.year)
    statement = (
        select(Assignment)
        .where(Assignment.unit_id == upload.unit_id, Assignment.task_id.in_(of_year))
        .options(joinedload(Assignment.task, innerjoin=True), joinedload(Assignment.unit))
        .order_by(Assignment.id)
        .execution_options(populate_existing=True)
    )
    if writing:
        statement = statement.with_for_update(of=Assignment)
    return {share.id: share for share in db.session.scalars(statement)}


def _recorded(upload: OwnSheetUpload, filled: Filled) -> list[Recorded]:
    named = {row.task_id for row in filled.disclosures}
    of_unit = select(Disclosure).where(Disclosure.unit_id == upload.unit_id, Disclosure.task_id.in_(named))
    found = db.session.scalars(of_unit.order_by(Disclosure.id.desc()))
    return [Recorded(each.id, each.task_id, Entry.of(each)) for each in found]


def apply(upload: OwnSheetUpload, filled: Filled, by: User, confirmed: str) -> Preview | None:
    """Write what the preview showed, as the browser would; None when it had been written already.

    Conflicts are left as the web has them. Raises Refused for a sheet with problems, with nothing to write or given
    up, Outdated when the data changed since the preview.
    """
    db.session.refresh(upload, with_for_update=True)
    if upload.state is ImportState.APPLIED:
        return None
    _require_open(upload)
    shares = _assignments(upload, writing=True)  # from here on neither the web nor a second sheet comes between
    found = _compared(upload, filled, shares)
    if found.digest != confirmed:
        raise Outdated(found)
    if found.errors:
        raise Refused(f"有{len(found.errors)}处问题没有解决，没有写入。请按说明改正后重新上传。")
    if not found.to_write:
        raise Refused("表中没有需要写入的内容。")
    for update in found.updates:
        progress.update_progress(shares[update.share.id], by, update.row.percent, update.row.note)
    tasks = {share.task_id: share.task for share in shares.values()}
    for addition in found.additions:
        recording.record(tasks[addition.row.task_id], by, addition.row.entry)
    upload.state, upload.applied_at = ImportState.APPLIED, now()
    note(upload, found)
    _journal(upload, found)
    return found


def _journal(upload: OwnSheetUpload, found: Preview) -> None:
    counts = found.counts
    details = {
        "sha256": upload.stored_file.sha256,
        "counts": counts,
        "updated": [update.share.id for update in found.updates],
        "not_overwritten": [conflict.share.id for conflict in found.conflicts],
    }
    said = f"写入离线填报的任务表：更新进展{counts['updates']}项，登记公开记录{counts['additions']}条"
    journal.record("own_sheet.apply", "own_sheet", upload.id, said, details=details)


def discard(upload: OwnSheetUpload) -> None:
    """Give up a sheet that was not applied; the file stays on record. Raises Refused afterwards."""
    db.session.refresh(upload, with_for_update=True)
    _require_open(upload)
    upload.state = ImportState.DISCARDED
    name = upload.stored_file.name
    journal.record("own_sheet.discard", "own_sheet", upload.id, f"放弃本单位任务表《{name}》")


def _require_open(upload: OwnSheetUpload) -> None:
    if upload.state is not ImportState.PREVIEW:
        raise Refused(f"这张表的状态已是“{upload.word}”，不能再改。需要时请重新上传。")
