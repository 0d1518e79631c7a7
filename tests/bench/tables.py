"""A breakdown table of any length for the benchmark of the import."""

from io import BytesIO

from openpyxl import Workbook

from tests.bench.seed import CATEGORIES, ITEMS

HEADING = ("序号", "类别", "公开事项", "公开内容", "责任单位", "公开时限", "公开渠道")
LIMITS = ("形成或变更之日起20个工作日内", "作出决定之日起7个工作日内", "实时公开", "每季度")


def workbook(rows: int, units: int = 40, reword: int = 0) -> bytes:
    """``reword``: every so manieth row says the same in other words."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("铜川市王益区重大建设项目批准和实施领域政府信息公开工作任务分解表",))
    sheet.append(HEADING)
    for number in range(1, rows + 1):
        kind = number % len(ITEMS)
        names = f"王益区第{number % units + 1}局、王益区第{(number * 7 + 3) % units + 1}局"
        content = f"{ITEMS[kind]}的名称、文号、时间、结果和监督电话（第{number}项）"
        if reword and number % reword == 0:
            content = content.replace("的名称、文号", "名称和文号").replace("结果和", "结果、")
        row = (number, CATEGORIES[kind], f"{ITEMS[kind]}第{number}项", content, names, LIMITS[number % 4], "政府网站")
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
