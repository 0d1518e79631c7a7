"""Keeping an import: its files as they came, and what was decided about them before it is applied."""

from collections.abc import Mapping, Sequence
from typing import Any

from imports.rows import Reading
from tracker import collector, journal
from tracker.choices import Area, ImportState
from tracker.clock import now
from tracker.db import db
from tracker.files import store
from tracker.intake.headings.remembering import known
from tracker.intake.models import ImportBatch, ImportFile
from tracker.intake.pipeline import Known, Source, areas_of, build, read_files
from tracker.intake.preview import NOTHING_TICKED, Preview, Selection
from tracker.intake.reading import keeping
from tracker.intake.standing import load
from tracker.people.directory import load_directory
from tracker.people.models import User
from tracker.refusals import Refused

MOST_FILES = 3


def keep(sources: Sequence[Source], year: int, by: User | None) -> ImportBatch:
    """Store the originals and open an import that waits for confirmation. Raises Refused when two are the same."""
    if len({source.data for source in sources}) < len(sources):
        raise Refused("选择的文件中有两个内容完全相同。请去掉重复的文件后再上传。")
    batch = ImportBatch(
        year=year, state=ImportState.PREVIEW, created_by_id=by.id if by else None, created_at=now(), decisions={}
    )
    db.session.add(batch)
    for source in sources:
        stored = store.keep(source.data, source.name)
        batch.files.append(ImportFile(stored_file=stored, area=source.area, sheet=source.sheet))
    db.session.flush()
    journal.record(
        "import.upload", "import", batch.id, f"上传{year}年度任务分解表{named(batch)}", details={"files": hashes(batch)}
    )
    return batch


def sources_of(batch: ImportBatch) -> list[Source]:
    """The originals again. Raises Refused when one of them is no longer what was uploaded."""
    return [Source(file.stored_file.name, store.read(file.stored_file), file.area, file.sheet) for file in batch.files]


def read(batch: ImportBatch) -> list[Reading]:
    """The tables of an import, with the headings read as a person has explained them; takes as long as it takes."""
    return read_files(sources_of(batch), batch.year, known())


def preview(
    readings: Sequence[Reading],
    year: int,
    decisions: Mapping[str, int | None] | None = None,
    selection: Selection = NOTHING_TICKED,
) -> Preview:
    """What importing these tables would do to the register as it stands now."""
    with collector.paused():
        known_now = Known(load_directory(), load(year, areas_of(readings)))
        return build(readings, year, known_now, decisions, selection)


def preview_of(batch: ImportBatch, readings: Sequence[Reading]) -> Preview:
    """The same with all that was decided about this import."""
    return preview(readings, batch.year, batch.decisions, selection_of(batch))


def selection_of(batch: ImportBatch) -> Selection:
    leaving = {int(number): why for number, why in batch.withdrawals.items()}
    matches = {place: said[0] for place, said in batch.matches.items()}
    drops = {int(share): why for share, why in batch.drops.items()}
    return Selection(leaving, frozenset(batch.revivals), matches, drops)


def decide(
    batch: ImportBatch,
    units: Mapping[str, int | None],
    areas: Mapping[int, Area | None],
    matches: Mapping[str, list[Any]],
) -> None:
    """Note which unit an unknown name means (None: no unit), the area of each file by its id, and what rows are said
    to continue by their place.

    Raises Refused once the import was applied or discarded.
    """
    require_open(batch)
    batch.decisions, batch.matches = dict(units), dict(matches)
    for file in batch.files:
        file.area = areas.get(file.id, file.area)
    db.session.flush()
    journal.record(
        "import.decide",
        "import",
        batch.id,
        f"核对第{batch.id}次导入的单位名称、领域和对应的任务",
        details={
            "units": dict(units),
            "areas": {str(file): area for file, area in areas.items()},
            "matches": dict(matches),
        },
    )


def count(batch: ImportBatch, preview: Preview) -> None:
    """Note for the history what the preview found."""
    batch.counts = dict(preview.counts)
    db.session.flush()


def discard(batch: ImportBatch) -> None:
    """Give up an import that was not applied; its files stay on record. Raises Refused afterwards."""
    require_open(batch)
    batch.state = ImportState.DISCARDED
    keeping.drop(batch)
    journal.record("import.discard", "import", batch.id, f"放弃导入{named(batch)}")


def require_open(batch: ImportBatch) -> None:
    if batch.state is not ImportState.PREVIEW:
        raise Refused(f"这次导入的状态已是“{batch.state.label}”，不能再改。需要时请重新上传文件。")


def named(batch: ImportBatch) -> str:
    return "、".join(f"《{file.stored_file.name}》" for file in batch.files)


def hashes(batch: ImportBatch) -> list[dict[str, str]]:
    return [{"name": file.stored_file.name, "sha256": file.stored_file.sha256} for file in batch.files]
