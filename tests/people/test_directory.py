"""Which unit a name means: the working list of the district against what papers write."""

import pytest

from tracker.choices import Area, NameKind, UnitKind
from tracker.people import district
from tracker.people.directory import Directory, GroupRef, OtherName, UnitRef, is_slip, key


def the_district() -> Directory:
    units, names = [], []
    for kind, _, seeds in district.BLOCKS:
        for seed in seeds:
            number = len(units) + 1
            units.append(UnitRef(number, seed.code, seed.name or seed.short_name, seed.short_name, kind))
            names += [OtherName(number, text, NameKind.ALIAS) for text in seed.aliases.split()]
            names += [OtherName(number, text, NameKind.FORMER) for text in seed.former.split()]
            names += [OtherName(number, part.text, NameKind.FORMER, part.area, part.subject) for part in seed.parts]
    numbers = {unit.code: unit.id for unit in units}
    groups = [
        GroupRef(name, tuple(district.SPELLINGS[name].split("、")), tuple(numbers[seed.code] for seed in seeds))
        for name, seeds in district.GROUPS.items()
    ]
    return Directory(tuple(units), tuple(names), tuple(groups))


DIRECTORY = the_district()


@pytest.mark.parametrize(
    ("written", "code", "via"),
    [
        ("区发展和改革局", "fgj", "name"),
        ("区发改局", "fgj", "name"),
        ("铜川市王益区发展和改革局", "fgj", "name"),
        ("王益区发改局", "fgj", "name"),
        ("王益区发改委", "fgj", "former"),
        ("发改局", "fgj", "name"),
        (" 区 发改\n局 ", "fgj", "name"),
        ("区发改局、", "fgj", "name"),
        ("区发展改革局", "fgj", "alias"),
        ("区工业和信息化(商务)局", "gxj", "name"),
        ("区工业和信息化〔商务〕局", "gxj", "name"),
        ("区人民政府办公室", "zfb", "name"),
        ("王益区人民政府办公室", "zfb", "name"),
        ("区政府办公室", "zfb", "alias"),
        ("区国土资源局", "zrzywyfj", "former"),
        ("铜川市国土资源局王益分局", "zrzywyfj", "former"),
        ("市自然资源局王益分局", "zrzywyfj", "name"),
        ("铜川市自然资源局王益分局", "zrzywyfj", "name"),
        ("自然资源局", "zrzywyfj", "alias"),
        ("区环保局", "sthjwyfj", "former"),
        ("区卫计局", "wjj", "former"),
        ("区安监局", "yjj", "former"),
        ("区扶贫办", "nyncj", "former"),
        ("区国税局", "swj", "former"),
        ("国家税务总局铜川市王益区税务局", "swj", "name"),
        ("市场监管局", "scjgj", "name"),
        ("城市管理执法局", "cgzfj", "name"),
        ("宣传部", "wxcb", "name"),
        ("中共王益区委宣传部", "wxcb", "name"),
        ("王益融媒", "rmtzx", "alias"),
        ("区教育局（督导室）", "jktj", "former"),
        ("区民政局", "mzj", "name"),
        ("区民政局（救灾）", "yjj", "former"),
        ("区民政局(优抚)", "tyjrj", "former"),
        ("七一路街道", "qyljd", "name"),
        ("七一路街道办事处", "qyljd", "name"),
        ("七一路街道（办事处）", "qyljd", "name"),
        ("七一路办事处", "qyljd", "alias"),
        ("七一路办", "qyljd", "alias"),
        ("七一办", "qyljd", "alias"),
        ("王益区七一路街道办", "qyljd", "alias"),
        ("红旗街街道办", "hqjjd", "alias"),
        ("红旗街办", "hqjjd", "alias"),
        ("红旗办", "hqjjd", "alias"),
        ("桃园办", "tyjd", "alias"),
        ("青年路办", "qnljd", "alias"),
        ("王家河镇", "wjhjd", "former"),
        ("王益街道办事处", "wyjd", "name"),
        ("王益办", "wyjd", "alias"),
        ("黄堡镇", "hbz", "name"),
        ("黄堡镇政府", "hbz", "alias"),
        ("铜川市王益区黄堡镇人民政府", "hbz", "name"),
    ],
)
def test_a_known_name_is_resolved(written: str, code: str, via: str) -> None:
    match = DIRECTORY.resolve(written)
    assert ([unit.code for unit in match.units], match.via) == ([code], via)


@pytest.mark.parametrize(
    "written",
    [
        "耀州区发改局",
        "印台区民政局",
        "铜川市印台区住建局",
        "新区管委会",
        "宜君县财政局",
        "市发改局",
        "市发展改革委",
        "铜川市财政局",
        "市住建局",
        "省发改委",
        "陕西省财政厅",
        "西安市自然资源局",
        "市自然资源局",
        "铜川市公安局",
        "耀州区委宣传部",
        "国家税务总局铜川市税务局",
        "市公安局耀州分局",
        "区政府",
        "王益区",
        "王益",
        "七一",
        "某某公司",
        "",
        " 　",
    ],
)
def test_what_is_not_ours_is_never_matched_nor_proposed(written: str) -> None:
    match = DIRECTORY.resolve(written)
    assert (match.units, match.candidates, match.via) == ((), (), "unknown")


@pytest.mark.parametrize(
    "written",
    [
        "相关部门",
        "各有关部门",
        "相关审批部门",
        "发展改革部门",
        "住建部门",
        "区级有关部门",
        "县级政府民政部门",
        "区发展改革部门",
        "招标人",
        "项目法人单位",
        "负责管理的部门",
    ],
)
def test_a_generic_word_stays_a_word(written: str) -> None:
    match = DIRECTORY.resolve(written)
    assert (match.units, match.via) == ((), "generic")


@pytest.mark.parametrize(
    "written",
    [
        "各镇办",
        "全区各镇办",
        "区各镇办",
        "王益区各镇办",
        "各镇（街道）",
        "各镇街",
        "各乡镇人民政府、街道办事处",
        "各乡镇人民政府",
        "各镇、办",
        "各镇（街道）办",
        "各镇人民政府（街道办事处）",
    ],
)
def test_a_group_means_all_its_members(written: str) -> None:
    match = DIRECTORY.resolve(written)
    assert match.via == "group"
    assert [unit.code for unit in match.units] == ["qyljd", "hqjjd", "tyjd", "qnljd", "wjhjd", "wyjd", "hbz"]


def test_towns_and_sub_districts_together_are_all() -> None:
    assert len(DIRECTORY.resolve("各镇人民政府、各街道办事处").units) == 7


@pytest.mark.parametrize("written", ["各街办", "各街道", "各街道办事处", "街道办事处"])
def test_the_sub_districts_are_a_group_without_the_town(written: str) -> None:
    match = DIRECTORY.resolve(written)
    assert [unit.code for unit in match.units] == ["qyljd", "hqjjd", "tyjd", "qnljd", "wjhjd", "wyjd"]


def test_the_departments_are_a_group_without_vertical_units() -> None:
    match = DIRECTORY.resolve("区直各部门")
    assert {"fgj", "czj"} <= {unit.code for unit in match.units}
    assert "zrzywyfj" not in {unit.code for unit in match.units}


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("区发展和改格局", ["fgj"]),
        ("区发展改革和局", ["fgj"]),
        ("发展和改格局", ["fgj"]),
        ("区市场监督管局", ["scjgj"]),
        ("区人力资源和社会保障障局", ["rsj"]),
        ("区发政局", ["fgj", "czj"]),
        ("七一路街道办事外", ["qyljd"]),
    ],
)
def test_a_typing_slip_is_only_proposed(written: str, codes: list[str]) -> None:
    match = DIRECTORY.resolve(written)
    assert (match.units, match.via) == ((), "proposed")
    assert set(codes) <= {unit.code for unit in match.candidates}


@pytest.mark.parametrize(
    ("written", "area", "codes"),
    [
        ("区食药监局", None, {"wjj", "scjgj"}),
        ("区食药监局", Area.PUBLIC_WELFARE, {"wjj", "scjgj"}),
        ("区物价局", Area.PUBLIC_RESOURCES, {"fgj", "scjgj"}),
        ("区法制办", None, {"zfb", "sfj"}),
        ("区规划局", None, {"zrzywyfj", "zjj"}),
        ("区规划局", Area.PUBLIC_WELFARE, {"zrzywyfj", "zjj"}),
        ("区民政局（社区建设）", None, {"mzj", "yjj", "tyjrj", "ybj", "wjj"}),
    ],
)
def test_an_old_name_with_several_successors_is_asked_about(written: str, area: Area | None, codes: set[str]) -> None:
    match = DIRECTORY.resolve(written, area)
    assert (match.units, match.via) == ((), "ambiguous")
    assert {unit.code for unit in match.candidates} == codes


@pytest.mark.parametrize(
    ("area", "code"), [(Area.MAJOR_PROJECTS, "zrzywyfj"), (Area.PUBLIC_RESOURCES, "zjj")], ids=["major", "resources"]
)
def test_the_area_decides_where_the_data_says_so(area: Area, code: str) -> None:
    match = DIRECTORY.resolve("区规划局", area)
    assert ([unit.code for unit in match.units], match.via) == ([code], "former")


def test_one_successor_for_another_area_is_asked_about() -> None:
    unit = UnitRef(1, "fgj", "区发展和改革局", "区发改局", UnitKind.DEPARTMENT)
    directory = Directory((unit,), (OtherName(1, "区项目办", NameKind.FORMER, Area.MAJOR_PROJECTS),))
    assert directory.resolve("区项目办", Area.MAJOR_PROJECTS).units == (unit,)
    assert directory.resolve("区项目办").units == (unit,)
    assert directory.resolve("区项目办", Area.PUBLIC_WELFARE).via == "ambiguous"


def test_a_present_name_stands_before_an_old_one() -> None:
    old = UnitRef(1, "a", "区甲乙丙局", "区甲乙局", UnitKind.DEPARTMENT)
    new = UnitRef(2, "b", "区丁戊己局", "区丁戊局", UnitKind.DEPARTMENT)
    directory = Directory((old, new), (OtherName(2, "区甲乙局", NameKind.FORMER),))
    assert directory.resolve("区甲乙局").units == (old,)


def test_a_group_without_members_is_no_match() -> None:
    assert Directory((), (), (GroupRef("各镇办", (), ()),)).resolve("各镇办").via == "unknown"


def test_every_name_of_the_list_leads_somewhere() -> None:
    for unit in DIRECTORY.units:
        assert DIRECTORY.resolve(unit.name).units == DIRECTORY.resolve(unit.short_name).units == (unit,)
    for name in DIRECTORY.names:
        match = DIRECTORY.resolve(name.text)
        assert match.units or len(match.candidates) > 1, name.text


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("区发改局", "区发改局", False),
        ("区发该局", "区发改局", True),
        ("区改发局", "区发改局", True),
        ("区发改革局", "区发改局", True),
        ("发改局", "发政局", False),
        ("区发该居", "区发改局", False),
        ("区财政局办", "财政局区办", False),
    ],
)
def test_slips(one: str, other: str, is_one: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is is_one


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("铜川市王益区　民政局", "区民政局"),
        ("陕西省铜川市王益区民政局", "区民政局"),
        ("铜川市自然资源局王益分局", "市自然资源局王益分局"),
        ("区工信（商务）局", "区工信(商务)局"),
        ("王益街道", "王益街道"),
        ("王益区", "王益区"),
    ],
)
def test_the_compared_form(written: str, compared: str) -> None:
    assert key(written) == compared
