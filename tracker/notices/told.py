"""What pages downstairs show of notices: which was withdrawn, and the result that goes to the annual assessment."""

from typing import Any

from flask import Flask

from tracker.appraisal.models import Appraisal
from tracker.choices import NoticeKind
from tracker.notices import issues
from tracker.notices.annual import gathering
from tracker.notices.annual.result import Orders, of_unit
from tracker.notices.models import Notice


def withdrawn(appraisal: Appraisal | None, kind: str) -> Notice | None:
    """The newest notice of a kind, where it was withdrawn and none follows it."""
    if appraisal is None or appraisal.issued_on(NoticeKind(kind)) is not None:
        return None
    return next((each for each in issues.every(appraisal, NoticeKind(kind)) if each.withdrawal), None)


def final_results(appraisal: Appraisal | None) -> dict[str, dict[str, Any]]:
    """Unit's code -> its line of the annual result as it stands today; nothing before the list is confirmed."""
    if appraisal is None:
        return {}
    orders = gathering.orders(appraisal.year)
    lines = (
        of_unit(each.document, each.decision.value, None, orders.get(each.unit_id, Orders()), appraisal.scheme)
        for each in appraisal.verdicts
    )
    return {line["code"]: line for line in lines}


def install(app: Flask) -> None:
    """Offer both to the templates: rooms downstairs cannot ask for what stands up here."""
    app.context_processor(lambda: {"withdrawn_notice": withdrawn, "final_results": final_results})
