"""A notice as drafted from the confirmed list with the office's changes; the same values give the same paper."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import NoticeKind, Proposal
from tracker.documents.official import OfficialDocument, Paragraph
from tracker.notices import problems, wording
from tracker.notices.wording import NoticeFrame

PLACE = {NoticeKind.COMMENDATION: Proposal.COMMEND, NoticeKind.CRITICISM: Proposal.CRITICISE}


@dataclass(frozen=True)
class Particulars:
    """What the office adds when it issues; in a draft None or empty but for the date by which to rectify and whether
    the paper is for publication."""

    number: str | None = None
    dated_on: date | None = None
    signed_by: str = ""
    contact: str = ""
    rectify_by: date | None = None
    is_public: bool = False


@dataclass(frozen=True)
class Wording:
    """The text as the office edited it, in place of the one that is drafted from the list."""

    title: str
    recipients: str
    paragraphs: tuple[str, ...]


def listed(appraisal: Appraisal, kind: NoticeKind) -> list[Verdict]:
    """The verdicts whose units stand on the notice, in the order of the list."""
    return [verdict for verdict in appraisal.verdicts if verdict.decision is PLACE[kind]]


def draft(
    kind: NoticeKind,
    appraisal: Appraisal,
    particulars: Particulars,
    verdicts: Sequence[Verdict],
    text: Wording | None = None,
) -> OfficialDocument:
    """Raises Refused when the list is empty, or a criticised unit has no problem on record."""
    drafted = _from_the_list(kind, appraisal, particulars, verdicts)
    if text is None:
        return drafted
    paragraphs = tuple(Paragraph.of(each) for each in text.paragraphs)
    return replace(drafted, title=text.title, recipients=text.recipients, paragraphs=paragraphs)


def _from_the_list(
    kind: NoticeKind, appraisal: Appraisal, particulars: Particulars, verdicts: Sequence[Verdict]
) -> OfficialDocument:
    frame = NoticeFrame(
        year=appraisal.year,
        number=particulars.number,
        dated_on=particulars.dated_on,
        contact=f"联系人和电话：{particulars.contact}" if particulars.contact else wording.CONTACT,
        note=wording.PUBLIC if particulars.is_public else "",
    )
    if kind is NoticeKind.COMMENDATION:
        praised = [replace(problems.commended(each.document), decision=_decision(each)) for each in verdicts]
        return wording.commendation(frame, praised)
    if particulars.rectify_by is None:
        raise ValueError("a criticism needs a date by which to rectify")
    due_on = particulars.rectify_by
    blamed = [replace(problems.criticised(each.document, due_on), decision=_decision(each)) for each in verdicts]
    return wording.criticism(frame, blamed, due_on)


def _decision(verdict: Verdict) -> str:
    return verdict.decision_reason if verdict.is_adjusted else ""


def fingerprint(appraisal: Appraisal, kind: NoticeKind) -> str:
    """What the list of a notice rests on: changes when a unit is put on it or taken off."""
    parts = [appraisal.fingerprint, kind.value, *(str(verdict.unit_id) for verdict in listed(appraisal, kind))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def as_json(document: OfficialDocument) -> dict[str, Any]:
    """The paper as plain values, for its page and for keeping."""
    content: dict[str, Any] = json.loads(json.dumps(asdict(document), ensure_ascii=False, default=_text))
    return content


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a notice")
