"""``flask import-tables``: the same import as in the browser."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask

from imports.known import KnownHeading
from imports.problems import shown_name
from imports.rows import Reading
from tracker.choices import Area
from tracker.cli import ensure_schema, fail, house_command, newest_schema, schema_version
from tracker.db import db
from tracker.files.store import MAX_SIZE
from tracker.intake import applying, batches
from tracker.intake.document import document
from tracker.intake.headings.remembering import known
from tracker.intake.pipeline import Known, Source, areas_of, build, read_files
from tracker.intake.preview import Preview
from tracker.intake.standing import load
from tracker.people.directory import load_directory
from tracker.refusals import Refused

EARLIEST_YEAR, LATEST_YEAR = 2008, 2099


@house_command("import-tables", example="flask import-tables 重大建设项目.xlsx --year 2018 --dry-run", schema=False)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--year", type=click.IntRange(EARLIEST_YEAR, LATEST_YEAR), required=True, help="任务所属年度")
@click.option("--area", type=click.Choice([area.value for area in Area]), help="领域，表中没有写明时指定")
@click.option("--sheet", help="只读取这个工作表")
@click.option("--dry-run", is_flag=True, help="只核对，不导入")
@click.option("--json", "as_json", is_flag=True, help="在标准输出写一个 JSON 文档，别无其他")
def import_tables(
    files: Sequence[str], year: int, area: str | None, sheet: str | None, *, dry_run: bool, as_json: bool
) -> None:
    """导入任务分解表：全部文件在一个事务中导入，有一处错误就什么也不导入。"""
    sources = [_source(name, Area(area) if area else None, sheet) for name in files]
    if dry_run:
        there = _database_exists()
        preview = _looked_at(_read(sources, year, known() if there else ()), year, there=there)
    else:
        ensure_schema()
        readings = _read(sources, year, known())
        applying.lock()
        preview = batches.preview(readings, year)
        if not preview.errors and preview.to_write:
            applying.write(batches.keep(sources, year, None), preview)
            db.session.commit()
    done = not dry_run and not preview.errors
    if as_json:
        click.echo(json.dumps(document(preview, applied=done), ensure_ascii=False, indent=2))
    else:
        _say(preview, done=done)
    if preview.errors:
        db.session.rollback()
        fail(*([] if as_json else [problem.message for problem in preview.errors]))


def _read(sources: Sequence[Source], year: int, explained: Sequence[KnownHeading]) -> list[Reading]:
    """With a bar that shows how far it is, where somebody looks at a terminal."""
    if not sys.stderr.isatty():
        return read_files(sources, year, explained)
    with click.progressbar(length=1, label="正在读取", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        return read_files(sources, year, explained, tell)


def _source(name: str, area: Area | None, sheet: str | None) -> Source:
    path, shown = Path(name), shown_name(name)
    try:
        if path.is_dir():
            raise Refused(f"《{shown}》是文件夹，不是文件。请指定任务分解表的文件。")
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except (OSError, ValueError):
        raise Refused(f"《{shown}》读不到：没有这个文件，或没有读取权限。请核对路径。") from None
    return Source(shown, data, area, sheet)


def _looked_at(readings: Sequence[Reading], year: int, *, there: bool) -> Preview:
    """The preview without touching anything: where there is no database yet, there are no units and no tasks."""
    if not there:
        return build(readings, year, Known(is_trial=True))
    return build(readings, year, Known(load_directory(), load(year, areas_of(readings)), is_trial=True))


def _database_exists() -> bool:
    """Asking SQLite for a file that is not there would make one."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        return False
    current = schema_version()
    if current not in (None, newest_schema()):
        ensure_schema()
    return current is not None


def _say(preview: Preview, *, done: bool) -> None:
    for problem in preview.warnings:
        click.echo(f"提示：{problem.message}")
    said = f"{preview.in_words}，本次未列{preview.counts['removed']}项，有问题{preview.counts['problems']}处"
    if done:
        click.echo(f"已导入{preview.year}年度任务：{said}。" if preview.to_write else f"没有需要导入的变化：{said}。")
    else:
        click.echo(f"{'没有导入' if preview.errors else '核对完毕，未作改动'}：{said}。")


def install(app: Flask) -> None:
    """Add this room's commands to ``flask``."""
    app.cli.add_command(import_tables)
