"""Where a request stands after the steps taken about it: pure, the same for the same steps and calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.clock import WorkCalendar
from tracker.requests.choices import ReplyKind, RequestState, RequestStep
from tracker.requests.rules import Rule, rule_for

ENDS = (RequestStep.REPLIED, RequestStep.LAPSED)


@dataclass(frozen=True)
class Step:
    """One thing done about a request, with what its kind needs.

    ``until`` is the day by which the applicant must correct, or the third party answer where the rule names no days;
    ``workdays`` and ``consented_by`` belong to an extension, ``reply`` to an answer and its correction.
    """

    kind: RequestStep
    on: date
    until: date | None = None
    workdays: int | None = None
    consented_by: str = ""
    reply: ReplyKind | None = None


@dataclass(frozen=True)
class Consultation:
    """A third party is asked: the days from the letter to the answer, at the latest ``until``, do not count."""

    asked_on: date
    until: date
    answered_on: date | None = None

    @property
    def ends_on(self) -> date:
        return self.until if self.answered_on is None else min(self.answered_on, self.until)


@dataclass(frozen=True)
class Course:
    """What the steps so far come to."""

    rule: Rule
    received_on: date
    correction: Step | None = None
    corrected_on: date | None = None
    extension: Step | None = None
    consultations: tuple[Consultation, ...] = ()
    end: Step | None = None
    reply: ReplyKind | None = None
    last_on: date = date.min

    @property
    def counts_from(self) -> date | None:
        """The day after which working days are counted; None while the applicant has to correct."""
        return self.received_on if self.correction is None else self.corrected_on

    @property
    def workdays(self) -> int:
        extra = self.extension.workdays if self.extension is not None else 0
        return self.rule.reply_workdays + (extra or 0)

    @property
    def asked(self) -> Consultation | None:
        """The letter to which there is no answer yet."""
        last = self.consultations[-1] if self.consultations else None
        return last if last is not None and last.answered_on is None else None

    @property
    def state(self) -> RequestState:
        """Stored as it is; a third party's time may be over since, see ``clocks.state_on``."""
        if self.end is not None:
            return RequestState.REPLIED
        if self.counts_from is None:
            return RequestState.WAITING_CORRECTION
        return RequestState.WAITING_THIRD_PARTY if self.asked is not None else RequestState.OPEN

    @property
    def waiting_until(self) -> date | None:
        """Until when the applicant or the third party has time; None when nobody is waited for."""
        if self.state is RequestState.WAITING_CORRECTION and self.correction is not None:
            return self.correction.until
        return self.asked.until if self.state is RequestState.WAITING_THIRD_PARTY and self.asked is not None else None

    @property
    def pauses(self) -> Sequence[tuple[date, date]]:
        """First and last day of each stretch that does not count, in order and without overlap."""
        found: list[tuple[date, date]] = []
        for each in sorted(self.consultations, key=lambda each: each.asked_on):
            last = each.ends_on if self.end is None else min(each.ends_on, self.end.on)
            if found and each.asked_on <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((each.asked_on, last))
        return found


def follow(received_on: date, steps: Iterable[Step], calendar: WorkCalendar) -> Course:
    """Take the steps one after the other. Raises ValueError for a day on which no rule was in force."""
    course = Course(rule_for(received_on), received_on, last_on=received_on)
    for step in steps:
        course = after(course, step, calendar)
    return course


def after(course: Course, step: Step, calendar: WorkCalendar) -> Course:
    """The course with one step more; whether it may be taken is asked in ``order.py``."""
    course = replace(course, last_on=max(course.last_on, step.on))
    match step.kind:
        case RequestStep.CORRECTION_ASKED:
            return replace(course, correction=step)
        case RequestStep.CORRECTED:
            return replace(course, corrected_on=step.on)
        case RequestStep.EXTENDED:
            return replace(course, extension=step)
        case RequestStep.THIRD_PARTY_ASKED:
            asked = Consultation(step.on, _third_party_until(course.rule, step, calendar))
            return replace(course, consultations=(*course.consultations, asked))
        case RequestStep.THIRD_PARTY_ANSWERED:
            *before, asked = course.consultations
            return replace(course, consultations=(*before, replace(asked, answered_on=step.on)))
        case RequestStep.REPLIED:
            return replace(course, end=step, reply=step.reply)
        case RequestStep.LAPSED:
            return replace(course, end=step, reply=ReplyKind.NOT_CORRECTED)
        case RequestStep.REPLY_CORRECTED:
            return replace(course, reply=step.reply)
        case _:
            return course


def _third_party_until(rule: Rule, step: Step, calendar: WorkCalendar) -> date:
    """By the rule's own number of days; where it has none, what the letter says."""
    if rule.third_party_workdays is not None:
        return calendar.nth_workday(step.on, rule.third_party_workdays)
    return step.until or step.on
