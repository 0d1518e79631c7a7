"""Forms that were sent after the session had ended: kept a while for the person to whom the form had been shown.

Only a form that bears our own word for a person is kept, so that a stranger can store nothing; a few for each person,
bounded in size, and never longer than half an hour.
"""

import json
from datetime import timedelta

from sqlalchemy import delete, select

from tracker.clock import wall_now
from tracker.db import db
from tracker.listing import number_of
from tracker.people.models import KeptForm
from tracker.sent import Sent

LASTS, MOST, LARGEST = timedelta(minutes=30), 3, 100_000


def keep(user_id: int, sent: Sent) -> bool:
    """Put the form aside; whether it was small enough."""
    fields, files = [list(pair) for pair in sent.fields], [list(pair) for pair in sent.files]
    if len(json.dumps([fields, files])) > LARGEST or len(sent.address) > 1000:
        return False
    if sent in (form for _, form in of(user_id)):  # a second click
        return True
    sweep()
    older = select(KeptForm.id).where(KeptForm.user_id == user_id).order_by(KeptForm.id.desc()).offset(MOST - 1)
    db.session.execute(delete(KeptForm).where(KeptForm.id.in_(db.session.scalars(older).all())))
    db.session.add(KeptForm(user_id=user_id, at=wall_now(), address=sent.address, fields=fields, files=files))
    db.session.flush()
    return True


def sweep() -> None:
    """Delete what is too old; done whenever somebody signs in or another form is kept."""
    db.session.execute(delete(KeptForm).where(KeptForm.at < wall_now() - LASTS))


def of(user_id: int) -> list[tuple[int, Sent]]:
    """What waits for the person, the newest first."""
    fresh = (KeptForm.user_id == user_id, KeptForm.at >= wall_now() - LASTS)
    found = db.session.scalars(select(KeptForm).where(*fresh).order_by(KeptForm.id.desc()))
    return [(row.id, Sent(row.address, _pairs(row.fields), _pairs(row.files))) for row in found]


def _pairs(rows: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in rows)


def forget(user_id: int, number: str | None = None) -> None:
    """The person sent one of them again, or wants none of them."""
    if number is None:
        db.session.execute(delete(KeptForm).where(KeptForm.user_id == user_id))
    elif (kept := number_of(number)) is not None:
        db.session.execute(delete(KeptForm).where(KeptForm.user_id == user_id, KeptForm.id == kept))
