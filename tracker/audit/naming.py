"""What the numbers in an entry stand for: units by their short names, people by their login names."""

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy import select

from tracker.db import db
from tracker.people.models import Unit, User


class Names:
    """Asked for when an entry first needs them; a number that nobody has any more stays as it is."""

    @cached_property
    def unit(self) -> Mapping[int, str]:
        return {row.id: row.short_name for row in db.session.execute(select(Unit.id, Unit.short_name))}

    @cached_property
    def user(self) -> Mapping[int, str]:
        return {row.id: row.username for row in db.session.execute(select(User.id, User.username))}

    def of(self, table: str, value: object) -> str | None:
        """The word for a number that points at a row of ``table``."""
        if not isinstance(value, int) or table not in ("unit", "user"):
            return None
        known = self.unit if table == "unit" else self.user
        return known.get(value)


def names() -> Names:
    return Names()
