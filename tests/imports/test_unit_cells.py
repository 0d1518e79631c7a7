"""How responsible units are written in one cell."""

import pytest

from imports.rows import UnitRef
from imports.units import units


def named(text: str) -> list[str]:
    return [unit.as_written for unit in units(text)]


def roles(text: str) -> list[tuple[str, str]]:
    return [(unit.as_written, unit.role) for unit in units(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区发改局", ["区发改局"]),
        ("区发改局、区住建局，区水务局", ["区发改局", "区住建局", "区水务局"]),
        ("区发改局；区住建局; 区水务局", ["区发改局", "区住建局", "区水务局"]),
        ("区教育局 区财政局", ["区教育局", "区财政局"]),
        ("区教育局\n区财政局", ["区教育局", "区财政局"]),
        ("区发展和改\n革局", ["区发展和改革局"]),
        ("区人力资源和社会\n保障局、区民政局", ["区人力资源和社会保障局", "区民政局"]),
        ("市自然资源局\n王益分局", ["市自然资源局王益分局"]),
        ("七一路街道\n办事处", ["七一路街道办事处"]),
        ("区委\n宣传部、区委网信办", ["区委宣传部", "区委网信办"]),
        ("县级政府民政部门、乡镇政府（街道办事处）", ["县级政府民政部门", "乡镇政府（街道办事处）"]),
        ("区工业和信息化（商务、科技）局、区财政局", ["区工业和信息化（商务、科技）局", "区财政局"]),
        ("各县〔市、区、特区〕人民政府", ["各县〔市、区、特区〕人民政府"]),
        ("区医保局和区民政局", ["区医保局", "区民政局"]),
        ("区住房和城乡建设局", ["区住房和城乡建设局"]),
        ("由区发改局负责", ["区发改局"]),
        ("责任单位：区发改局", ["区发改局"]),
        ("区发改局、区发改局", ["区发改局"]),
        ("", []),
        ("—", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "区发改局牵头，区财政局、区住建局配合",
            [("区发改局", "lead"), ("区财政局", "cooperating"), ("区住建局", "cooperating")],
        ),
        ("区发改局会同区财政局", [("区发改局", "lead"), ("区财政局", "cooperating")]),
        ("牵头单位：区发改局；配合单位：区财政局", [("区发改局", "lead"), ("区财政局", "cooperating")]),
        ("区发改局（牵头）、区财政局（配合）", [("区发改局", "lead"), ("区财政局", "cooperating")]),
        ("区民政局负责，各镇办配合", [("区民政局", "responsible"), ("各镇办", "cooperating")]),
        (
            "（市府办〔市大数据局〕牵头，市政府各部门按职责分工负责）",
            [("市府办〔市大数据局〕", "lead"), ("市政府各部门", "responsible")],
        ),
    ],
)
def test_roles(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(text) == expected


def test_the_column_gives_the_role() -> None:
    assert units("区发改局", "lead", "E") == (UnitRef("区发改局", "lead", "E"),)


@pytest.mark.parametrize(
    "text",
    [
        "区发改局、区住建局等",
        "区发改局、区住建局等部门",
        "区发改局、区住建局等有关部门",
        "区发改局、区住建局按职责分工负责",
        "区发改局、区住建局等按职责分工负责",
        "区发改局、区住建局按各自职责分工负责",
        "区发改局、区住建局分别负责落实",
    ],
)
def test_open_ended_lists(text: str) -> None:
    left_open = text.partition("区住建局")[2]
    assert [(unit.as_written, unit.open_ended) for unit in units(text)] == [("区发改局", ""), ("区住建局", left_open)]


@pytest.mark.parametrize(
    "text", ["各镇办", "各镇（街道）", "各乡镇人民政府、街道办事处", "各街办", "全区各镇办", "各乡镇（街道）", "镇办"]
)
def test_groups_of_towns_stay_whole(text: str) -> None:
    (unit,) = units(text)
    assert (unit.as_written, unit.group, unit.generic) == (text, True, False)


@pytest.mark.parametrize(
    "text",
    [
        "相关审批部门",
        "发展改革部门",
        "各有关部门",
        "区级有关部门",
        "区直各部门",
        "负责管理的部门",
        "县级以上地方人民政府确定的负责部门",
        "项目法人单位",
        "招标人",
        "原初步设计审批部门",
    ],
)
def test_generic_words_are_no_units(text: str) -> None:
    (unit,) = units(text)
    assert (unit.as_written, unit.generic) == (text, True)


@pytest.mark.parametrize(
    "text", ["区发改局", "自然资源王益分局", "消防大队", "区红十字会", "黄堡镇", "武汉市武昌区发展和改革局"]
)
def test_names_are_not_generic(text: str) -> None:
    (unit,) = units(text)
    assert (unit.as_written, unit.generic, unit.group) == (text, False, False)
