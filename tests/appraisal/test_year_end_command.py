import json
from collections.abc import Callable

import pytest
from click.testing import Result

from tests import factories as f
from tracker.choices import AssignmentState, Outcome, UnitKind
from tracker.people.models import Unit

Command = Callable[..., Result]


@pytest.fixture
def three(app: object) -> Unit:
    good = f.unit("fgj")
    for _ in range(4):
        share = f.assignment(unit_=good, state=AssignmentState.ACCEPTED, outcome=Outcome.DONE)
        f.disclosure(share)
    for _ in range(3):
        f.disclosure(f.assignment(unit_=f.unit("zjj")), published_on=None)
    f.unit("bodies", name="区自来水公司", short_name="自来水公司", kind=UnitKind.PUBLIC_BODY)
    return good


def test_the_document_is_as_agreed(three: Unit, command: Command) -> None:
    result = command("year-end", "--year", 2018, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert list(document) == ["year", "as_of", "scheme", "units"]
    assert (document["year"], document["as_of"]) == (2018, "2018-12-20")
    assert document["scheme"] == {"name": "2018年度重点领域政府信息公开考核方案（默认）", "version": 1}
    first, second, third = document["units"]
    assert list(first) == ["unit", "score", "rank", "facts", "lines", "proposal", "reasons"]
    assert (first["unit"], first["score"], first["rank"], first["proposal"]) == ("区发展和改革局", 100, 1, "commend")
    assert (second["rank"], second["proposal"]) == (2, "criticise")
    assert (third["score"], third["rank"], third["proposal"]) == (None, None, "none")
    assert first["facts"]["tasks"] == first["facts"]["tasks_done"] == 4
    line = second["lines"][1]
    assert list(line) == ["indicator", "points", "of", "reason", "records"]
    assert (line["indicator"], line["points"], line["of"]) == ("公开时效", 0, 20)
    assert [record["type"] for record in line["records"]] == ["disclosure"] * 3


def test_a_unit_with_hardly_a_task_has_no_rank(three: Unit, command: Command) -> None:
    f.disclosure(f.assignment(unit_=f.unit("czj")))
    units = json.loads(command("year-end", "--year", 2018, "--json").stdout)["units"]
    assert [(unit["unit"], unit["rank"]) for unit in units][2] == ("区财政局", None)
    assert units[2]["score"] is not None
    assert " 不排名" in command("year-end", "--year", 2018).stdout


def test_it_says_the_same_twice(three: Unit, command: Command) -> None:
    assert command("year-end", "--year", 2018, "--json").stdout == command("year-end", "--year", 2018, "--json").stdout


def test_the_table_is_for_reading(three: Unit, command: Command) -> None:
    text = command("year-end", "--year", 2018).stdout
    assert "2018年度考核，事实截至2018-12-20" in text
    assert "拟通报表扬：1个单位\n1. 区发展和改革局\n   得分100.00" in text
    assert "不评分" in text


def test_an_empty_tracker_has_an_empty_list(app: object, command: Command) -> None:
    assert json.loads(command("year-end", "--year", 2018, "--json").stdout)["units"] == []


@pytest.mark.parametrize("year", [2019, 2007, 0, -5, 10**30])
def test_a_year_that_cannot_be_judged_is_refused_in_one_line(app: object, command: Command, year: int) -> None:
    result = command("year-end", "--year", year, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"年度应在2008至2018之间，现为{year}。\n"


def test_wrong_usage_is_told_in_one_line(app: object, command: Command) -> None:
    result = command("year-end")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
