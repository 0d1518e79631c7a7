"""A blank breakdown table for each area: what is filled into it, the importer reads back without a question."""

from collections.abc import Sequence

from sqlalchemy import select

from imports.rows import AREA_NAMES
from imports.vocabulary import GUIDE_SHEET
from tracker.choices import Area
from tracker.db import db
from tracker.disclosures.channels import USUAL
from tracker.documents.spreadsheet import Column, Kind, Sheet, write_workbook
from tracker.people.models import Unit, UnitGroup

LIMITS = (
    "自信息形成或变更之日起20个工作日内",
    "自作出决定之日起7个工作日内",
    "实时公开",
    "每月",
    "每季度",
    "每半年",
    "每年",
    "12月31日前",
    "长期公开",
)
EMPTY_ROWS, OFFERED_ROWS = 30, 300
SEVERAL = "可从下拉列表中选一个；有几个的，直接填写，用顿号隔开。"
# Category, item, content, units, cooperating units, limit, channels.
EXAMPLES = {
    Area.MAJOR_PROJECTS: (
        *("批准结果信息", "可行性研究报告审批结果", "项目名称、批复文号、批复单位、批复时间"),
        *("区发改局", "", LIMITS[1], "政府网站"),
    ),
    Area.PUBLIC_RESOURCES: (
        *("住房保障", "分配结果", "分配对象、分配房源、分配程序、分配过程和分配结果"),
        *("区住建局", "各镇办", LIMITS[0], "政府网站、公告栏"),
    ),
    Area.PUBLIC_WELFARE: (
        *("社会救助", "城乡低保对象名单", "低保人数、标准、资金支出和对象名单"),
        *("区民政局", "各镇办", "每季度", "政府网站、公告栏"),
    ),
}


def template(area: Area) -> bytes:
    """The blank table with the units of today in its drop-downs."""
    return write_workbook([_table(area, unit_names()), _guide(area)])


def unit_names() -> list[str]:
    """Short names of the units in force in their usual order, then the groups that have members."""
    of_units = select(Unit.short_name).where(Unit.closed_on.is_(None)).order_by(Unit.position, Unit.id)
    of_groups = select(UnitGroup.name).where(UnitGroup.members.any()).order_by(UnitGroup.id)
    return [*db.session.scalars(of_units), *db.session.scalars(of_groups)]


def file_name(area: Area) -> str:
    return f"任务分解表空白表-{area.label}.xlsx"


def _title(area: Area) -> str:
    return f"铜川市王益区{AREA_NAMES[area.value]}领域政府信息公开工作任务分解表"


def _table(area: Area, units: Sequence[str]) -> Sheet:
    columns = (
        Column("序号", 6, Kind.NUMBER),
        Column("公开类别", 18),
        Column("公开事项", 26),
        Column("公开内容", 40),
        Column("责任单位", 20, options=units, is_strict=False, hint=SEVERAL),
        Column("配合单位", 20, options=units, is_strict=False, hint=f"没有的不填。{SEVERAL}"),
        Column("公开时限", 26, options=LIMITS, is_strict=False, hint="可从下拉列表中选，也可以照原文填写。"),
        Column("公开渠道", 20, options=USUAL, is_strict=False, hint=SEVERAL),
    )
    rows = [[None] * len(columns)] * EMPTY_ROWS
    return Sheet("任务分解表", _title(area), columns, rows, room=OFFERED_ROWS - EMPTY_ROWS)


def _guide(area: Area) -> Sheet:
    category, item, content, units, others, limit, channels = EXAMPLES[area]
    rows = (
        ("序号", "1、2、3……，可以不填", "1"),
        ("公开类别", "这一项属于哪一类；每一行都要填写，不要只填第一行", category),
        ("公开事项", "公开什么，必填", item),
        ("公开内容", "公开的具体内容（要素）", content),
        ("责任单位", f"必填。{SEVERAL}各镇办等统称也可以选", units),
        ("配合单位", "没有的不填", others),
        ("公开时限", "可从下拉列表中选，也可以照原文填写", limit),
        ("公开渠道", SEVERAL, channels),
    )
    notes = (
        "本页是说明和示例，导入时不读取；任务只填写在“任务分解表”工作表中，行数不够时可以插入行。",
        "不要修改表头。填好后在系统的“导入任务分解表”中上传，核对后再确认导入。",
        "本系统不处理国家秘密，不要填写涉密或内部敏感的内容。",
    )
    columns = (Column("栏目", 12), Column("怎么填", 52), Column("示例（不会导入）", 44))
    return Sheet(GUIDE_SHEET, "填写说明和示例", columns, rows, notes)
