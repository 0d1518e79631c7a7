"""Whether a notice's text agrees with the frozen list: where it may not differ, and what it says in other words."""

import re

from tracker.appraisal.models import Appraisal, Verdict
from tracker.choices import NoticeKind
from tracker.notices import drafting
from tracker.notices.drafting import Particulars, Wording
from tracker.notices.models import NoticeText
from tracker.notices.text import comparing, figures
from tracker.notices.text.comparing import Change
from tracker.notices.wording import day_in_words
from tracker.people.district import ISSUER_CODE
from tracker.refusals import Refused

PLACEHOLDER = "××"
_UNTIL = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)（含当日）前")  # as the draft says by when to rectify


def wording_of(text: NoticeText) -> Wording:
    return Wording(text.title, text.recipients, tuple(text.paragraphs))


def from_the_list(appraisal: Appraisal, kind: NoticeKind, given: Particulars) -> Wording:
    """What is drafted from the list alone, with the date and the contact that the office gave."""
    paper = drafting.draft(kind, appraisal, given, drafting.listed(appraisal, kind))
    return Wording(paper.title.replace("\n", ""), paper.recipients, tuple(each.text for each in paper.paragraphs))


def faults(wording: Wording, appraisal: Appraisal, kind: NoticeKind, given: Particulars) -> list[str]:
    """Where the text says of the list what the list does not: a name too few or too many, a point, a count, a date."""
    whole = "\n".join((wording.title, *wording.paragraphs))
    listed = [_names(each) for each in drafting.listed(appraisal, kind)]
    missing = [full for full, _ in listed if full not in whole]
    found = [f"正文没有写到名单上的{'、'.join(missing)}"] if missing else []
    rest = whole
    for name in (name for names in listed for name in names):
        rest = rest.replace(name, "")
    others = [_names(each) for each in appraisal.verdicts if each.document["code"] != ISSUER_CODE]
    if strange := [full for full, short in others if (full, short) not in listed and (full in rest or short in rest)]:
        found.append(f"正文写到了不在名单上的{'、'.join(strange)}，需要增减单位的，请先调整名单")
    if kind is NoticeKind.CRITICISM and given.rectify_by is not None:
        found += _dates(whole, day_in_words(given.rectify_by))
    drafted = from_the_list(appraisal, kind, given)
    return found + figures.contradictions(drafted.paragraphs, (wording.title, *wording.paragraphs), listed)


def _dates(whole: str, due_on: str) -> list[str]:
    if due_on not in whole:
        return [f"正文没有写明整改期限{due_on}"]
    others = dict.fromkeys(day for day in _UNTIL.findall(whole) if day != due_on)
    return [f"正文写的“{day}（含当日）前”不是整改期限{due_on}，另有期限的请换一种写法" for day in others]


def _names(verdict: Verdict) -> tuple[str, str]:
    return verdict.document["unit"], verdict.document["short_name"]


def compared(one: Wording, other: Wording) -> list[Change]:
    """Title, recipients and every paragraph of both."""
    return comparing.changes(*((each.title, f"{each.recipients}：", *each.paragraphs) for each in (one, other)))


def against_the_list(text: NoticeText) -> list[Change]:
    """The text beside what is drafted from the list, with the same date and contact."""
    drafted = from_the_list(text.appraisal, text.kind, particulars_of(text))
    return compared(drafted, wording_of(text))


def differences(text: NoticeText | None) -> int:
    """How many paragraphs say something otherwise than the draft from the list."""
    return sum(not each.is_same for each in against_the_list(text)) if text is not None else 0


def particulars_of(text: NoticeText) -> Particulars:
    return Particulars(rectify_by=text.rectify_by, contact=text.contact, is_public=text.is_public)


def require_ready(text: NoticeText) -> None:
    """Raises Refused for a text with gaps, or one that the list does not bear out."""
    if any(PLACEHOLDER in each for each in text.paragraphs):
        raise Refused("正文中还有没有填写的“××”，请先由公开办修改正文，补充完整。")
    if found := faults(wording_of(text), text.appraisal, text.kind, particulars_of(text)):
        raise Refused(f"{'；'.join(found)}。请先由公开办修改正文。")
