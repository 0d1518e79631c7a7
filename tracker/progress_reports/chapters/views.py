"""The district's chapter: as it reads today, edited before it is downloaded, version by version."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, g, url_for
from werkzeug.wrappers import Response

from tracker import journal, web
from tracker.choices import Role
from tracker.clock import today
from tracker.db import begin_writing, db
from tracker.documents.official import write_official
from tracker.documents.plain import as_plain
from tracker.files import store
from tracker.forms import EARLIEST
from tracker.people import access
from tracker.progress_reports import annual, editing, numbers, paper
from tracker.progress_reports.blueprint import bp
from tracker.progress_reports.chapter import Chapter
from tracker.progress_reports.compiling import compile_chapter
from tracker.progress_reports.forms import ChapterForm
from tracker.progress_reports.models import ChapterText
from tracker.progress_reports.sentences import FORMAT
from tracker.refusals import Stale

ADDRESS = "/reports/chapter/<int:year>"
DOCX = store.OFFICE["word/document.xml"]


@bp.get(ADDRESS)
@access.allow(*access.ALL_UNITS)
def chapter(year: int) -> Response:
    """The district's chapter as it would read today, with the check of its totals."""
    found, versions = _compiled(year), editing.texts(year)
    text = versions[-1] if versions else None
    return web.render(
        "reports/chapter.html",
        chapter=found,
        paper=as_plain(paper.chapter(found, _paragraphs(text, found))),
        annual=annual,
        versions=versions,
        text=text,
        unheard=_unheard(text, found),
        is_outdated=text is not None and tuple(text.drafted) != found.texts,
        source=FORMAT,
        first=EARLIEST.year,
    )


@bp.get(f"{ADDRESS}.docx")
@access.allow(*access.ALL_UNITS)
def chapter_document(year: int) -> Response:
    found, versions = _compiled(year), editing.texts(year)
    of = paper.chapter(found, _paragraphs(versions[-1] if versions else None, found))
    name = f"{year}年度重点领域政府信息公开工作进展情况.docx"
    answer = web.attachment(write_official(of), name, DOCX)
    begin_writing()
    journal.record("report.download", "progress_report", None, f"下载{name}")
    db.session.commit()
    return answer


@bp.route(f"{ADDRESS}/text", methods=["GET", "POST"])
@access.allow(Role.OFFICE)
def chapter_text(year: int) -> Response:
    """Edit the text; what was saved before stays as a version."""
    found, versions, form = _compiled(year), editing.texts(year), ChapterForm()
    seen = versions[-1].number if versions else 0
    if not form.is_submitted():
        form.version.data = str(seen)
        form.text.data = "\n".join(_paragraphs(versions[-1] if versions else None, found))
        return _edit(web.render, found, versions, form)
    if form.is_stale(seen):
        return _edit(web.stale, found, versions, form)
    if not form.validate():
        return _edit(web.invalid, found, versions, form)
    try:
        made = editing.save(year, form.paragraphs(), found.texts, form.note.data or "", seen, g.user)
    except Stale:
        return _edit(web.stale, found, editing.texts(year), form)
    db.session.commit()
    said = f"正文第{made.number}版已保存，下载的章节用这一版。"
    if other := _unheard(made, found):
        said += f"其中{'、'.join(other)}不在台账拟的文字里，请核对。"
    return web.saved(said, url_for(".chapter", year=year))


@bp.get(f"{ADDRESS}/text/<int:number>")
@access.allow(*access.ALL_UNITS)
def chapter_version(year: int, number: int) -> Response:
    text = next((each for each in editing.texts(year) if each.number == number), None)
    if text is None:
        abort(404)
    return web.render("reports/chapter_version.html", text=text, year=year)


def _compiled(year: int) -> Chapter:
    if not EARLIEST.year <= year <= today().year:
        abort(404)
    return compile_chapter(year, g.user)


def _unheard(text: ChapterText | None, found: Chapter) -> list[str]:
    return numbers.unheard_of(text.paragraphs, found.texts) if text is not None else []


def _paragraphs(text: ChapterText | None, found: Chapter) -> Sequence[str]:
    return text.paragraphs if text is not None else found.texts


def _edit(
    answer: Callable[..., Response], found: Chapter, versions: Sequence[ChapterText], form: ChapterForm
) -> Response:
    context: dict[str, Any] = {"chapter": found, "versions": versions, "form": form, "stale": answer is web.stale}
    return answer("reports/chapter_text.html", "reports/_chapter_text.html", **context)
