"""Which dead pages a person may see."""

from sqlalchemy import Select, select

from tracker.disclosures.models import Disclosure
from tracker.disclosures.scope import own
from tracker.links.choices import COUNTED
from tracker.links.models import LinkFinding
from tracker.people.models import User


def visible(user: User) -> Select[LinkFinding]:
    """A unit sees those of its records that the office confirmed: what a machine found is no finding yet."""
    seen = select(LinkFinding).join(Disclosure, Disclosure.id == LinkFinding.disclosure_id).where(own(user))
    return seen if user.sees_all_units else seen.where(LinkFinding.state.in_(COUNTED))
