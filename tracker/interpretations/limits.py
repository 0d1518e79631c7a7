"""By when a policy document must be interpreted."""

from datetime import date

from tracker.clock import Due, Light, WorkCalendar, light

WORKDAYS = 3
SOURCE = "实施方案三（五）；县区通行规定：解读材料最迟在文件公开后3个工作日内发布，提倡与文件同步发布"


def due(published_on: date, calendar: WorkCalendar) -> Due:
    """The last day for the first interpretation, counted from the day on which the document was made public."""
    return calendar.due(published_on, WORKDAYS, event="文件公开日", action="发布解读")


def standing(due_on: date, interpreted_on: date | None, on: date, calendar: WorkCalendar) -> Light:
    """How the first interpretation stands on the day ``on``."""
    state = light(due_on, interpreted_on, on, calendar)
    return Light(state.tone, state.mark, f"{state.word}解读") if interpreted_on else state
