"""The facts in which a record stands that cost points, for each indicator under which a unit may be excused."""

from collections.abc import Mapping

LOST: Mapping[str, tuple[str, ...]] = {
    "completion": ("tasks_open",),
    "timeliness": ("disclosures_late",),
    "rhythm": ("obligations_missed",),
    "publication": ("disclosures_without_website", "disclosures_without_address"),
    "secrecy": ("disclosures_unreviewed",),
    "opinions": ("opinions_late",),
    "policies": ("policies_late", "policies_missing"),
    "acknowledgement": ("unacknowledged",),
    "first_pass": ("returned",),
    "inspections": ("inspected_with_problems",),
    "reminders": ("reminders_unread",),
    "findings": ("findings",),
    "unanswered_papers": ("papers_unanswered",),
    "dead_links": ("dead_links",),
    "requests": ("requests_late",),
    "late_requests": ("requests_late",),
    "reports": ("reports_late",),
    "late_reports": ("reports_late",),
    "returned_reports": ("reports_returned",),
    "late_rectifications": ("rectifications_late",),
}  # the facts in which an accepted excuse is looked for
