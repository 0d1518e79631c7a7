from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tracker.appraisal.indicators import CHECKS, INDICATORS
from tracker.appraisal.scheme import default
from tracker.notices import problems
from tracker.notices.wording import NoticeFrame, criticism

DUE = date(2019, 1, 11)


def line(key: str, points: float | None, of: int, lost: int = 0, name: str = "") -> dict[str, Any]:
    records = [{"type": "disclosure", "id": number, "note": f"逾期{number}个工作日"} for number in range(1, lost + 1)]
    return {
        "key": key,
        "indicator": name or key,
        "points": points,
        "of": of,
        "reason": "逾期若干",
        "basis": "",
        "lost": records,
    }


def unit(*lines: dict[str, Any]) -> dict[str, Any]:
    titles = {"disclosure": {str(number): f"批复{number}" for number in range(1, 9)}}
    score = {"score": 52.5, "applicable": sum(each["of"] for each in lines if each["points"] is not None)}
    return {"unit": "区住建局", "kind": "department", "lines": list(lines), "titles": titles} | score


def test_each_indicator_that_cost_points_is_a_problem() -> None:
    found = problems.criticised(
        unit(line("completion", 25, 25), line("timeliness", 13.33, 20, 2), line("opinions", None, 10)), DUE
    )
    assert found.kind_label == "部门"
    (problem,) = found.problems
    assert (problem.indicator, problem.of, problem.lost, problem.due_on) == ("timeliness", 20, Decimal("6.67"), DUE)
    assert (problem.title, problem.reason) == ("timeliness：2条逾期公开", "逾期若干。")
    assert [str(record) for record in problem.records] == ["《批复1》逾期1个工作日", "《批复2》逾期2个工作日"]
    assert "说明原因" in problem.requirement


@pytest.mark.parametrize(
    ("key", "note", "words"),
    [
        ("policies", "应于2018-11-09前解读，至今未解读", "尚未解读的立即发布解读。说明逾期的原因"),
        ("policies", "应于2018-11-09前解读，2018-11-15解读", "说明逾期的原因"),
        ("opinions", "应于2018-11-09 10:00前回应，至今未回应", "尚未回应的立即回应。说明超时的原因"),
        ("timeliness", "应于2018-11-09前公开，至2018-12-20未公开", "逾期未公开的立即公开。逾期公开的"),
    ],
)
def test_what_is_required_follows_from_the_records(key: str, note: str, words: str) -> None:
    of = line(key, 0, 10, 1)
    of["lost"][0]["note"] = note
    (problem,) = problems.criticised(unit(of), DUE).problems
    assert problem.requirement.startswith(words)


def test_the_points_lost_lead_to_the_score() -> None:
    lines = (line("completion", 40, 60), line("timeliness", 10, 20), line("far_late", -4, 0), line("praised", 2, 0))
    found = problems.criticised(unit(*lines, line("opinions", None, 20)), DUE)
    assert (found.score, found.applicable, found.bonus) == (52.5, 80, 2)
    text = "\n".join(each.text for each in criticism(NoticeFrame(year=2018), (found,), DUE).paragraphs)
    assert "适用指标分值合计80分，指标得分按百分制折算（倒扣不折算），另加2分，得分52.5分。" in text


def test_every_record_is_named_however_many() -> None:
    (problem,) = problems.criticised(unit(line("timeliness", 0, 20, 8)), DUE).problems
    assert [record.id for record in problem.records] == list(range(1, 9))


def test_a_deduction_is_a_problem_too_but_no_indicator() -> None:
    (problem,) = problems.criticised(unit(line("far_late", -4, 0, 2, name="倒扣：严重逾期")), DUE).problems
    assert (problem.indicator, problem.of, problem.lost) == ("严重逾期", 0, 4)
    assert (problem.title, problem.basis) == ("严重逾期：2条逾期过久", problems.PLAN)


def test_a_unit_is_commended_for_what_it_did_best() -> None:
    found = problems.commended(
        unit(line("a", 4, 4), line("b", 20, 20), line("c", 8, 10), line("d", 22.5, 25), line("e", None, 10))
    )
    assert found.reasons == ("d：逾期若干", "b：逾期若干", "a：逾期若干")


def test_every_indicator_and_check_of_the_scheme_has_its_requirement() -> None:
    scheme = default(2018)
    assert {each.key for each in scheme.indicators} <= INDICATORS.keys()
    keys = INDICATORS.keys() | CHECKS.keys() - {"low_completion"}
    assert keys <= problems.REQUIREMENTS.keys()
    assert {key for key in keys if not key.startswith("outside_")} <= problems.COUNTED.keys()
