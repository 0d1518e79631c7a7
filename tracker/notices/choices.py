"""Closed lists of this room."""

from tracker.choices import Choice


class FollowUpKind(Choice):
    """What may follow an issued notice, which itself is never changed."""

    CORRIGENDUM = "corrigendum", "更正"
    WITHDRAWAL = "withdrawal", "撤销"
