"""The quarter's table: what counts where, and what is left out."""

from datetime import date, timedelta

import pytest

from tracker.guidance.circular.quarter import Cases, Line, Paper, Quarter, count
from tracker.guidance.circular.wording import HEADINGS, cells, paper, summary
from tracker.interpretations.choices import InterpretationForm, WaiverState

F = InterpretationForm
UNITS = [(1, "区发改局"), (2, "区住建局"), (3, "区财政局")]
DAY = date(2018, 12, 20)
DUE = date(2018, 11, 8)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2018, 1, 1), date(2018, 1, 1), date(2018, 4, 1)),
        (date(2018, 6, 30), date(2018, 4, 1), date(2018, 7, 1)),
        (date(2018, 12, 31), date(2018, 10, 1), date(2019, 1, 1)),
    ],
)
def test_quarters(day: date, first: date, after: date) -> None:
    found = Quarter.of(day)
    assert (found.first, found.after) == (first, after)


def document(unit: int = 1, read: date | None = None, *forms: F, waiver: WaiverState | None = None) -> Paper:
    return Paper(unit, f"办法{unit}", DUE, read, frozenset(forms), waiver)


def test_it_works() -> None:
    papers = [
        document(1, DUE, F.QUESTIONS, F.PICTURE),
        document(1, DUE + timedelta(days=1), F.QUESTIONS),
        document(1),
        document(1, waiver=WaiverState.ACCEPTED),
        document(1, waiver=WaiverState.DECLINED),
    ]
    table = count(Quarter(2018, 4), UNITS, papers, [Cases(2, 4, 1, 2)], DAY)
    assert [cells(line) for line in table.lines] == [
        ("区发改局", 5, 2, 1, 3, 1, "50%", "问答2、图解1", 0, 0, 0, "—"),
        ("区住建局", 0, 0, 0, 0, 0, "—", "—", 4, 1, 2, "33.3%"),
    ]
    assert cells(table.total) == ("合计", 5, 2, 1, 3, 1, "50%", "问答2、图解1", 4, 1, 2, "33.3%")
    assert table.without == 1
    assert table.missed_papers == [("区发改局", "办法1")] * 3
    assert "公开政策文件5件，已解读2件，其中按期解读1件，经核定不作解读1件，解读率50%" in summary(table)


def test_a_line_has_a_cell_for_every_heading() -> None:
    assert len(cells(Line("合计"))) == len(HEADINGS)


def test_the_paper_names_the_problems_or_says_that_there_are_none() -> None:
    quarter = Quarter(2018, 4)
    missed = [("区住建局", "舆情2")]
    bad = paper(count(quarter, UNITS, [document(1)], [Cases(2, 1, 0, 1)], DAY, missed), DAY)
    texts = [each.text for each in bad.paragraphs]
    assert "（一）部分政策文件没有按期解读。区发改局《办法1》。" in texts
    assert "（二）部分政务舆情没有按期回应。区住建局《舆情2》。" in texts
    assert bad.document_number is None
    good = paper(count(quarter, UNITS, [document(1, DUE)], [], DAY), DAY)
    assert any("没有逾期解读的政策文件" in each.text for each in good.paragraphs)


def test_of_many_only_the_first_are_named() -> None:
    missed = [("区住建局", f"舆情{number}") for number in range(30)]
    text = "".join(
        each.text
        for each in paper(count(Quarter(2018, 4), UNITS, [], [Cases(2, 99, 0, 99)], DAY, missed), DAY).paragraphs
    )
    assert "《舆情19》等99件。" in text
    assert "舆情20" not in text
