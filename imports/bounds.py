"""How large a file may be, and the sentences that every refusal shares."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MAX_FILE = 10 * MEGABYTE
MAX_PARTS = 200
MAX_UNPACKED = 100 * MEGABYTE
# A text document is held whole while it is read, at many times its size.
MAX_DOCUMENT = 24 * MEGABYTE
MAX_CELLS = 600_000
MAX_ROWS = 100_000
MAX_COLUMNS = 256
MAX_MERGES = 100_000
# The cells of an old workbook's sheet from the first to the last, used or not: they are held in one block.
MAX_AREA = 3_000_000

SAVE_AS = "请用 WPS 或 Excel 打开后另存为 .xlsx 再上传"


def damaged() -> str:
    return f"文件已损坏或没有下载完整，无法打开。{SAVE_AS}。"


def too_large() -> str:
    return "文件解开后异常庞大，为安全起见不能上传。请新建工作簿，只粘贴任务分解表的内容，另存为 .xlsx 再上传。"


def too_many_cells() -> str:
    return (
        f"表格过大：最多读取 {MAX_ROWS // 10_000} 万行、{MAX_CELLS // 10_000} 万个单元格。"
        "请删去表格下方和右侧的空白行列，另存后再上传。"
    )
