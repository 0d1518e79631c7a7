"""Closed lists of this room: who assessed from outside."""

from tracker.choices import Choice


class OutsideSource(Choice):
    CITY = "city", "市级考核"
    THIRD_PARTY = "third_party", "第三方评估"
    SOCIAL = "social", "社会评议"
