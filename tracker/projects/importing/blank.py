"""A blank list of projects: what is filled into it, the import reads back without a question."""

from sqlalchemy import select

from imports.vocabulary import GUIDE_SHEET
from tracker.choices import ProjectKind, ProjectStage
from tracker.db import db
from tracker.documents.spreadsheet import Column, Kind, Sheet, write_workbook
from tracker.people.models import Unit
from tracker.projects.codes import EXAMPLE

NAME = "项目和交易空白表.xlsx"
LIST = "项目清单"
EMPTY_ROWS = 50
DAY = "按 2018-09-20 的格式填写。"
SEVERAL = "可从下拉列表中选一个；有几个的，直接填写，用顿号隔开。"
DUTIES = ("须监督公开", "鼓励公开")
GUIDE = (
    ("项目类型", "必填，从下拉列表中选", "重大建设项目"),
    ("项目名称", "必填", "红旗街排水管网改造工程"),
    ("项目代码（编号）", "重大建设项目填统一项目代码；交易填宗地、采购、招标等编号。没有的不填", EXAMPLE),
    ("项目法人单位", "交易填采购人、招标人、出让人或转让方", "王益区城市建设投资有限公司"),
    ("法人公开要求", "法律、法规、规章对项目法人公开有明确规定的选“须监督公开”，否则选“鼓励公开”", "须监督公开"),
    ("法律法规名称", "须监督公开的必填", "《建设项目环境保护管理条例》第十七条"),
    ("责任单位", "必填，一个单位：由它的联络员登记和维护", "区住建局"),
    ("审批单位", SEVERAL, "区发改局、自然资源王益分局"),
    ("实施单位", SEVERAL, "区住建局"),
    ("现阶段", "重大建设项目和交易的阶段不同，都在下拉列表中", "开工建设"),
    ("阶段日期", f"进入现阶段的日期，不填的按导入当天登记。{DAY}", "2018-09-20"),
    ("金额（万元）", "投资额、预算金额或成交金额", "1250.5"),
    ("地点", "可以不填", "红旗街"),
    ("开工（开始）日期", f"可以不填。{DAY}", "2018-09-20"),
    ("竣工（结束）日期", f"可以不填，未竣工的填计划日期。{DAY}", "2019-06-30"),
    ("境外投资或对外援助", "属于的填“是”：这类项目不在登记范围内（实施方案二（一））", "否"),
)
NOTES = (
    "本页是说明和示例，导入时不读取；项目只填写在“项目清单”工作表中，行数不够时可以插入行。",
    "再次导入时，有代码的按代码、没有代码的按名称和类型找到原来的一项：填了的改为新内容，没填的保持不变；没有列出的也不变。",
    "本系统不处理国家秘密，不要填写涉密或内部敏感的内容。",
)


def template() -> bytes:
    """The blank list with the units of today in its drop-downs."""
    named = select(Unit.short_name).where(Unit.closed_on.is_(None)).order_by(Unit.position, Unit.id)
    return write_workbook([_list(list(db.session.scalars(named))), _guide()])


def _list(units: list[str]) -> Sheet:
    columns = (
        Column("项目类型", 18, options=[kind.label for kind in ProjectKind]),
        Column("项目名称", 34),
        Column("项目代码（编号）", 26, hint=f"统一项目代码如 {EXAMPLE}；没有的不填。"),
        Column("项目法人单位", 24),
        Column("法人公开要求", 14, options=DUTIES),
        Column("法律法规名称", 24, hint="须监督公开的必填。"),
        Column("责任单位", 16, options=units, is_strict=False, hint="由它的联络员登记和维护。"),
        Column("审批单位", 22, options=units, is_strict=False, hint=SEVERAL),
        Column("实施单位", 22, options=units, is_strict=False, hint=SEVERAL),
        Column("现阶段", 12, options=[stage.label for stage in ProjectStage]),
        Column("阶段日期", 13, Kind.DATE, hint=DAY),
        Column("金额（万元）", 14, Kind.NUMBER),
        Column("地点", 20),
        Column("开工（开始）日期", 13, Kind.DATE, hint=DAY),
        Column("竣工（结束）日期", 13, Kind.DATE, hint=DAY),
        Column("境外投资或对外援助", 12, options=("否", "是")),
    )
    return Sheet(LIST, "项目和交易登记表", columns, [[None] * len(columns)] * EMPTY_ROWS)


def _guide() -> Sheet:
    columns = (Column("栏目", 20), Column("怎么填", 60), Column("示例（不会导入）", 34))
    return Sheet(GUIDE_SHEET, "填写说明和示例", columns, GUIDE, NOTES)
