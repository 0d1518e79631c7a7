"""What changed, in the auditor's words: each table and column by its Chinese name, each code by its label."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Enum

from tracker import differences
from tracker.audit.naming import Names
from tracker.audit.wording import OBJECTS
from tracker.choices import Choice
from tracker.clock import local
from tracker.db import Instant, db

LONGEST_CELL = 5000
TABLES = {
    "calendar_day": "日历日期",
    "disclosure_channel": "公开渠道",
    "disclosure_proposal": "待同意的更正",
    "import_batch": "导入批次",
    "import_file": "导入文件",
    "imported_row": "导入行",
    "inspection_unit": "受检单位",
    "kept_form": "尚未提交的内容",
    "interpretation": "政策解读",
    "own_sheet_upload": "离线填报",
    "project_unit": "项目单位",
    "recovery_code": "恢复码",
    "reminder_address": "提醒邮箱",
    "second_factor": "动态验证码",
    "self_assessment": "自评",
    "task_change": "任务变更",
    "unit_name": "单位名称",
}
COLUMNS = {
    "accepted_at": "审核通过时间", "accepted_on": "审核通过日期", "acknowledge_due_at": "签收期限",
    "acknowledged_at": "签收时间", "acknowledged_by_id": "签收人", "added": "补充内容", "address": "地址",
    "adopted_at": "启用时间", "adopted_by_id": "启用人", "amount_yuan": "金额（元）",
    "annual": "年度报告表格", "answer": "反馈",
    "answer_by": "反馈期限", "answer_due_at": "回应期限", "answered_at": "反馈时间", "answered_by_id": "反馈人",
    "applicant_kind": "申请人类型", "applied_at": "写入时间", "applied_by_id": "写入人", "appraisal_id": "年度考核",
    "approved_by_id": "审定人", "approved_on": "审定日期", "approved_with": "一并审批", "area": "领域",
    "areas": "领域", "as_of": "截止时点", "as_written": "原文写法", "asked": "抽取条件", "aspects": "解读内容",
    "assessor": "评价机构", "at": "时间", "audience": "受众", "based_on": "依据方案", "basis": "依据",
    "batch_id": "导入批次", "before": "原内容", "by_id": "办理人", "case_id": "舆情", "category": "公开事项",
    "chain_item": "公开环节", "change": "变化", "change_id": "日历变更", "channel": "渠道", "channels": "公开渠道",
    "changes": "改动", "check_id": "抽查", "check_state": "核对情况", "checked_at": "检查时间",
    "checked_by_id": "检查人", "clock_changes": "期限改动", "closed_at": "办结时间", "closed_on": "办结或撤销日期",
    "code": "代码", "code_hash": "恢复码", "commended_on": "表扬日期", "conference_at": "发布会时间",
    "conference_due_at": "发布会期限", "confirmed_at": "确认时间", "confirmed_by_id": "确认人", "contact": "联系人",
    "content": "内容", "coordinated_with": "会商部门", "correction": "更正内容", "count": "数量",
    "counted_from": "起算日", "counts": "统计", "created_at": "建立时间", "created_by_id": "建立人",
    "criticised_on": "批评日期", "dated_on": "日期", "deadline_days": "时限天数", "deadline_kind": "时限类型",
    "deadline_on": "时限日期", "deadline_period": "时限周期", "deadline_start": "时限起点", "deadline_text": "时限原文",
    "decided_at": "决定时间", "decided_by_id": "决定人", "decided_on": "决定日期", "decision": "决定",
    "decision_reason": "决定理由", "decisions": "逐项确认", "differences": "差异", "differs_by_region": "地区差异",
    "digest": "校验值", "disabled_at": "停用时间", "disclosure_id": "公开记录", "document": "考核材料",
    "document_id": "政策文件", "document_number": "文号", "done": "已完成", "drafted": "起草内容",
    "drafted_at": "拟稿时间", "drafted_with": "一并起草", "drawn": "抽中记录", "drops": "不再承担",
    "due_is_provisional": "期限暂定", "due_on": "期限", "duty": "公开责任", "error": "错误", "escalated_on": "升级日期",
    "escalation": "升级程度", "evidence": "佐证材料", "explanation": "说明", "extension_reason": "延期理由",
    "extension_until": "延期至", "fields": "各列", "figures": "数据", "file_id": "文件", "fingerprint": "指纹",
    "finished_on": "完成日期", "first_due_on": "首次期限", "form": "形式", "form_key": "表单编号",
    "formed_on": "形成日期", "found_at": "发现时间", "found_by_id": "发现人", "found_where": "发现渠道",
    "from_task_id": "原任务", "from_unit_id": "原单位", "full": "满分", "grade": "等次", "ground": "不予公开理由",
    "gain": "单位得益", "ground_note": "理由说明", "grouping": "分组", "indicator": "指标", "indicators": "指标",
    "inspection_id": "督促检查",
    "is_blacklisting": "列入黑名单", "is_contested": "有异议", "is_credit_information": "信用信息",
    "is_demo": "演示账号", "is_late_entry": "补录", "is_on_website": "政府网站公开", "is_provisional": "暂定",
    "is_public": "可公开",
    "is_review_stale": "改动后待重新审查", "is_sensitive": "敏感事项", "is_worked": "上班", "issued_at": "签发时间",
    "issued_by_id": "签发人", "issued_on": "签发日期", "item": "事项", "item_id": "抽查任务", "kind": "类型",
    "last_step": "上次验证码", "last_used_at": "上次使用", "late_entries": "补录", "law": "法律依据",
    "law_counts": "法定计算方式", "law_days": "法定天数", "law_source": "法定依据", "legal_person": "项目法人单位",
    "lifted_on": "撤销日期", "light": "期限状态", "lines": "行数", "list_fingerprint": "名单指纹", "location": "地点",
    "mark_note": "标注说明", "matches": "对应任务", "matters": "事项", "media_type": "文件类型", "members": "成员单位",
    "mended_at": "更正时间", "mode": "公开方式", "moved": "划转情况", "must_change_password": "须修改密码",
    "name": "名称", "new": "新期限", "nonce": "验证码密钥", "note": "说明", "notice": "放假通知", "notice_id": "通报",
    "number": "编号", "offered_to_id": "提请移交单位", "old": "原期限", "on": "日期", "opened_at": "开始时间",
    "opened_by_id": "开始人", "ordered_on": "下达日期", "outcome": "结果", "pair": "关联双方", "paragraphs": "正文",
    "password_hash": "密码", "password_set_at": "密码修改时间", "password_until": "初始密码有效期", "percent": "进度",
    "period_from": "时段起", "period_to": "时段止", "phase": "公开环节", "phone": "办公电话", "planned_on": "计划日期",
    "points": "分值", "policy_document_id": "政策文件", "pool": "抽查范围", "population": "总数", "position": "顺序",
    "previous_id": "前一份", "problem": "问题", "problems": "疑问", "project_id": "项目", "proposal": "建议",
    "publication_recorded_on": "登记公开日期", "published_on": "公开日期", "reason": "理由", "received_at": "签收时间",
    "received_by_id": "签收人", "received_on": "收到日期", "recheck_note": "复核意见", "recipients": "主送单位",
    "record_id": "记录", "record_type": "记录类型", "recorded_at": "登记时间", "recorded_by_id": "登记人",
    "records": "公开记录", "rectifications": "整改事项", "rectify_by": "整改期限", "remark": "备注",
    "reminder_workdays": "提醒工作日", "reorganisation_id": "机构调整", "repeat_workdays": "重复提醒工作日",
    "replied_at": "反馈时间", "replied_by_id": "反馈人", "replied_on": "答复日期", "reply": "反馈",
    "reply_address": "整改网址", "reply_by": "反馈期限", "reply_evidence": "反馈材料", "reply_kind": "答复类型",
    "requests": "依申请公开", "requirement": "要求", "result": "处置结果", "return_note": "退回意见",
    "returned_at": "退回时间", "returned_by_id": "退回人", "returns": "退回次数",
    "revivals": "恢复任务", "revoked_at": "停用时间", "role": "角色或分工", "row": "行", "row_days": "本行天数",
    "row_kind": "本行时限", "row_start": "本行起点", "row_text": "本行原文", "rule": "适用规则", "said_at": "指定时间",
    "said_by_id": "指定人", "scheme": "考核方案", "scope": "范围", "score": "得分", "secrecy_basis": "保密审查依据",
    "secrecy_result": "保密审查结果", "secrecy_reviewed_by": "保密审查人", "secrecy_reviewed_on": "保密审查日期",
    "seed": "抽查号", "seen_at": "知悉时间", "seen_change_id": "已知悉变更", "sent_on": "交办日期", "sentence": "内容",
    "seq": "序号", "serial": "文书编号", "set_at": "设置时间", "set_by_id": "设置人",
    "settled_at": "处理时间", "settled_by_id": "处理人", "settled_on": "办结日期",
    "severity": "级别", "sha256": "文件校验值", "shape": "表格形状", "sheet": "工作表", "short_name": "简称",
    "signed_at": "签批时间", "signed_by": "签发人", "signed_by_id": "签批人", "size": "大小", "source": "来源",
    "spellings": "写法", "stage": "阶段", "stage_on": "阶段日期", "started_at": "开始时间", "started_on": "开始日期",
    "starts_on": "开始日期", "state": "状态", "step": "步骤", "stored_file_id": "文件", "subject": "事项",
    "submitted_at": "上报时间", "submitted_on": "上报日期", "summary": "摘要", "supervised_body": "涉及单位",
    "supervision": "监督公开", "supervision_workdays": "督办工作日", "taken_over_at": "接办时间", "task_id": "任务",
    "text": "文字", "timing": "公开情况", "title": "标题", "to_unit_id": "接收单位", "token": "令牌",
    "token_hash": "订阅密钥", "topic": "舆情主题", "total": "合计", "undone_at": "撤销时间", "undone_by_id": "撤销人",
    "unit": "单位", "unit_id": "单位", "units_text": "责任单位原文", "updated_at": "更新时间",
    "uploaded_at": "上传时间", "uploaded_by_id": "上传人", "urging_workdays": "催办工作日", "user_id": "人员",
    "username": "登录名", "valid_from": "生效日期", "valid_to": "失效日期", "void_reason": "作废理由",
    "voided_at": "作废时间", "waiting_until": "等待至", "waiver": "不作解读", "was_provisional": "原为暂定",
    "what": "内容", "why": "原因", "withdrawals": "撤销任务", "withdrawn_at": "撤销时间",
    "withdrawn_reason": "撤销理由",
    "waits_since": "等待启用自", "prepared_by_id": "办理人",
    "year": "年份", "yellow_workdays": "临期工作日", "withdrawn_by_id": "撤销人", "withdrawn_why": "撤销原因",
    "moves": "改过公开日期", "clock_moved": "改过发现时间或等级", "demand": "要求", "severities": "适用等级",
    "hours": "小时数", "recounted": "重新计算件数", "spans": "值班时间", "quarter": "季度", "edition": "版次",
    "sheet_file_id": "统计表", "circular_id": "季度通报",
}  # fmt: skip


DETAILS = {
    "action": "事项", "actor": "人员", "after": "改后", "assignments": "任务分工", "disclosure": "公开记录",
    "entry": "办理记录", "files": "文件", "from": "原单位", "happened_on": "发生日期", "ids": "编号",
    "moved": "变动数量",
    "outcome": "结果", "q": "查找", "remark": "备注", "removed": "移出", "shares": "任务分工", "tasks": "任务",
    "to": "接收单位", "units": "单位", "task": "任务", "details": "内容",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One column that changed: of which row, from what to what."""

    row: str
    column: str
    before: str
    after: str


def lines(changes: Mapping[str, Any] | None, names: Names | None = None) -> Iterator[Line]:
    for name, columns in (changes or {}).items():
        if name == differences.OTHERS:
            continue
        table, _, key = name.partition(" ")
        row = f"{TABLES.get(table) or OBJECTS.get(table, table)} {key}"
        for column, (before, after) in columns.items():
            kind = db.metadata.tables[table].c.get(column) if table in db.metadata.tables else None
            yield Line(row, COLUMNS.get(column, column), _shown(before, kind, names), _shown(after, kind, names))


def word(name: str) -> str:
    """What a column or a key of an entry's details is called."""
    return COLUMNS.get(name) or DETAILS.get(name, name)


def in_one_text(changes: Mapping[str, Any] | None) -> str:
    """All of it for one cell of a sheet."""
    told = [f"{line.row} {line.column}：{line.before} → {line.after}" for line in lines(changes)]
    more = others(changes)
    return "\n".join([*told, *([f"另外 {more} 条"] if more else [])])[:LONGEST_CELL]


def others(changes: Mapping[str, Any] | None) -> int:
    """How many more rows the act changed than are listed."""
    return int((changes or {}).get(differences.OTHERS, 0))


def shown(value: Any, name: str = "", names: Names | None = None) -> str:
    """A value of an entry's details: a pair is what it was and what it became, a list its members, a code its label."""
    if isinstance(value, Mapping):
        return "；".join(f"{word(str(key))}：{shown(each, str(key), names)}" for key, each in value.items())
    if isinstance(value, list) and len(value) == 2 and all(isinstance(each, str | None) for each in value):
        return " → ".join(shown(each, name, names) for each in value)
    if isinstance(value, list):
        return "、".join(shown(each, name, names) for each in value) or "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if names and (found := names.of(_table(name), value)):
        return found
    return _shown(value, _coded(name, value))


def _table(name: str) -> str:
    """The table that a key of an entry's details points at, by its ending: ``to_unit_id``, ``signed_by_id``."""
    if name.endswith("unit_id"):
        return "unit"
    return "user" if name == "user_id" or name.endswith("by_id") else ""


def _coded(name: str, value: Any) -> Column[Any] | None:
    """A column of this name whose closed list has the value."""
    for table in db.metadata.tables.values():
        column = table.c.get(name)
        kind = column.type if column is not None else None
        if isinstance(kind, Enum) and kind.enum_class is not None and value in set(kind.enum_class):
            return column
    return None


def _shown(value: Any, column: Column[Any] | None, names: Names | None = None) -> str:
    if value is None or value == "":
        return "（空）"
    if names and column is not None:
        for key in column.foreign_keys:
            if said := names.of(key.column.table.name, value):
                return said
    kind = column.type if column is not None else None
    if isinstance(kind, Boolean):
        return "是" if value else "否"
    if isinstance(kind, Instant) and isinstance(value, str) and value[:1].isdigit():
        return f"{local(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    if isinstance(kind, Enum) and kind.enum_class is not None and value in set(kind.enum_class):
        found = kind.enum_class(value)
        return found.label if isinstance(found, Choice) else str(value)
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
