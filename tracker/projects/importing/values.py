"""What people write into the cells of a list of projects: a kind, a stage, a day, a duty (pure)."""

import re
from collections.abc import Mapping
from datetime import date

from imports.text import key
from tracker.choices import ProjectKind, ProjectStage, PublicationDuty
from tracker.forms import EARLIEST, LATEST

K, S = ProjectKind, ProjectStage
KINDS: Mapping[ProjectKind, str] = {
    K.MAJOR_PROJECT: "重大建设项目 重大项目 重点项目 重点建设项目 建设项目 政府投资项目 基础设施项目 公益性项目",
    K.LAND: "国有土地使用权出让 土地使用权出让 土地出让 土地 国有建设用地使用权出让 国有土地使用权",
    K.MINING: "矿业权出让 矿业权 采矿权出让 探矿权出让 采矿权 探矿权",
    K.PROCUREMENT: "政府采购 采购",
    K.TENDER: "工程招标投标 工程建设项目招标投标 工程建设招标投标 招标投标 招投标 工程招投标 工程建设",
    K.PROPERTY: "国有产权交易 产权交易 国有产权 国有资产交易",
    K.HOUSING: "保障性住房 保障房 保障性安居工程 保障性安居工程建设 保障性住房分配 住房保障 公租房 公共租赁住房",
}
STAGES: Mapping[ProjectStage, str] = {
    S.APPROVAL: "立项审批 立项 审批 前期 前期工作 前期准备 谋划 可研 可研审批 报批 未开工 待开工",
    S.TENDERING: "招标投标 招标 招投标 正在招标 已招标 招标中",
    S.LAND_ACQUISITION: "征收土地 征地 征收 征地拆迁 征拆 土地征收",
    S.CONSTRUCTION: "开工建设 开工 已开工 在建 建设 建设中 正在建设 施工 施工中 正在施工 续建",
    S.ACCEPTANCE: "竣工验收 验收 完工 已完工 主体完工 待验收 正在验收",
    S.COMPLETED: "已竣工 竣工 已验收 建成 已建成 已投用 投用 交付使用 已交付使用 已竣工验收",
    S.ANNOUNCED: "公告 已公告 挂牌 公示 公告中 挂牌中 招标公告 采购公告",
    S.CONCLUDED: "成交 已成交 中标 已中标 成交公示 中标公示",
    S.PERFORMANCE: "合同履行 履行 履约 签订合同 已签合同 合同履约 履约中 执行中",
    S.ENDED: "结束 已结束 完成 已完成 办结 已办结 合同履行完毕 履约完毕",
}
_KINDS = {word: kind for kind, words in KINDS.items() for word in words.split()}
_STAGES = {(stage, word) for stage, words in STAGES.items() for word in words.split()}
DUTIES: Mapping[PublicationDuty, str] = {
    PublicationDuty.SUPERVISED: "须监督公开 监督公开 监督 法律法规有明确规定 有规定 有明确规定 法定 法定公开 须公开 是",
    PublicationDuty.ENCOURAGED: "鼓励公开 鼓励 未作规定 未作明确规定 无规定 没有规定 自愿公开 否",
}
_DUTIES = {word: duty for duty, words in DUTIES.items() for word in words.split()}
_DUTIES |= {key(duty.label): duty for duty in PublicationDuty}
_DAY = re.compile(r"(\d{4})(?:年|[-/.．])(\d{1,2})(?:月|[-/.．])(\d{1,2})日?", re.ASCII)
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)", re.ASCII)
SHORTEST_WITHIN = 4
YES, NO = frozenset({"是", "√", "有", "y", "yes"}), frozenset({"否", "×", "无", "n", "no", "不是"})


def kind(text: str) -> ProjectKind | None:
    """政府采购, or 二、政府采购类; None for what is no kind of ours."""
    plain = re.sub(r"(?:类|领域|项目清单|清单|台账|一览表)$", "", re.sub(r"^[一二三四五六七\d]+[、.)]", "", key(text)))
    return _KINDS.get(plain)


def kind_within(text: str) -> ProjectKind | None:
    """The kind that a title or a sheet's name speaks of; where it speaks of two, the one with the longer word."""
    plain = key(text)
    found = sorted((len(word), of) for word, of in _KINDS.items() if len(word) >= SHORTEST_WITHIN and word in plain)
    return found[-1][1] if found else None


def stage(text: str, of: ProjectKind) -> ProjectStage | None:
    """A stage of this kind by its label or the words that people use for it."""
    plain = key(text)
    return next((each for each in ProjectStage.of(of) if (each, plain) in _STAGES), None)


def duty(text: str) -> PublicationDuty | None:
    return _DUTIES.get(key(text))


def day(text: str) -> date | None:
    """2018-09-20, 2018/9/20, 2018年9月20日 or 20180920; None for what is no day of the register's time."""
    plain = key(text)
    found = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        return None
    try:
        read = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return read if EARLIEST <= read <= LATEST else None


def yes(text: str) -> bool | None:
    plain = key(text)
    return True if plain in YES else False if plain in NO else None
