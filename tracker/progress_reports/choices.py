"""Closed lists of this room: how far a unit's yearly report is, and its parts."""

from tracker.choices import Choice


class ReportState(Choice):
    DRAFTING = "drafting", "起草中"
    WITH_LEADER = "with_leader", "待领导审定"
    APPROVED = "approved", "已审定，待报送"
    SUBMITTED = "submitted", "已报送，待审核"
    RETURNED = "returned", "被退回"
    ACCEPTED = "accepted", "审核通过"


class ReportStep(Choice):
    """One entry of a report's history."""

    DRAFTED = "drafted", "起草"
    EDITED = "edited", "修改"
    TABLES = "tables", "填报年度报告表格"
    REFRESHED = "refreshed", "更新数据"
    SENT_UP = "sent_up", "送领导审定"
    SENT_BACK = "sent_back", "领导退回修改"
    APPROVED = "approved", "领导审定"
    SUBMITTED = "submitted", "报送"
    RETURNED = "returned", "公开办退回"
    ACCEPTED = "accepted", "审核通过"


class Section(Choice):
    """The parts of a unit's report, after the headings of 国办公开办函〔2021〕30号."""

    OVERALL = "overall", "总体情况"
    PROACTIVE = "proactive", "主动公开政府信息情况"
    REQUESTS = "requests", "收到和处理政府信息公开申请情况"
    RESPONSE = "response", "政策解读和舆情回应情况"
    PROBLEMS = "problems", "存在的主要问题及改进情况"
    OTHER = "other", "其他需要报告的事项"
