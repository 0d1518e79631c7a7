"""Whole tables in the manner of published ones, beyond the single facts."""

from tests.imports.sheets import lines, reading, table, tasks


def roles(drawing: str) -> list[list[tuple[str, str]]]:
    return [[(unit.as_written, unit.role) for unit in task.units] for task in tasks(drawing)]


def test_a_catalogue_with_every_column() -> None:
    found = table(
        """
        王益区公共资源配置领域基层政务公开标准目录 | < | < | < | < | < | < | < | < | <
        序号 | 公开事项 | < | 公开内容⏎（要素） | 公开⏎依据 | 公开时限 | 公开⏎主体 | 公开渠道和载体 | 公开方式 | <
        ^ | 一级⏎事项 | 二级⏎事项 | ^ | ^ | ^ | ^ | ^ | 主动 | 依申请
        1 | 住房保障 | 分配政策 | ●政策 ○解读 | 条例 | 20个工作日内 | 区住建局 | ■政府网站⏎■公示栏（电子屏）⏎□其他 | √ |
        2 | ^ | 分配结果 | 名单 | ^ | ^ | ^ | ^ | 项目单位 | √
        """,
        file="目录.xlsx",
    )
    assert found.area == "public_resources"
    assert lines(found, "category", "item", "content", "basis", "units", "deadline", "channels") == [
        ("住房保障", "分配政策", "●政策 ○解读", "条例", "区住建局", "20个工作日内", "政府网站、公示栏（电子屏）"),
        ("住房保障", "分配结果", "名单", "条例", "区住建局", "20个工作日内", "政府网站、公示栏（电子屏）"),
    ]


def test_tasks_and_requirements_in_sections() -> None:
    found = tasks(
        """
        2018年重大建设项目领域政务公开工作任务分解表 | < | < | < | <
        序号 | 工作任务 | 工作要求 | 责任单位 | 完成时限
        一、推进决策公开 | < | < | < | <
        1 | 完善制度 | 制定办法 | 区政府办牵头，各有关部门配合 | 6月底前
        """
    )
    assert lines(found, "category", "item", "content") == [("推进决策公开", "完善制度", "制定办法")]
    assert [(unit.as_written, unit.role, unit.generic) for unit in found[0].units] == [
        ("区政府办", "lead", False),
        ("各有关部门", "cooperating", True),
    ]


def test_a_signature_below_the_table_is_no_task() -> None:
    found = reading(
        """
        序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限
        1 | 批准服务 | 申报要求 | 区审批局 | 20个工作日
        2 | ^ | 申报材料 | 区审批局 | 20个工作日
        | | | 王益区人民政府办公室 |
        | | | | 2018年5月28日
        """
    )
    assert lines(found.tables[0], "seq") == [("1",), ("2",)]
    assert [problem.row for problem in found.warnings] == [4, 5]


def test_lead_and_cooperating_below_one_heading() -> None:
    assert roles(
        """
        序号 | 公开事项 | 公开内容 | 责任分工 | < | 公开时限
        ^ | ^ | ^ | 牵头 | 配合 | ^
        1 | 批准服务 | 申报要求 | 区审批局 | 区发改局 | 实时
        """
    ) == [[("区审批局", "lead"), ("区发改局", "cooperating")]]


def test_lead_beside_responsible_units_and_one_cell_for_both() -> None:
    assert roles(
        """
        序号 | 公开事项 | 公开内容 | 牵头单位 | 责任单位
        1 | 批准服务 | 申报要求 | 区审批局 | 区发改局、区住建局
        2 | 批准结果 | 核准结果 | 区发改局 | <
        """
    ) == [
        [("区审批局", "lead"), ("区发改局", "responsible"), ("区住建局", "responsible")],
        [("区发改局", "lead")],
    ]


def test_parts_of_an_area_with_headings_of_their_own() -> None:
    found = table(
        """
        社会公益事业建设领域政府信息公开工作任务分解表 | < | < | <
        （一）脱贫攻坚 | < | < | <
        序号 | 公开事项 | 公开内容 | 责任单位
        1 | 扶贫政策 | 政策文件 | 区扶贫办
        （二）教育 | < | < | <
        序号 | 公开事项 | 公开内容 | 责任单位
        1 | 招生 | 方案 | 区教育局
        """,
        file="表.xlsx",
    )
    assert lines(found, "category", "item") == [("脱贫攻坚", "扶贫政策"), ("教育", "招生")]


def test_a_repeated_heading_that_lost_words() -> None:
    found = table(
        """
        序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限
        1 | 批准服务 | 申报要求 | 区审批局 | 实时
        序号 | 公开事 | 公开内容 | 责任单位 |
        2 | 批准结果 | 核准结果 | 区发改局 | 实时
        """
    )
    assert lines(found, "seq", "deadline") == [("1", "实时"), ("2", "实时")]


def test_a_table_that_begins_in_the_middle_of_the_sheet() -> None:
    found = table(
        """
        |
        | | 重大建设项目任务分解表 | < | < | <
        | | 公开事项 | 公开内容 | 责任单位 | 公开时限
        | 1 | 批准服务 | 申报要求 | 区审批局 | 实时
        """
    )
    assert (found.columns["seq"], found.columns["units"]) == ("B", "E")


def test_channels_as_headings_without_a_common_one() -> None:
    found = tasks(
        """
        序号 | 公开事项 | 公开内容 | 责任单位 | 政府网站 | 政务新媒体 | 公告栏
        1 | 批准服务 | 申报要求 | 区审批局 | √ | | √
        """
    )
    assert found[0].channels == ("政府网站", "公告栏")


def test_the_manner_of_publication_is_not_a_channel() -> None:
    found = tasks("序号 | 公开事项 | 责任单位 | 公开方式\n1 | 批准服务 | 区审批局 | 主动公开")
    assert found[0].channels == ()
    older = tasks("序号 | 公开事项 | 责任单位 | 公开方式\n1 | 批准服务 | 区审批局 | 政府网站、公告栏")
    assert older[0].channels == ("政府网站", "公告栏")


def test_a_group_in_a_row_of_its_own() -> None:
    found = tasks(
        """
        序号 | 类别 | 公开事项 | 公开内容 | 责任单位
        | 批准服务 | | |
        1 | | 申报要求 | 条件 | 区审批局
        2 | | 申报材料 | 清单 | 区审批局
        """
    )
    assert lines(found, "seq", "category") == [("1", "批准服务"), ("2", "批准服务")]


def test_a_name_alone_opens_a_section() -> None:
    found = tasks(
        """
        序号 | 公开事项 | 公开内容 | 责任单位
        | 批准服务信息 | |
        1 | 申报要求 | 条件 | 区审批局
        """
    )
    assert lines(found, "category", "item") == [("批准服务信息", "申报要求")]


def test_the_numbers_of_the_columns_are_no_task() -> None:
    assert len(tasks("序号 | 公开事项 | 公开内容 | 责任单位\n1 | 2 | 3 | 4\n1 | 申报要求 | 条件 | 区审批局")) == 1


def test_three_levels_of_groups() -> None:
    found = tasks(
        """
        序号 | 一级目录 | 二级目录 | 三级目录 | 内容要求 | 责任科室 | 更新频次
        1 | 教育 | 义务教育 | 招生 | 方案 | 区教育局 | 1年
        2 | ^ | ^ | 资助 | 名单 | ^ | 至少1次/半年
        """
    )
    assert lines(found, "category", "item") == [("教育", "招生"), ("教育", "资助")]
    assert found[1].groups == ("教育", "义务教育")


def test_words_written_downwards() -> None:
    found = tasks(
        """
        序⏎号 | 类⏎别 | 公开⏎事项 | 公开内容 | 责任⏎单位 | 公开⏎时限
        1 | 批⏎准⏎服⏎务 | 申报要求 | 1.受理条件⏎2.申报方式 | 牵头：区发改局⏎配合：区财政局 各镇办 | 20个⏎工作日
        """
    )
    assert lines(found, "category", "content", "units", "deadline") == [
        ("批准服务", "1.受理条件\n2.申报方式", "区发改局、区财政局、各镇办", "20个工作日")
    ]


def test_numbers_typed_inside_the_text_below_many_sections() -> None:
    found = table(
        "社会公益事业建设领域任务分解表 | < | <\n公开内容 | 公开单位 | 公开期限\n一、脱贫攻坚 | < | <\n"
        "1.扶贫政策 | 区扶贫办 | 长期\n二、社会救助 | < | <\n（一）城乡低保 | < | <\n2.低保对象 | 区民政局 | 每季度"
    )
    assert lines(found, "seq", "category", "content") == [("1", "脱贫攻坚", "扶贫政策"), ("2", "城乡低保", "低保对象")]
