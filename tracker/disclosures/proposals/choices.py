"""Closed lists of corrections that wait for the office's word."""

from tracker.choices import Choice


class ProposalState(Choice):
    OPEN = "open", "待公开办同意"
    AGREED = "agreed", "公开办已同意"
    DECLINED = "declined", "公开办未同意"
    WITHDRAWN = "withdrawn", "已撤回"
