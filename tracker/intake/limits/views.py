"""Setting a task's time limit by hand, from the task's own page."""

from flask import g, request, url_for
from werkzeug.wrappers import Response

from tracker import web
from tracker.choices import Role
from tracker.db import db
from tracker.intake.blueprint import bp
from tracker.intake.limits.forms import LimitForm, filled
from tracker.intake.limits.setting import Setting, set_limit
from tracker.people import access
from tracker.refusals import Refused
from tracker.tasks.models import Task
from tracker.tasks.scope import visible_tasks

PAGE = ("imports/limit.html", "imports/_limit.html")


@bp.route("/tasks/<int:task_id>/limit", methods=["GET", "POST"])
@access.allow(Role.OFFICE, Role.ADMIN)
def limit(task_id: int) -> Response:
    """The words of the table, what they were taken to mean, and what they shall mean."""
    asked = visible_tasks(g.user).where(Task.id == task_id)
    task = db.first_or_404(asked.with_for_update() if request.method == "POST" else asked)
    if task.is_withdrawn:
        raise Refused("这项任务已撤销，只保留历史记录，不再设定时限。")
    if request.method == "GET":
        form = LimitForm(task.year, formdata=None, data=filled(task))
        return web.render(*PAGE, task=task, form=form, now=Setting.of(task))
    form = LimitForm(task.year)
    if form.is_stale(task.version):
        return web.stale(*PAGE, task=task, form=form, now=Setting.of(task), stale=True)
    if not form.validate():
        return web.invalid(*PAGE, task=task, form=form, now=Setting.of(task))
    set_limit(task, form.setting, form.reason.data)
    db.session.commit()
    said = f"《{task.item}》的时限已设为“{Setting.of(task).words}”。"
    return web.saved(said, url_for("tasks.show", task_id=task_id))
