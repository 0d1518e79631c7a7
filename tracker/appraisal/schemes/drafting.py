"""The scheme of a year: copied, changed as a draft, adopted with a reason; what was adopted never changes."""

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from tracker import journal
from tracker.appraisal import lists, scheme
from tracker.appraisal.choices import SchemeState
from tracker.appraisal.models import AppraisalScheme
from tracker.appraisal.scheme import Scheme
from tracker.clock import now
from tracker.db import db
from tracker.people.models import User
from tracker.refusals import Refused


def copy(year: int, source: AppraisalScheme | None, by: User) -> AppraisalScheme:
    """A draft with the content of another scheme, or of the default one, as the year's next version.

    Raises Refused once the year's list is confirmed, or while another draft of the year lies open.
    """
    _require_open(year)
    if db.session.scalar(_of(year).where(AppraisalScheme.state == SchemeState.DRAFT)) is not None:
        raise Refused(f"{year}年度已有一份拟定中的方案，请先采用或放弃它。")
    kept = keep_default(year)
    base = Scheme.from_json(source.content) if source is not None else scheme.default(year)
    told = f"{source.year}年度第{source.number}版“{source.name}”" if source is not None else "默认方案"
    number = (db.session.scalar(select(func.max(AppraisalScheme.number)).where(AppraisalScheme.year == year)) or 0) + 1
    name = f"{year}年度重点领域政府信息公开考核方案"
    content = base.as_json() | {"name": name, "version": number}
    draft = AppraisalScheme(
        year=year, number=number, name=name, content=content, state=SchemeState.DRAFT, based_on=told,
        created_by_id=by.id, created_at=now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:
        raise Refused("刚刚有人也拟了新方案，请刷新页面查看。") from None
    details = {"year": year, "number": number, "based_on": told, "default_kept": kept}
    journal.record("scheme.copy", "appraisal_scheme", draft.id, f"拟定{year}年度考核方案第{number}版", details=details)
    return draft


def keep_default(year: int) -> bool:
    """Put the default scheme among the year's versions where there is none yet; whether it was put there."""
    if db.session.scalar(_of(year).limit(1)) is not None:
        return False
    kept = default_version(year)
    kept.created_at = kept.adopted_at = now()
    db.session.add(kept)
    db.session.flush()
    return True


def default_version(year: int) -> AppraisalScheme:
    """The default scheme as a version of the year that nobody has kept yet."""
    default = scheme.default(year)
    return AppraisalScheme(
        year=year, number=default.version, name=default.name, content=default.as_json(), note="系统默认方案",
        state=SchemeState.ADOPTED, based_on="", version=1,
    )  # fmt: skip


def change(draft: AppraisalScheme, becomes: Scheme) -> None:
    """Raises Refused for what is no draft any more, or a draft of a year whose list is confirmed."""
    _require_draft(draft)
    before = draft.content
    draft.content, draft.name = becomes.as_json(), becomes.name
    db.session.flush()
    changed = {name: [before.get(name), value] for name, value in draft.content.items() if before.get(name) != value}
    summary = f"修改{draft.year}年度考核方案第{draft.number}版草案"
    journal.record("scheme.change", "appraisal_scheme", draft.id, summary, details=changed)


def adopt(draft: AppraisalScheme, reason: str, by: User) -> None:
    """From now on the year is judged by it. Raises Refused without a reason, or as ``change`` does."""
    _require_draft(draft)
    if not reason.strip():
        raise Refused("请写明采用这份方案的理由和依据，例如会议纪要或文件。")
    draft.state, draft.note = SchemeState.ADOPTED, reason
    draft.adopted_by_id, draft.adopted_at = by.id, now()
    db.session.flush()
    summary = f"采用{draft.year}年度考核方案第{draft.number}版"
    journal.record("scheme.adopt", "appraisal_scheme", draft.id, summary, details={"reason": reason})


def discard(draft: AppraisalScheme) -> None:
    _require_draft(draft)
    draft.state = SchemeState.DISCARDED
    db.session.flush()
    summary = f"放弃{draft.year}年度考核方案第{draft.number}版草案"
    journal.record("scheme.discard", "appraisal_scheme", draft.id, summary)


def _require_draft(draft: AppraisalScheme) -> None:
    if draft.state is not SchemeState.DRAFT:
        raise Refused(f"第{draft.number}版{draft.state.label}，不能再改。需要调整时，请以它为底稿另拟一版。")
    _require_open(draft.year)


def _require_open(year: int) -> None:
    if lists.confirmed(year) is not None:
        raise Refused(f"{year}年度名单已经确认，方案和事实一并冻结，不能再改。")


def _of(year: int) -> Select[AppraisalScheme]:
    return select(AppraisalScheme).where(AppraisalScheme.year == year)
