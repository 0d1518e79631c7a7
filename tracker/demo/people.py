"""The demo's accounts: one leader and one liaison a unit, and the three of the district. All are invented."""

from sqlalchemy import select

from tracker.choices import Role
from tracker.clock import now
from tracker.db import db
from tracker.demo.story import PASSWORD
from tracker.people import passwords
from tracker.people.models import Unit, User

OF_THE_DISTRICT = ((Role.OFFICE, "zfb"), (Role.ADMIN, None), (Role.AUDITOR, None))
OF_A_UNIT = (Role.LIAISON, Role.LEADER)


def settle() -> None:
    """Make the accounts that are not there yet; all share one hash, since the password is public anyway."""
    units = {unit.code: unit for unit in db.session.scalars(select(Unit).order_by(Unit.position, Unit.id))}
    known = set(db.session.scalars(select(User.username)))
    password_hash = passwords.hashed(PASSWORD)
    people = [(role.value, role, units[code] if code else None) for role, code in OF_THE_DISTRICT]
    people += [(f"{role.value}-{code}", role, unit) for code, unit in units.items() for role in OF_A_UNIT]
    for username, role, unit in people:
        if username in known:
            continue
        db.session.add(
            User(
                username=username,
                name=f"（演示）{role.label}",
                phone="0919-0000000",
                role=role,
                unit_id=unit.id if unit else None,
                password_hash=password_hash,
                is_demo=True,
                created_at=now(),
            )
        )
    db.session.flush()
