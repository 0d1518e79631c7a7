"""What offices do to a table beside filling it in: print it, number it by hand, say in a note who leads."""

import pytest

from imports.reader import read
from imports.units import units
from tests.imports.formats import paragraph, word, word_table
from tests.imports.sheets import book, lines, reading, table, tasks

HEAD = "序号 | 类别 | 公开事项 | 公开内容 | 责任单位 | 公开时限"
FIRST = "1 | 教育 | 招生 | 方案 | 区教育局 | 实时"
SECOND = "2 | ^ | 资助 | 名单 | 区教育局 | 实时"


def messages(drawing: str) -> list[str]:
    return [problem.message for problem in reading(drawing, area="public_welfare").warnings]


@pytest.mark.parametrize(
    "line",
    [
        "第1页  共4页",
        "第 1 页",
        "— 2 —",
        "-2-",
        "1/4",
        "（续上表）",
        "续表",
        "（接上页）",
        "Page 1 of 4",
        "第1页 | 共4页",
    ],
)
@pytest.mark.parametrize("head_again", [True, False])
def test_what_printing_adds_is_no_section(line: str, head_again: bool) -> None:
    again = [HEAD] if head_again else []
    found = reading("\n".join([HEAD, FIRST, line, *again, SECOND.replace("^", "")]), area="public_welfare")
    assert len(found.tables) == 1
    assert lines(found.tables[0], "category", "item") == [("教育", "招生"), ("教育", "资助")]


def test_a_section_that_goes_on_is_the_same() -> None:
    found = tasks("""
        序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限
        一、教育 | < | < | < | <
        1 | 招生 | 方案 | 区教育局 | 实时
        一、教育（续） | < | < | < | <
        2 | 资助 | 名单 | 区教育局 | 实时
        """)
    assert lines(found, "category") == [("教育",), ("教育",)]


def test_a_table_that_goes_on_in_word() -> None:
    first = word_table(book(f"{HEAD}\n{FIRST}"))
    rest = word_table(book(SECOND.replace("^", "教育")))
    title = paragraph("社会公益事业建设领域任务分解表")
    (found,) = read(word(title, first, paragraph("（续上表）"), rest), "表.docx", year=2018).tables
    assert lines(found, "item") == [("招生",), ("资助",)]


def test_a_column_of_areas_divides_the_table() -> None:
    found = reading(
        """
        序号 | 公开领域 | 公开事项 | 公开内容 | 责任单位 | 公开时限
        1 | 重大建设项目批准和实施 | 节能审查 | 审查意见 | 区发改局 | 实时
        2 | ^ | 施工许可 | 许可结果 | 区住建局 | 实时
        3 | 公共资源配置领域 | 采购结果 | 供应商 | 区财政局 | 实时
        4 | 社会公益事业建设 | 招生 | 方案 | 区教育局 | 实时
        """,
        file="任务分解表.xlsx",
    )
    assert found.errors == ()
    assert [(table.area, len(table.tasks)) for table in found.tables] == [
        ("major_projects", 2),
        ("public_resources", 1),
        ("public_welfare", 1),
    ]


def test_a_person_who_names_the_area_hears_of_rows_of_another() -> None:
    drawing = """
        序号 | 公开领域 | 公开事项 | 公开内容 | 责任单位 | 公开时限
        1 | 公共资源配置 | 采购结果 | 供应商 | 区财政局 | 实时
        2 | 社会公益事业 | 招生 | 方案 | 区教育局 | 实时
        """
    found = reading(drawing, area="public_resources")
    assert [(table.area, len(table.tasks)) for table in found.tables] == [("public_resources", 2)]
    assert any("第3行的领域一栏写的是其他领域" in problem.message for problem in found.warnings)


def test_a_title_and_a_sheet_that_disagree() -> None:
    drawing = f"重大建设项目领域任务分解表 | < | < | < | < | <\n{HEAD}\n1 | 审批 | 节能 | 意见 | 区发改局 | 实时"
    found = read(book(drawing, names=("公共资源配置",)), "表.xlsx", year=2018)
    assert found.tables[0].area == "major_projects"
    assert any("工作表名写的是“公共资源配置”" in problem.message for problem in found.warnings)


@pytest.mark.parametrize(
    ("above", "heading", "below"),
    [
        ("", "责任单位", "注：责任单位中列第一位的为牵头单位。 | < | < | < | < | <"),
        ("", "责任单位（第一个为牵头单位）", ""),
        ("列第一位的责任单位为牵头单位或汇总单位 | < | < | < | < | <", "责任单位", ""),
    ],
)
def test_a_note_says_that_the_first_leads(above: str, heading: str, below: str) -> None:
    drawing = f"""
        {above}
        {HEAD.replace("责任单位", heading)}
        1 | 教育 | 招生 | 方案 | 区教育局、区财政局、各镇办 | 实时
        2 | 教育 | 资助 | 名单 | 区教育局 | 实时
        3 | 教育 | 校车 | 名单 | 区教育局牵头，区公安局配合 | 实时
        {below}
        """.strip()
    found = reading(drawing, area="public_welfare")
    assert [[unit.role for unit in task.units] for task in found.tables[0].tasks] == [
        ["lead", "responsible", "responsible"],
        ["responsible"],
        ["lead", "cooperating"],
    ]
    assert any("列第一位的按牵头单位读取" in problem.message for problem in found.warnings)


@pytest.mark.parametrize(("written", "seq"), [("１２", "12"), ("３．", "3"), ("1.", "1"), ("2、", "2")])
def test_numbers_in_any_width(written: str, seq: str) -> None:
    assert tasks(f"{HEAD}\n{written} | 教育 | 招生 | 方案 | 区教育局 | 实时")[0].seq == seq


def test_numbers_that_a_conversion_gave_decimals() -> None:
    data = f"{HEAD}\n1.0|教育|招生|方案|区教育局|实时\n1.5|教育|资助|名单|区教育局|实时".replace(" | ", ",").replace(
        "|", ","
    )
    found = read(data.encode(), "表.csv", year=2018, area="public_welfare")
    assert [task.seq for task in found.tables[0].tasks] == ["1", "1.5"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("区发改局牵头，会同区住建局、区财政局", "区发改局:lead 区住建局:cooperating 区财政局:cooperating"),
        ("区住建局（牵头单位）\n区交通局\n区水务局", "区住建局:lead 区交通局:responsible 区水务局:responsible"),
        ("1.区发改局 2.区住建局", "区发改局:responsible 区住建局:responsible"),
        ("（1）区发改局（2）区住建局", "区发改局:responsible 区住建局:responsible"),
        ("①区发改局②区住建局", "区发改局:responsible 区住建局:responsible"),
        ("区公安分局\n区消防大队", "区公安分局:responsible 区消防大队:responsible"),
        ("区人民政府办公室\n各镇办", "区人民政府办公室:responsible 各镇办:responsible"),
        ("区住房和城乡\n建设局、区财政局", "区住房和城乡建设局:responsible 区财政局:responsible"),
        ("黄堡镇\n人民政府", "黄堡镇人民政府:responsible"),
        ("区残疾人\n联合会 区财政局", "区残疾人联合会:responsible 区财政局:responsible"),
        ("发改局\n财政局", "发改局:responsible 财政局:responsible"),
        ("各镇办\n有关部门", "各镇办:responsible 有关部门:responsible"),
        ("区发改局为主，区住建局、区交通局配合", "区发改局:lead 区住建局:cooperating 区交通局:cooperating"),
        ("区民政局等部门和各镇办", "区民政局:responsible 各镇办:responsible"),
        ("区交通局、区水务局（按职责分工）", "区交通局:responsible 区水务局:responsible"),
        ("区民政局（具体由区低保中心承办）", "区民政局:responsible"),
        ("建设、交通、水利等行业主管部门", "建设、交通、水利等行业主管部门:responsible"),
    ],
)
def test_units_in_more_spellings(text: str, found: str) -> None:
    assert " ".join(f"{unit.as_written}:{unit.role}" for unit in units(text)) == found


def test_a_person_is_no_unit() -> None:
    found = tasks(
        "序号 | 公开事项 | 公开内容 | 责任单位 | 牵头领导 | 公开时限\n1 | 招生 | 方案 | 区教育局 | 张某 | 实时"
    )
    assert [unit.as_written for unit in found[0].units] == ["区教育局"]


def test_a_second_column_of_the_same_kind_is_named() -> None:
    said = messages(
        "序号 | 公开事项 | 公开内容 | 公开主体 | 责任单位 | 公开时限\n1 | 招生 | 方案 | 区教育局 | 基教股 | 实时"
    )
    assert any("第1行D列：表头“公开主体”与另一列的含义相同，这一列没有读取" in message for message in said)


def test_a_heading_that_lost_its_last_sign() -> None:
    found = table("序号 | 公开类 | 公开事项 | 公开内容 | 责任单位 | 公开时限\n1 | 教育 | 招生 | 方案 | 区教育局 | 实时")
    assert found.tasks[0].category == "教育"


def test_two_strokes_are_the_same_as_above() -> None:
    found = tasks(f"{HEAD}\n1 | 教育 | 招生 | 方案 | 区教育局 | 实时\n2 | ″ | 资助 | 名单 | ″ | 〃")
    assert lines(found, "category", "units", "deadline")[1] == ("教育", "区教育局", "实时")


def test_a_note_in_several_cells() -> None:
    found = tasks(f"{HEAD}\n{FIRST}\n备注： |  | 本表一式两份 | 请各单位认真填写 | | ")
    assert len(found) == 1


def test_the_nearest_line_is_the_title() -> None:
    found = table(f"""
        关于印发社会公益事业建设领域政府信息公开工作任务分解表 | < | < | < | < | <
        附表：社会公益事业建设领域任务分解表 | < | < | < | < | <
        {HEAD}
        {FIRST}
        """)
    assert found.title == "附表：社会公益事业建设领域任务分解表"


def test_a_blank_unit_that_says_as_above_is_told_once() -> None:
    said = messages(f"{HEAD}\n1 | 教育 | 招生 | 方案 | 同上 | 实时")
    assert len([message for message in said if "第2行" in message]) == 1


def test_a_date_of_another_year_is_told() -> None:
    said = messages(f"{HEAD}\n1 | 教育 | 招生 | 方案 | 区教育局 | 2017年6月30日前")
    assert any("不在2018年度内" in message for message in said)


def test_the_same_item_under_other_groups_is_another_task() -> None:
    found = reading(
        """
        序号 | 一级事项 | 二级事项 | 三级事项 | 公开内容 | 责任单位 | 公开时限
        1 | 社会救助 | 城乡低保 | 政策文件 | 文件全文 | 区民政局 | 实时
        2 | ^ | 特困供养 | 政策文件 | 文件全文 | 区民政局 | 实时
        """,
        area="public_welfare",
    )
    assert found.errors == ()


def test_a_row_that_a_page_break_cut_in_two() -> None:
    found = reading(
        f"""
        {HEAD}
        1 | 教育 | 学区 | 划分 | 区教育局 | 实时
        1 | ^ | 招生 | 方案、 | 区教育局 | 实时
        {HEAD}
         | | | 条件和结果 | |
        2 | 教育 | 资助 | 名单 | 区教育局 | 实时
        """,
        area="public_welfare",
    )
    assert lines(found.tables[0], "seq", "content")[1:] == [("1", "方案、条件和结果"), ("2", "名单")]
    assert any("已并入上一项的公开内容" in problem.message for problem in found.warnings)


def test_a_cover_and_a_list_of_people_are_passed_over() -> None:
    cover = "王益区2018年任务分解表 | < | <\n| | \n二〇一八年十月 | < | <"
    people = "姓名 | 单位 | 职务 | 联系电话\n张某 | 区发改局 | 科员 | 0919-1234567"
    found = reading(cover, people, f"{HEAD}\n{FIRST}", area="public_welfare")
    assert found.errors == ()
    assert [len(table.tasks) for table in found.tables] == [1]
    assert any("没有找到公开事项列和公开内容列" in problem.message for problem in found.warnings)


def test_a_sheet_that_calls_itself_a_breakdown_table_is_not_passed_over() -> None:
    odd = "教育领域任务分解表 | < | < | <\n甲 | 乙 | 丙 | 丁\n1 | 招生 | 方案 | 区教育局\n2 | 资助 | 名单 | 区教育局"
    found = reading(f"{HEAD}\n{FIRST}", odd, area="public_welfare")
    assert [problem.sheet for problem in found.errors] == ["表二"]
    assert "没有找到表头" in found.errors[0].message
