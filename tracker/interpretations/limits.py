"""By when a policy document must be interpreted: rules as data with the days on which they are in force. Pure."""

from dataclasses import dataclass
from datetime import date

from tracker.clock import Due, Light, WorkCalendar, light
from tracker.interpretations.choices import WaiverState


@dataclass(frozen=True)
class Rule:
    workdays: int
    valid_from: date
    valid_to: date | None
    source: str


RULES = (
    Rule(
        3,
        date(2008, 5, 1),
        None,
        "实施方案三（五）；县区通行规定：解读材料最迟在文件公开后3个工作日内发布，提倡与文件同步发布",
    ),
)
SOURCE = RULES[-1].source
PLANNED = Light("none", "–", "拟公开")
WAIVED = Light("none", "–", "经公开办同意不作解读")


def rule_for(published_on: date) -> Rule:
    """The rule in force on the day on which the document was made public. Raises ValueError for a day before any."""
    for rule in RULES:
        if rule.valid_from <= published_on and (rule.valid_to is None or published_on <= rule.valid_to):
            return rule
    raise ValueError(f"no rule was in force on {published_on}")


def due(published_on: date, calendar: WorkCalendar) -> Due:
    """The last day for the first interpretation, counted from the day on which the document was made public."""
    return calendar.due(published_on, rule_for(published_on).workdays, event="文件公开日", action="发布解读")


def standing(
    due_on: date | None,
    interpreted_on: date | None,
    on: date,
    calendar: WorkCalendar,
    waiver: WaiverState | None = None,
) -> Light:
    """How the first interpretation stands on the day ``on``."""
    if waiver is WaiverState.ACCEPTED and interpreted_on is None:
        return WAIVED
    if due_on is None:
        return PLANNED
    state = light(due_on, interpreted_on, on, calendar)
    return Light(state.tone, state.mark, f"{state.word}解读") if interpreted_on else state


def together(drafted: bool | None, approved: bool | None, published: bool | None) -> str:
    """三同步 in words: what was done together with the paper, what was not, what nobody said."""
    parts = (("起草", drafted), ("审签", approved), ("发布", published))
    said = [f"{'✓' if done else '✗'} 同步{name}" for name, done in parts if done is not None]
    unsaid = [name for name, done in parts if done is None]
    return "，".join([*said, f"同步{'、'.join(unsaid)}未填" if unsaid else ""]).rstrip("，")
