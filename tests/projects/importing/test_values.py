"""The words of a cell: kinds, stages, duties, days."""

from datetime import date

import pytest

from tracker.choices import ProjectKind, ProjectStage, PublicationDuty
from tracker.projects.importing import values

K, S = ProjectKind, ProjectStage


@pytest.mark.parametrize("kind", K)
def test_every_label_is_understood(kind: ProjectKind) -> None:
    assert values.kind(kind.label) is kind
    assert [values.stage(stage.label, kind) for stage in S.of(kind)] == list(S.of(kind))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("土地出让", K.LAND),
        (" 政府 采购 ", K.PROCUREMENT),
        ("二、政府采购类", K.PROCUREMENT),
        ("公租房", K.HOUSING),
        ("招投标", K.TENDER),
        ("国有产权", K.PROPERTY),
        ("采矿权", K.MINING),
        ("脱贫攻坚", None),
        ("", None),
    ],
)
def test_kinds(text: str, kind: ProjectKind | None) -> None:
    assert values.kind(text) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("王益区2018年重大建设项目清单", K.MAJOR_PROJECT),
        ("2018年政府采购项目一览表", K.PROCUREMENT),
        ("国有土地使用权出让台账", K.LAND),
        ("项目和交易登记表", None),
        ("Sheet1", None),
    ],
)
def test_a_title_may_say_the_kind(title: str, kind: ProjectKind | None) -> None:
    assert values.kind_within(title) is kind


@pytest.mark.parametrize(
    ("text", "kind", "stage"),
    [
        ("在建", K.MAJOR_PROJECT, S.CONSTRUCTION),
        ("前期工作", K.MAJOR_PROJECT, S.APPROVAL),
        ("完工", K.MAJOR_PROJECT, S.ACCEPTANCE),
        ("已投用", K.MAJOR_PROJECT, S.COMPLETED),
        ("征地", K.MAJOR_PROJECT, S.LAND_ACQUISITION),
        ("挂牌", K.LAND, S.ANNOUNCED),
        ("已中标", K.TENDER, S.CONCLUDED),
        ("在建", K.LAND, None),
        ("中标", K.MAJOR_PROJECT, None),
        ("主体完成80%", K.MAJOR_PROJECT, None),
    ],
)
def test_a_stage_belongs_to_a_kind(text: str, kind: ProjectKind, stage: ProjectStage | None) -> None:
    assert values.stage(text, kind) is stage


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("须监督公开", PublicationDuty.SUPERVISED),
        ("法律法规有明确规定，须监督公开", PublicationDuty.SUPERVISED),
        ("是", PublicationDuty.SUPERVISED),
        ("鼓励公开", PublicationDuty.ENCOURAGED),
        ("未作规定，鼓励公开", PublicationDuty.ENCOURAGED),
        ("也许", None),
    ],
)
def test_duties(text: str, duty: PublicationDuty | None) -> None:
    assert values.duty(text) is duty


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-09-20", date(2018, 9, 20)),
        ("2018年9月20日", date(2018, 9, 20)),
        ("2018.9.20", date(2018, 9, 20)),
        ("20180920", date(2018, 9, 20)),
        ("2018-02-30", None),
        ("2007-01-01", None),
        ("43363", None),
        ("2018年9月", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert values.day(text) == day


@pytest.mark.parametrize(("text", "found"), [("是", True), ("√", True), ("否", False), ("无", False), ("x", None)])
def test_yes_and_no(text: str, found: bool | None) -> None:
    assert values.yes(text) is found
