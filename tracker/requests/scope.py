"""Which requests a person may see, and how each of them stands."""

from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from tracker.clock import WorkCalendar
from tracker.people.models import User
from tracker.requests.choices import RequestState
from tracker.requests.models import InformationRequest
from tracker.tasks.deadlines import soon_until

LIGHTS = {"late": "逾期", "soon": "即将到期", "open": "未到期", "kept": "按期答复", "late_entry": "补录"}
_R = InformationRequest


def own(user: User) -> ColumnElement[bool]:
    """The condition under which a request is this person's to see; an account without a unit sees nothing."""
    if user.sees_all_units:
        return true()
    return _R.unit_id == user.unit_id if user.unit_id is not None else false()


def visible(user: User) -> Select[InformationRequest]:
    return select(_R).where(own(user))


def in_state(state: RequestState, on: date) -> ColumnElement[bool]:
    """The condition for a state on the day, the same as ``clocks.state_on``."""
    asked = _R.state == RequestState.WAITING_THIRD_PARTY
    if state is RequestState.WAITING_THIRD_PARTY:
        return and_(asked, _R.waiting_until >= on)
    if state is RequestState.OPEN:
        return or_(_R.state == state, and_(asked, _R.waiting_until < on))
    return _R.state == state


def in_light(light: str, on: date, calendar: WorkCalendar) -> ColumnElement[bool]:
    """The condition for one of LIGHTS; what is soon is also open."""
    running = _R.replied_on.is_(None)
    if light == "late":
        return or_(_R.replied_on > _R.due_on, and_(running, _R.due_on < on))
    if light == "kept":
        return _R.replied_on <= _R.due_on
    if light == "late_entry":
        return _R.late_entries > 0
    if light == "open":
        return and_(running, or_(_R.due_on.is_(None), _R.due_on >= on))
    paused = in_state(RequestState.WAITING_THIRD_PARTY, on)
    return and_(running, _R.due_on >= on, _R.due_on < soon_until(on, calendar), ~paused)
