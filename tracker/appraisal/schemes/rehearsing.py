"""The list of a year for an earlier day, by another scheme, or both; nothing is written."""

from datetime import date

from tracker.appraisal import lists
from tracker.appraisal.lists import YearList
from tracker.appraisal.models import AppraisalScheme
from tracker.appraisal.scheme import Scheme
from tracker.clock import today


def rehearse(year: int, day: date | None, by: AppraisalScheme | None) -> YearList:
    """As it stood on the day, or stands today; by the scheme in force unless another is given.

    Raises Refused for a day that is not of the year or still lies ahead.
    """
    content = Scheme.from_json(by.content) if by is not None else lists.scheme_of(year)
    moment = lists.looked_back(year, day) if day and day != today() else lists.moment_of(year, day)
    (found,) = lists.reckoned(moment, [content])
    return found
