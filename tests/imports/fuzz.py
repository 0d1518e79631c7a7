"""``python -m tests.imports.fuzz 10``: ten minutes of damaged and odd files; whatever is in one, reading never raises.

The suite's own tests of damaged files take seconds and always the same ones; this takes as long as it is given, and new
ones. A file that makes reading raise is kept beside this program's working folder, named in the output, and ends it.
"""

import random
import sys
import time
from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from imports.reader import read
from imports.vocabulary import HEADINGS
from tests.imports.formats import as_csv, as_docx, as_ods
from tests.imports.test_damaged_files import PARTS, TAGS, WHOLE, check_plain_words

SIGNS = [
    "区发改局",
    "区住建局",
    "各镇办",
    "有关部门",
    "等",
    "等部门",
    "牵头",
    "配合",
    "会同",
    "按职责分工负责",
    "（",
    "）",
    "(",
    ")",
    "【",
    "】",
    "、",
    "，",
    "；",
    "。",
    "/",
    "\n",
    "\n\n",
    "\u3000",
    "20个工作日",
    "7日",
    "每季度",
    "6月底前",
    "年底",
    "之日起",
    "形成",
    "决定",
    "许可",
    "同上",
    "″",
    "无",
    "■",
    "□",
    "口",
    "£",
    "R",
    "t",
    "√",
    "政府网站",
    "公告栏",
    "一、",
    "（一）",
    "1.",
    "①",
    "第",
    "续表",
    "合计",
    "注：",
    "=",
    "+",
    "-",
    "@",
    "²",
    "١",
    "🏛",
    "\u202e",
    "\x07",
    "é",
    "99999999999",
    "2018年13月45日",
    "2018-02-29",
]
HEADS = [word for words in HEADINGS.values() for word in words.split()]


def odd_text(dice: random.Random) -> str:
    return "".join(dice.choice(SIGNS) for _ in range(dice.choice((0, 1, 1, 2, 3, 5, 9))))


def odd_book(dice: random.Random) -> bytes:
    """A table whose cells are put together from what such cells hold, with merged ranges anywhere."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    width = dice.randint(2, 9)
    for _ in range(dice.randint(0, 2)):
        sheet.append([_storable(odd_text(dice))])
    sheet.append([dice.choice(HEADS) for _ in range(width)])
    for _ in range(dice.randint(0, 12)):
        sheet.append([_storable(odd_text(dice)) for _ in range(dice.randint(1, width + 2))])
    for _ in range(dice.randint(0, 4)):
        top, left = dice.randint(1, 12), dice.randint(1, width)
        bottom, right = top + dice.randint(0, 4), left + dice.randint(0, 3)
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _storable(text: str) -> str:
    return text.replace("\x07", "")


def odd_table(dice: random.Random) -> tuple[str, bytes]:
    book = odd_book(dice)
    kind = dice.choice(("xlsx", "docx", "csv", "ods"))
    make = {"xlsx": bytes, "docx": as_docx, "csv": as_csv, "ods": as_ods}[kind]
    return f"表.{kind}", make(book)


def damaged_bytes(dice: random.Random) -> tuple[str, bytes]:
    file = dice.choice(sorted(WHOLE))
    data = bytearray(WHOLE[file])
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    if dice.random() < 0.3:
        del data[dice.randrange(len(data)) :]
    return file, bytes(data)


def damaged_markup(dice: random.Random) -> tuple[str, bytes]:
    file = dice.choice(sorted(PARTS))
    parts = dict(PARTS[file])
    for _ in range(dice.randint(1, 5)):
        name = dice.choice(sorted(parts))
        old = dice.choice([tag for tag in TAGS if tag in parts[name]] or [parts[name][:20]])
        new = dice.choice(TAGS) if dice.random() < 0.7 else dice.randbytes(dice.randint(0, 6))
        parts[name] = parts[name].replace(old, new, dice.randint(1, 3))
    if dice.random() < 0.2:
        del parts[dice.choice(sorted(parts))]
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    return file, out.getvalue()


def main(minutes: float, seed: int) -> int:
    end = time.monotonic() + 60 * minutes
    counts: Counter[str] = Counter()
    while time.monotonic() < end:
        seed += 1
        dice = random.Random(seed)
        make = dice.choice((odd_table, odd_table, damaged_bytes, damaged_markup))
        file, data = make(dice)
        try:
            found = read(data, file, year=2018)
            check_plain_words(found)
            # What readers raise inside is told as damage, of which there is none in a file that is only filled oddly.
            assert make is not odd_table or not any("已损坏" in problem.message for problem in found.errors)
        except BaseException:
            kept = Path(f"fuzz-{seed}-{file}")
            kept.write_bytes(data)
            print(f"seed {seed}: {kept} raised", file=sys.stderr)
            raise
        counts[make.__name__] += 1
    print(f"{sum(counts.values()):,} files read, none raised: {dict(counts)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, int(time.time()) * 1000))
