"""The units that a new house starts with: a working list of the district's bodies and the names old tables use.

No published list exists, so this one is typical of an urban district after the reform of 2018–19; the administrator
corrects it under 单位. What was edited there is never overwritten (README, *Decisions*).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from tracker import journal
from tracker.choices import Area, NameKind, UnitKind
from tracker.db import db
from tracker.people.models import Unit, UnitGroup, UnitName


@dataclass(frozen=True)
class Part:
    """An old name of which only a part came to this unit: for one ``area``, or for a ``subject`` in words."""

    text: str
    subject: str
    area: Area | None = None


ISSUER_CODE = "zfb"  # 区人民政府办公室, in whose name notices are issued


@dataclass(frozen=True)
class Seed:
    """A unit; ``aliases`` and ``former`` are names separated by blanks, ``parts`` old names shared with others."""

    code: str
    short_name: str
    name: str = ""
    aliases: str = ""
    former: str = ""
    parts: tuple[Part, ...] = ()


TOWNSHIPS = (
    Seed("qyljd", "七一路街道", "七一路街道办事处"),
    Seed("hqjjd", "红旗街街道", "红旗街街道办事处"),
    Seed("tyjd", "桃园街道", "桃园街道办事处"),
    Seed("qnljd", "青年路街道", "青年路街道办事处"),
    Seed("wjhjd", "王家河街道", "王家河街道办事处", former="王家河镇"),
    Seed("wyjd", "王益街道", "王益街道办事处", former="王益乡"),
    Seed("hbz", "黄堡镇", "黄堡镇人民政府"),
)
DEPARTMENTS = (
    Seed(
        "zfb",
        "区政府办",
        "区人民政府办公室",
        "区政府办公室 区府办 区政务公开办 区信息公开办",
        parts=(Part("区法制办", "政府信息公开"),),
    ),
    Seed(
        "fgj",
        "区发改局",
        "区发展和改革局",
        "区发展改革局",
        "区发改委 区发展和改革委员会 区发展改革委 区粮食局 区经济发展局",
        (Part("区物价局", "价格管理"),),
    ),
    Seed(
        "jktj",
        "区教科体局",
        "区教育科技体育局",
        former="区教育局 区科技局 区体育局 区教科局 区教育和科学技术局",
        parts=(Part("区文体局", "体育"),),
    ),
    Seed(
        "gxj",
        "区工信局",
        "区工业和信息化（商务）局",
        "区工业和信息化局 区工信商务局",
        "区经贸局 区中小企业局 区商务局 区工业信息化局",
    ),
    Seed("mzj", "区民政局"),
    Seed("sfj", "区司法局", former="区政府法制办", parts=(Part("区法制办", "法制审核"),)),
    Seed("czj", "区财政局", former="区国资办 区采购办"),
    Seed("rsj", "区人社局", "区人力资源和社会保障局", "区人力资源社会保障局", "区社保局 区劳动局"),
    Seed(
        "zjj",
        "区住建局",
        "区住房和城乡建设局",
        "区住房城乡建设局",
        "区建设局 区房管局",
        (
            Part("区规划办", "住房建设规划", Area.PUBLIC_RESOURCES),
            Part("区规划局", "住房建设规划", Area.PUBLIC_RESOURCES),
        ),
    ),
    Seed("jtj", "区交通局", "区交通运输局"),
    Seed(
        "nyncj",
        "区农业农村局",
        "",
        "区乡村振兴局",
        "区农林局 区农业局 区林业局 区畜牧局 区扶贫办 区扶贫开发局 区扶贫开发办公室 区水务局 区水利局",
    ),
    Seed(
        "wlj",
        "区文旅局",
        "区文化和旅游局",
        "区文化旅游局",
        "区文广局 区文体广电局 区旅游局 区文物局",
        (Part("区文体局", "文化"),),
    ),
    Seed(
        "wjj",
        "区卫健局",
        "区卫生健康局",
        "区卫生健康委",
        "区卫计局 区卫生和计划生育局 区卫生局 区计生局",
        (
            Part("区食药监局", "药品和医疗服务"),
            Part("区食品药品监督管理局", "药品和医疗服务"),
            Part("区民政局", "老龄"),
        ),
    ),
    Seed(
        "tyjrj",
        "区退役军人局",
        "区退役军人事务局",
        parts=(Part("区民政局", "优抚"), Part("区人社局", "军转")),
    ),
    Seed(
        "yjj",
        "区应急局",
        "区应急管理局",
        former="区安监局 区安全生产监督管理局 区地震局",
        parts=(Part("区民政局", "救灾"),),
    ),
    Seed("sjj", "区审计局"),
    Seed("tjj", "区统计局"),
    Seed("xfj", "区信访局"),
    Seed(
        "scjgj",
        "区市场监管局",
        "区市场监督管理局",
        "区市监局",
        "区工商局 工商王益分局 工商局王益分局 区质监局 区质量技术监督局",
        (
            Part("区食药监局", "食品和药品监管"),
            Part("区食品药品监督管理局", "食品和药品监管"),
            Part("区物价局", "价格监督检查"),
        ),
    ),
    Seed("ybj", "区医保局", "区医疗保障局", former="区合疗办 区医保办", parts=(Part("区民政局", "医疗救助"),)),
    Seed("spj", "区审批局", "区行政审批服务局", "区行政审批局", "区政务服务中心 区政务中心"),
    Seed("cgzfj", "区城管执法局", "区城市管理执法局", "区城管局", "区市容局"),
)
VERTICAL = (
    Seed(
        "zrzywyfj",
        "自然资源王益分局",
        "铜川市自然资源局王益分局",
        "自然资源局王益分局 市自然资源局王益分局 区自然资源局 区自然资源分局",
        "区国土局 区国土资源局 区国土分局 国土资源王益分局 国土资源局王益分局 市国土资源局王益分局",
        (Part("区规划办", "规划许可", Area.MAJOR_PROJECTS), Part("区规划局", "规划许可", Area.MAJOR_PROJECTS)),
    ),
    Seed(
        "sthjwyfj",
        "生态环境王益分局",
        "铜川市生态环境局王益分局",
        "生态环境局王益分局 市生态环境局王益分局 区生态环境局 区生态环境分局",
        "区环保局 区环境保护局 环保王益分局 环保局王益分局 市环保局王益分局 市环境保护局王益分局 区环保分局",
    ),
    Seed(
        "gawyfj",
        "公安王益分局",
        "铜川市公安局王益分局",
        "公安局王益分局 市公安局王益分局 公安分局 区公安局 区公安分局",
    ),
    Seed(
        "swj",
        "区税务局",
        "国家税务总局铜川市王益区税务局",
        "税务王益分局",
        "区国税局 区地税局 国税王益分局 地税王益分局 国税局王益分局 地税局王益分局",
    ),
    Seed("xfjydd", "区消防救援大队", "", "消防大队 区消防大队", "公安消防大队 区公安消防大队"),
    Seed("qxj", "区气象局"),
)
PARTY_ORGANS = (
    Seed("wxcb", "区委宣传部"),
    Seed("wwxb", "区委网信办", "", "区网信办 区委网络安全和信息化委员会办公室"),
    Seed("wbb", "区委编办", "", "区编办 区委机构编制委员会办公室"),
)
PUBLIC_BODIES = (
    Seed("cl", "区残联", "区残疾人联合会"),
    Seed("hszh", "区红十字会"),
    Seed("rmtzx", "区融媒体中心", "", "王益融媒 王益融媒体中心", "区广播电视台"),
    Seed("jhzx", "区经合中心", "区经济合作中心", "", "区招商局"),
    Seed("zsb", "区征收办", "区国有土地上房屋征收办公室", "区房屋征收办"),
    Seed("wyjkq", "王益经开区", "王益经济技术开发区管理委员会", "王益经济技术开发区 王益经开区管委会"),
)
ALL_TOWNSHIPS, ALL_SUBDISTRICTS, ALL_DEPARTMENTS = "各镇办", "各街道办", "区直各部门"
SPELLINGS = {
    ALL_TOWNSHIPS: (
        "各镇办、各镇街、各镇（街道）、各镇（街）、各镇（街道办）、各镇（街道）办、各镇（办）、各街镇、各镇街办、各镇（办事处）、各镇和街道、"
        "各镇、各镇政府、各镇人民政府、各镇街道办、各镇街道办事处、各乡镇、各乡镇（街道）、各乡镇人民政府、"
        "各乡镇人民政府和街道办事处、各镇人民政府和街道办事处、各乡镇政府（街道办事处）、乡镇政府（街道办事处）、镇办、镇街、街镇"
    ),
    ALL_SUBDISTRICTS: "各街办、各街道、各街道办事处、各办事处、街道办事处",
    ALL_DEPARTMENTS: "区直各部门、区级各部门、区政府各部门、区直各单位、区级各单位、区直部门、区级部门、全区各部门",
}
GROUPS: dict[str, tuple[Seed, ...]] = {
    ALL_TOWNSHIPS: TOWNSHIPS,
    ALL_SUBDISTRICTS: tuple(seed for seed in TOWNSHIPS if seed.short_name.endswith("街道")),
    ALL_DEPARTMENTS: DEPARTMENTS,
}
BLOCKS = (
    (UnitKind.TOWNSHIP, 100, TOWNSHIPS),
    (UnitKind.DEPARTMENT, 200, DEPARTMENTS),
    (UnitKind.DEPARTMENT, 300, VERTICAL),
    (UnitKind.DEPARTMENT, 400, PARTY_ORGANS),
    (UnitKind.PUBLIC_BODY, 500, PUBLIC_BODIES),
)


def seed_district() -> int:
    """Add the units and groups of the working list that are missing; the number of units added.

    A unit whose code, name or short name is already there stays as it is, with the names that it has now.
    """
    taken = {text for row in db.session.execute(select(Unit.code, Unit.name, Unit.short_name)) for text in row}
    added: dict[str, Unit] = {}
    for kind, start, seeds in BLOCKS:
        for position, seed in enumerate(seeds, start + 1):
            if taken.isdisjoint({seed.code, seed.name or seed.short_name, seed.short_name}):
                added[seed.code] = _unit(seed, kind, position)
    db.session.add_all(added.values())
    db.session.flush()
    for name, members in GROUPS.items():
        _add_group(name, [seed.code for seed in members])
    if added:
        journal.record(
            "unit.load", "unit", None, f"载入王益区单位名单，新增{len(added)}个", details={"codes": list(added)}
        )
    return len(added)


def _unit(seed: Seed, kind: UnitKind, position: int) -> Unit:
    name = seed.name or seed.short_name
    return Unit(
        code=seed.code, name=name, short_name=seed.short_name, kind=kind, position=position, names=list(_names(seed))
    )


def _names(seed: Seed) -> Iterator[UnitName]:
    yield from (UnitName(text=text, kind=NameKind.ALIAS) for text in seed.aliases.split())
    yield from (UnitName(text=text, kind=NameKind.FORMER) for text in seed.former.split())
    for part in seed.parts:
        yield UnitName(text=part.text, kind=NameKind.FORMER, subject=part.subject, area=part.area)


def _add_group(name: str, codes: list[str]) -> None:
    if db.session.scalar(select(UnitGroup.id).where(UnitGroup.name == name)) is None:
        members = list(db.session.scalars(select(Unit).where(Unit.code.in_(codes))))
        db.session.add(UnitGroup(name=name, spellings=SPELLINGS[name], members=members))
        db.session.flush()
