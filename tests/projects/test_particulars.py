"""What is stated about a project must agree with itself."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tracker.choices import ProjectKind, ProjectStage, PublicationDuty
from tracker.projects.particulars import NAMES, Particulars, duty_sentence

SOUND = Particulars(
    kind=ProjectKind.MAJOR_PROJECT,
    name="河道治理工程",
    unit_id=1,
    code="2018-610202-76-01-000102",
    duty=PublicationDuty.SUPERVISED,
    law="《建设项目环境保护管理条例》",
    approving=(1, 2),
    amount_yuan=52_400_000,
    started_on=date(2018, 6, 4),
)
SUPERVISED, ENCOURAGED = PublicationDuty


def test_a_sound_statement_has_no_problem() -> None:
    assert SOUND.problems(ProjectStage.CONSTRUCTION) == {}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": ""}, "name", "请填写名称"),
        ({"name": "长" * 201}, "name", "名称有201个字，最多200个字"),
        ({"legal_person": "长" * 121}, "legal_person", "最多120个字"),
        ({"location": "长" * 201}, "location", "最多200个字"),
        ({"code": "A-1"}, "code", "由数字和短横组成"),
        ({"law": ""}, "law", "请写明作出规定的法律、法规或规章名称"),
        ({"duty": ENCOURAGED}, "law", "未作规定的不填法律法规名称"),
        ({"finished_on": date(2018, 6, 3)}, "finished_on", "不能早于开工（开始）日期（2018-06-04）"),
        ({"kind": ProjectKind.LAND}, "kind", "现阶段“开工建设”不适用于国有土地使用权出让"),
    ],
)
def test_what_contradicts_itself_is_told_at_its_field(changed: dict[str, Any], field: str, words: str) -> None:
    found = replace(SOUND, **changed).problems(ProjectStage.CONSTRUCTION)
    assert list(found) == [field]
    assert words in found[field]


def test_each_field_is_shown_as_people_read_it() -> None:
    shown = SOUND.shown({1: "区发改局", 2: "区住建局"})
    assert list(shown) == list(NAMES.values())
    assert shown["审批单位"] == "区发改局、区住建局"
    assert shown["实施单位"] == shown["地点"] == "—"
    assert shown["金额（万元）"] == "5,240"
    assert shown["法人公开要求"] == "法律法规有明确规定，须监督公开"


def test_it_goes_into_the_journal_as_plain_values() -> None:
    plain = SOUND.as_json()
    assert (plain["approving"], plain["started_on"], plain["kind"]) == ([1, 2], "2018-06-04", "major_project")


def test_the_duty_says_why() -> None:
    assert duty_sentence(SUPERVISED, "《某条例》").startswith("《某条例》对项目法人单位公开项目信息作出了明确规定")
    assert "鼓励项目法人单位及时公开" in duty_sentence(ENCOURAGED, "")
    assert "实施方案三（三）" in duty_sentence(ENCOURAGED, "")
