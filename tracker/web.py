"""Page or fragment: what goes out. The only file that knows htmx's headers; views never test for htmx."""

import logging
import secrets
from io import BytesIO
from typing import Any, TypeGuard

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    session,
)
from htmx_flask import Htmx
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from tracker import journal, sent
from tracker.db import begin_reading, db, is_busy, is_full
from tracker.refusals import Refused

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
SANDBOX = "sandbox; default-src 'none'"
SAFE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LONGEST_FIELD_NAME = 80
EXPLAINED = {
    400: ("请求不完整", "页面可能已过期，操作没有保存。请返回重新打开后再试。"),
    403: ("不能这样访问", "系统设置不允许这样访问。需要时请联系管理员。"),
    404: ("没有这个页面", "地址可能有误，或者该内容不属于您的单位。请从左侧导航进入。"),
    405: ("不能这样访问", "请从页面上的按钮进行操作。"),
    413: ("提交的内容太大", "单个文件不超过10MB，填写的文字合计不超过约50万字，请压缩、拆分或删减后再提交。"),
    414: ("地址太长", "查找的文字太长，请删减后再试。"),
    429: ("操作太频繁", "请稍后再试。"),
    500: ("系统出错了", "您的操作没有保存。请把下面的编号告诉管理员。"),
    507: ("磁盘已满", "您的操作没有保存。请联系运行维护人员清理磁盘，有空间后不必重启即可继续。"),
    503: ("系统正忙", "另一项写入尚未完成，您的操作没有保存，请稍后再试。"),
}


def _wants_fragment() -> bool:
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def render(page: str, fragment: str | None = None, *, status: int = 200, **context: Any) -> Response:
    """Answer a read: the fragment for htmx when there is one, else the whole page."""
    template = fragment if fragment and _wants_fragment() else page
    return make_response(render_template(template, **context), status)


def invalid(page: str, fragment: str | None = None, **context: Any) -> Response:
    """Answer a form with errors at its fields: 422, what was typed kept."""
    return render(page, fragment, status=422, **context)


def stale(page: str, fragment: str | None = None, **context: Any) -> Response:
    """Answer a form whose record changed meanwhile: 409 with both versions."""
    return render(page, fragment, status=409, **context)


def saved(message: str, to: str, fragment: str | None = None, **context: Any) -> Response:
    """Answer a write that was done: what happened in words, then the page ``to``, or the fragment that replaces."""
    flash(message, "done")
    if not _wants_fragment():
        return make_response(redirect(to, 303))
    if fragment is None:
        return go(to)
    body = render_template(fragment, **context) + render_template("shared/_messages.html", out_of_band=True)
    return make_response(body)


def go(to: str) -> Response:
    """Send the browser to an own page, with a full load."""
    if not _wants_fragment():
        return make_response(redirect(to, 303))
    response = make_response("", 200)
    response.headers["HX-Redirect"] = to
    return response


def leads_to(response: Response) -> str | None:
    """The own page to which an answer sends the browser, in either manner."""
    return response.headers.get("HX-Redirect") or (response.location if response.status_code == 303 else None)


def attachment(data: bytes, name: str, media_type: str) -> Response:
    """A download that is never shown as a page and in which nothing may run."""
    response = send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response


def sign_in_first(to: str, said: str | None = None) -> Response:
    """A session is missing or over, ``said`` tells what that means: never swap the login page into a table row."""
    if said and said not in dict(session.get("_flashes", ())).values():
        flash(said, "problem")
    if not _wants_fragment():
        return make_response(redirect(to, 302))
    response = make_response("", 401)
    response.headers["HX-Redirect"] = to
    return response


def is_local(path: str | None) -> TypeGuard[str]:
    """Whether ``path`` leads to a page of this site, judged before any redirect."""
    return path is not None and path[:1] == "/" and path[1:2] not in ("/", "\\") and path.isprintable()


def problem(status: int, title: str, text: str, *, again: bool = False) -> Response:
    """A page, or a line in the message area, that says what went wrong and what to do, and by which number the log
    knows it. With ``again`` it offers the author what was sent and not saved."""
    g.is_numbered = True
    told = {
        "title": title,
        "text": text,
        "number": g.get("request_id"),
        "sent": _to_be_offered(status) if again else None,
    }
    if not _wants_fragment():
        return make_response(render_template("shared/problem.html", **told), status)
    session.pop("_flashes", None)  # asking for them would keep this one from being shown
    flash(f"{title}：{text}（编号 {told['number']}）", "problem")
    response = make_response(render_template("shared/_messages.html", unsaved_form=told["sent"]), status)
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "outerHTML show:top"  # it may be far above the button
    return response


def _to_be_offered(status: int) -> sent.Sent | None:
    """What was sent, where the person who is signed in is the one who was shown the form.

    What the rules refuse is offered only where a text would be lost: pressing the button again does not help.
    """
    person = getattr(g.get("actor"), "id", None)
    what = sent.now() if person is not None and sent.owner() == person else None
    return None if what and status == 409 and (_wants_fragment() or not what.lines) else what


def _refused(error: Refused) -> Response:
    return problem(409, "没有办成", str(error), again=True)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    title, text = EXPLAINED.get(status, EXPLAINED[400] if status < 500 else EXPLAINED[500])
    return problem(status, title, text)


def _database(error: Exception) -> Response:
    """Another writer did not let go, or there is no room left: nothing was stored, and it is worth trying again."""
    if is_full(error):
        begin_reading()
        log.error("request %s: no room left on the disk", g.get("request_id"))
        return problem(507, *EXPLAINED[507], again=True)
    if not is_busy(error):
        return _unexpected(error)
    begin_reading()
    response = problem(503, *EXPLAINED[503], again=True)
    response.headers["Retry-After"] = "5"
    return response


def _taken(error: IntegrityError) -> Response:
    """Two people entered the same thing at once: the first has it, the second is told."""
    db.session.rollback()
    if "unique" not in str(error.orig).lower():
        return _unexpected(error)
    return problem(409, "没有办成", "同一时间已有人保存了相同的内容，您的操作没有保存。请返回刷新后核对。", again=True)


STANDS = "操作已经保存，只是结果页面没能显示。请刷新后核对，不必再次提交。需要时请把下面的编号告诉管理员。"


def _unexpected(error: Exception) -> Response:
    log.exception("request %s failed: %s", g.get("request_id"), type(error).__name__)
    is_stored = journal.is_stored()
    title, text = (EXPLAINED[500][0], STANDS) if is_stored else EXPLAINED[500]
    try:
        begin_reading()
        return problem(500, title, text, again=not is_stored)
    except SQLAlchemyError:  # the database is gone: the page must do without it
        g.user = None
        return problem(500, title, text, again=not is_stored)


def _number_request() -> None:
    g.request_id = secrets.token_hex(8)


def refuse_odd_requests() -> None:
    """No page of ours asks with a NUL, or sends fields of such names: whoever does is not using one.

    Of a form without files Werkzeug itself limits nothing but the whole.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["LARGEST_PLAIN_FORM"]
    if any("\0" in value for value in request.args.values()):
        abort(404)
    if request.method == "POST" and any(not name.isascii() or len(name) > LONGEST_FIELD_NAME for name in request.form):
        abort(400)


def _harden(response: Response) -> Response:
    headers = response.headers
    for name, value in SAFE_HEADERS.items():
        headers.setdefault(name, value)
    headers.add("Vary", "HX-Request")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


class RowNumber(IntegerConverter):
    """A number in an address; one that no row can have is no address of ours, so a 404 and never a database error."""

    regex = r"\d{1,9}"


def install(app: Flask) -> None:
    """Give the application htmx, the security headers and error answers in plain Chinese."""
    app.url_map.converters["int"] = RowNumber
    Htmx(app)
    app.url_map.merge_slashes = False  # or the address would be mended by a redirect to whatever host was asked for
    app.before_request(_number_request)
    app.after_request(_harden)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    for kind in (DBAPIError, PoolTimeout, OSError):
        app.register_error_handler(kind, _database)
    app.register_error_handler(IntegrityError, _taken)
    app.register_error_handler(Exception, _unexpected)
