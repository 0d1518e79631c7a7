"""Which of the five phases a task's information most likely belongs to: a suggestion that the liaison may change."""

from functools import lru_cache

from tracker.choices import Phase

WORDS = {
    Phase.SERVICE: (
        "服务",
        "申报",
        "流程",
        "受理",
        "联系方式",
        "举报方式",
        "办理时限",
        "开放",
        "指南",
        "救助",
        "资助",
        "供养",
    ),
    Phase.DECISION: ("政策", "规划", "计划", "方案", "决策", "预案", "选址"),
    Phase.RESULT: (
        *("结果", "公示", "验收", "决算", "审批", "核准", "备案", "许可", "审查意见", "成交", "对象", "合同"),
        *("成效", "预审", "鉴定", "交易价格"),
    ),
    Phase.MANAGEMENT: (
        *("监督", "处罚", "检查", "督导", "督察", "安全", "信用", "投诉", "管理", "考核", "黑名单", "质量", "防治"),
        *("事故", "排污", "疫情", "评价"),
    ),
    Phase.EXECUTION: (
        "施工",
        "执行",
        "实施",
        "进展",
        "完成情况",
        "变更",
        "公告",
        "资金",
        "退出",
        "征地",
        "任务",
        "项目",
    ),
}
"""The first phase with one of its words in the task's item decides, then in its category (plan 三（四）)."""


@lru_cache(maxsize=4096)
def suggested(item: str, category: str = "") -> Phase | None:
    for text in (item, category):
        for phase, words in WORDS.items():
            if any(word in text for word in words):
                return phase
    return None
