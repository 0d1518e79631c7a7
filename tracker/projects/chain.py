"""What must be published about a project or a transaction, and from which stage on: the chain of each kind (pure).

Major projects have the eight categories of 国办发〔2017〕94号, transactions the items of 国办发〔2017〕97号.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.choices import ProjectKind, ProjectStage

MAJOR = "国办发〔2017〕94号，实施方案二（一）"
RESOURCES = "国办发〔2017〕97号，实施方案二（二）"
CREDIT_SOURCE = "实施方案三（二）"


@dataclass(frozen=True, slots=True)
class ChainItem:
    """One link of the chain. ``key`` is fixed for life; ``contents`` are what belongs to it, ``units`` who usually
    publishes it, as papers write it. An item ``if_any`` is owed only where such a thing arises: a missing one is
    asked about, not counted as a gap.
    """

    key: str
    label: str
    since: ProjectStage
    units: tuple[str, ...]
    source: str
    contents: tuple[str, ...] = ()
    if_any: bool = False


S = ProjectStage
TRADES = ("区住建局", "区交通局", "区农业农村局")
LAND_UNIT = ("自然资源王益分局",)

MAJOR_PROJECT_CHAIN = (
    ChainItem(
        "approval_service",
        "批准服务信息",
        S.APPROVAL,
        ("各审批部门", "区审批局"),
        MAJOR,
        ("申报要求", "申报材料清单", "批准流程", "办理时限", "受理机构联系方式", "监督举报方式"),
    ),
    ChainItem(
        "approval_result",
        "批准结果信息",
        S.APPROVAL,
        ("区发改局", "区住建局", "自然资源王益分局", "生态环境王益分局", "区交通局", "区农业农村局"),
        MAJOR,
        (
            "项目建议书审批",
            "可行性研究报告审批",
            "初步设计（概算）审批",
            "企业投资项目核准",
            "企业投资项目备案",
            "节能审查意见",
            "招标事项审批核准",
            "建设项目选址意见",
            "建设用地规划许可",
            "建设工程规划许可",
            "建设项目用地预审",
            "环境影响评价审批",
            "施工许可（开工报告）",
            "取水许可、水土保持方案、洪水影响评价",
        ),
    ),
    ChainItem(
        "tendering",
        "招标投标信息",
        S.TENDERING,
        ("招标人", "区发改局", "行业主管部门", "公共资源交易机构"),
        MAJOR,
        ("资格预审公告", "招标公告", "中标候选人公示", "中标结果公示", "合同订立及履行", "违法处罚"),
    ),
    ChainItem(
        "land_acquisition",
        "征收土地信息",
        S.LAND_ACQUISITION,
        (*LAND_UNIT, "各镇办"),
        MAJOR,
        (
            "征地告知书及报批前程序证明",
            "建设项目用地呈报说明书",
            "农用地转用方案",
            "补充耕地方案",
            "征收土地方案",
            "供地方案",
            "征地公告",
            "征地补偿安置方案公告",
        ),
        if_any=True,
    ),
    ChainItem(
        "design_change",
        "重大设计变更信息",
        S.CONSTRUCTION,
        ("原初步设计审批部门",),
        MAJOR,
        ("变更原因", "主要变更内容", "变更依据", "批准单位", "变更结果"),
        if_any=True,
    ),
    ChainItem(
        "construction",
        "施工有关信息",
        S.CONSTRUCTION,
        ("项目法人单位", *TRADES),
        MAJOR,
        (
            "项目法人及主要负责人",
            "设计、施工、监理单位及负责人、资质",
            "施工单位项目管理机构、职责、制度",
            "施工期环境保护措施",
        ),
    ),
    ChainItem(
        "quality_safety",
        "质量安全监督信息",
        S.CONSTRUCTION,
        (*TRADES, "区应急局"),
        MAJOR,
        ("监督机构及联系方式", "质量安全行政处罚"),
    ),
    ChainItem(
        "completion",
        "竣工有关信息",
        S.ACCEPTANCE,
        (*TRADES, "区审计局", "区财政局"),
        MAJOR,
        (
            "竣工验收时间",
            "质量验收结果",
            "验收备案时间、编号、部门",
            "交付使用时间",
            "竣工决算审计单位、结论",
            "财务决算金额",
        ),
    ),
)


def _credit(label: str = "信用信息") -> ChainItem:
    contents = ("纳入公共信用信息平台", "失信“黑名单”")
    return ChainItem("credit", label, S.PERFORMANCE, ("区发改局",), CREDIT_SOURCE, contents, if_any=True)


def _items(source: str, units: tuple[str, ...], *rows: tuple[str, str, ProjectStage]) -> tuple[ChainItem, ...]:
    return tuple(ChainItem(key, label, since, units, source) for key, label, since in rows)


def _if_any(source: str, units: tuple[str, ...], *rows: tuple[str, str, ProjectStage]) -> tuple[ChainItem, ...]:
    return tuple(ChainItem(key, label, since, units, source, if_any=True) for key, label, since in rows)


BUYERS = ("区财政局", "采购人", "采购代理机构")
TENDERERS = ("区发改局", *TRADES, "招标人")
LAND_CHAIN = (
    *_items(
        RESOURCES,
        LAND_UNIT,
        ("supply_plan", "土地供应计划", S.ANNOUNCED),
        ("announcement", "出让公告", S.ANNOUNCED),
        ("deal", "成交公示", S.CONCLUDED),
        ("result", "供应结果", S.CONCLUDED),
    ),
    _credit(),
)
MINING_CHAIN = (
    *_items(
        RESOURCES,
        LAND_UNIT,
        ("announcement", "出让公告公示", S.ANNOUNCED),
        ("approval_result", "审批结果信息", S.CONCLUDED),
        ("project_info", "项目信息", S.CONCLUDED),
    ),
    _credit(),
)
PROCUREMENT_CHAIN = (
    *_items(
        RESOURCES,
        BUYERS,
        ("announcement", "采购项目公告", S.ANNOUNCED),
        ("documents", "采购文件", S.ANNOUNCED),
        ("budget", "采购项目预算金额", S.ANNOUNCED),
        ("result", "采购结果", S.CONCLUDED),
        ("contract", "采购合同", S.PERFORMANCE),
    ),
    *_if_any(
        RESOURCES,
        ("区财政局",),
        ("complaint", "投诉处理、监督检查处理决定", S.CONCLUDED),
        ("agency_assessment", "集中采购机构考核结果", S.PERFORMANCE),
    ),
    _credit("违法失信记录"),
)
TENDER_CHAIN = (
    *_items(RESOURCES, TENDERERS, ("approval_filing", "审批核准备案", S.ANNOUNCED)),
    *_if_any(RESOURCES, TENDERERS, ("prequalification", "资格预审公告", S.ANNOUNCED)),
    *_items(
        RESOURCES,
        TENDERERS,
        ("announcement", "招标公告", S.ANNOUNCED),
        ("candidates", "中标候选人", S.CONCLUDED),
        ("result", "中标结果", S.CONCLUDED),
        ("contract", "合同订立及履行", S.PERFORMANCE),
    ),
    *_if_any(RESOURCES, TENDERERS, ("complaint", "投诉处理", S.CONCLUDED)),
    _credit("市场主体信用"),
)
PROPERTY_CHAIN = (
    *_items(
        RESOURCES,
        ("区财政局",),
        ("decision", "决策及批准信息", S.ANNOUNCED),
        ("transaction", "交易项目信息", S.ANNOUNCED),
        ("transfer_price", "转让价格", S.ANNOUNCED),
        ("audit", "中介机构审计结果", S.ANNOUNCED),
        ("deal_price", "交易价格", S.CONCLUDED),
    ),
    _credit(),
)
HOUSING_CHAIN = (
    *_items(
        RESOURCES,
        ("区住建局",),
        ("construction_scheme", "规划建设方案", S.ANNOUNCED),
        ("annual_plan", "年度建设计划", S.ANNOUNCED),
        ("allocation_policy", "分配政策", S.ANNOUNCED),
        ("allocation_targets", "分配对象", S.ANNOUNCED),
        ("available_homes", "分配房源", S.ANNOUNCED),
        ("allocation_procedure", "分配程序", S.ANNOUNCED),
        ("allocation_process", "分配过程", S.CONCLUDED),
        ("allocation_result", "分配结果", S.CONCLUDED),
        ("plan_progress", "建设计划完成情况", S.PERFORMANCE),
    ),
    *_if_any(
        RESOURCES,
        ("区住建局", "各镇办"),
        ("rural_renovation", "农村危房改造", S.ANNOUNCED),
        ("withdrawal", "退出情况", S.PERFORMANCE),
    ),
    _credit(),
)
ALL: Mapping[ProjectKind, tuple[ChainItem, ...]] = {
    ProjectKind.MAJOR_PROJECT: MAJOR_PROJECT_CHAIN,
    ProjectKind.LAND: LAND_CHAIN,
    ProjectKind.MINING: MINING_CHAIN,
    ProjectKind.PROCUREMENT: PROCUREMENT_CHAIN,
    ProjectKind.TENDER: TENDER_CHAIN,
    ProjectKind.PROPERTY: PROPERTY_CHAIN,
    ProjectKind.HOUSING: HOUSING_CHAIN,
}


def label(kind: ProjectKind, key: str) -> str:
    """The words of an item; the key itself for one that the kind does not have."""
    return next((item.label for item in ALL[kind] if item.key == key), key)


def expected(kind: ProjectKind, stage: ProjectStage) -> tuple[ChainItem, ...]:
    """What should be public once a project of this kind has come to this stage, in the order of the chain.

    Raises ValueError for a stage that the kind does not go through.
    """
    if not stage.fits(kind):
        raise ValueError(f"a {kind.value} has no stage {stage.value}")
    return tuple(item for item in ALL[kind] if not stage.is_before(item.since))
