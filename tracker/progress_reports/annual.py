"""Tables 2 and 4 of the annual report (国办公开办函〔2021〕30号): what the tracker has no records of. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from tracker.documents.official import Attachment, Table, TableColumn

Annual = Mapping[str, int]
YUAN = 10_000
PAPERS = (("rules", "规章"), ("documents", "行政规范性文件"))
PAPER_COLUMNS = (("made", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数"))
DECISIONS = (
    ("licences", "第二十条第（五）项", "行政许可"),
    ("penalties", "第二十条第（六）项", "行政处罚"),
    ("enforcements", "第二十条第（六）项", "行政强制"),
)
FEES = ("fees", "第二十条第（八）项", "行政事业性收费")
CASES = (
    ("review", "行政复议"),
    ("direct", "行政诉讼：未经复议直接起诉"),
    ("after_review", "行政诉讼：复议后起诉"),
)
RESULTS = (("upheld", "结果维持"), ("corrected", "结果纠正"), ("other", "其他结果"), ("pending", "尚未审结"))
TOTAL = ("total", "总计")
KEYS = (
    *(f"{row}_{column}" for row, _ in PAPERS for column, _ in PAPER_COLUMNS),
    *(row for row, _, _ in DECISIONS),
    FEES[0],
    *(f"{row}_{column}" for row, _ in CASES for column, _ in (*RESULTS, TOTAL)),
)
TITLES = ("{year}年主动公开政府信息情况", "{year}年政府信息公开行政复议、行政诉讼情况")


def problems(of: Annual) -> dict[str, str]:
    """Field -> what does not add up within one unit's tables."""
    found = {}
    for row, name in CASES:
        parts = sum(of.get(f"{row}_{column}", 0) for column, _ in RESULTS)
        said = of.get(f"{row}_{TOTAL[0]}", 0)
        if parts != said:
            found[f"{row}_{TOTAL[0]}"] = f"{name}各项结果之和为{parts}，总计填写为{said}，请核对"
    return found


def remarks(before: Annual, now: Annual, recorded: Annual) -> Iterator[str]:
    """What to look at again: against the year before, and against the decisions that the tracker has on record."""
    for row, name in PAPERS:
        made, repealed, in_force = (now.get(f"{row}_{column}", 0) for column, _ in PAPER_COLUMNS)
        expected = before.get(f"{row}_in_force", 0) + made - repealed
        if before and in_force != expected:
            yield f"{name}：上年现行有效加本年制发、减本年废止为{expected}件，填写的现行有效为{in_force}件"
    for row, _, name in DECISIONS:
        if now.get(row, 0) < recorded.get(row, 0):
            yield f"{name}：台账登记的公开记录有{recorded[row]}件，多于填写的{now.get(row, 0)}件"


def total(tables: Iterable[Annual]) -> dict[str, int]:
    found = dict.fromkeys(KEYS, 0)
    for each in tables:
        for key in KEYS:
            found[key] += each.get(key, 0)
    return found


def money(yuan: int) -> str:
    """Whole yuan as 万元 with as many decimals as needed."""
    text = f"{yuan // YUAN}.{yuan % YUAN:04}"
    return text.rstrip("0").rstrip(".")


def sentence(of: Annual) -> str:
    """What table 4 says in words."""
    reviews, suits = of.get("review_total", 0), of.get("direct_total", 0) + of.get("after_review_total", 0)
    if not reviews + suits:
        return "本年没有因政府信息公开工作被申请行政复议、提起行政诉讼的情况。"
    return (
        f"本年因政府信息公开工作被申请行政复议{reviews}件（结果纠正{of.get('review_corrected', 0)}件，"
        f"尚未审结{of.get('review_pending', 0)}件），被提起行政诉讼{suits}件（结果纠正"
        f"{of.get('direct_corrected', 0) + of.get('after_review_corrected', 0)}件，"
        f"尚未审结{of.get('direct_pending', 0) + of.get('after_review_pending', 0)}件）。"
    )


def attachments(year: int, of: Annual) -> tuple[Attachment, Attachment]:
    """Both as they are printed."""
    head = TableColumn("依据（《条例》）", 44), TableColumn("信息内容", 40)
    papers = Table(
        (*head, *(TableColumn(name, 24, centred=True) for _, name in PAPER_COLUMNS)),
        tuple(
            ("第二十条第（一）项", name, *(str(of.get(f"{row}_{column}", 0)) for column, _ in PAPER_COLUMNS))
            for row, name in PAPERS
        ),
    )
    decisions = Table(
        (*head, TableColumn("本年处理决定数量", 72, centred=True)),
        tuple((clause, name, str(of.get(row, 0))) for row, clause, name in DECISIONS),
    )
    fees = Table(
        (*head, TableColumn("本年收费金额（单位：万元）", 72, centred=True)),
        ((FEES[1], FEES[2], money(of.get(FEES[0], 0))),),
    )
    cases = Table(
        (TableColumn("类别", 56), *(TableColumn(name, 20, centred=True) for _, name in (*RESULTS, TOTAL))),
        tuple((name, *(str(of.get(f"{row}_{column}", 0)) for column, _ in (*RESULTS, TOTAL))) for row, name in CASES),
    )
    first, second = (title.format(year=year) for title in TITLES)
    return Attachment(first, (papers, decisions, fees)), Attachment(second, (cases,))
