"""What must be public at which stage: the chain of each kind, whole and in order."""

import pytest

from tracker.choices import ProjectKind, ProjectStage
from tracker.projects.chain import ALL, ChainItem, expected

K, S = ProjectKind, ProjectStage
EVERY = [(kind, item) for kind in ProjectKind for item in ALL[kind]]


def keys(items: tuple[ChainItem, ...]) -> list[str]:
    return [item.key for item in items]


def test_a_major_project_has_the_eight_categories() -> None:
    assert keys(ALL[K.MAJOR_PROJECT]) == [
        "approval_service",
        "approval_result",
        "tendering",
        "land_acquisition",
        "design_change",
        "construction",
        "quality_safety",
        "completion",
    ]


@pytest.mark.parametrize(
    ("stage", "number"),
    [
        (S.APPROVAL, 2),
        (S.TENDERING, 3),
        (S.LAND_ACQUISITION, 4),
        (S.CONSTRUCTION, 7),
        (S.ACCEPTANCE, 8),
        (S.COMPLETED, 8),
    ],
)
def test_more_is_expected_the_further_a_project_has_come(stage: ProjectStage, number: int) -> None:
    assert expected(K.MAJOR_PROJECT, stage) == ALL[K.MAJOR_PROJECT][:number]


@pytest.mark.parametrize(
    ("kind", "stage", "found"),
    [
        (K.LAND, S.ANNOUNCED, ["supply_plan", "announcement"]),
        (K.LAND, S.CONCLUDED, ["supply_plan", "announcement", "deal", "result"]),
        (K.MINING, S.CONCLUDED, ["announcement", "approval_result", "project_info"]),
        (K.PROCUREMENT, S.ANNOUNCED, ["announcement", "documents", "budget"]),
        (K.PROCUREMENT, S.CONCLUDED, ["announcement", "documents", "budget", "result", "complaint"]),
        (K.TENDER, S.ANNOUNCED, ["approval_filing", "prequalification", "announcement"]),
        (K.PROPERTY, S.CONCLUDED, ["decision", "transaction", "transfer_price", "audit", "deal_price"]),
    ],
)
def test_transactions_have_items_of_their_own(kind: ProjectKind, stage: ProjectStage, found: list[str]) -> None:
    assert keys(expected(kind, stage)) == found


@pytest.mark.parametrize("kind", K)
def test_at_the_end_all_is_expected(kind: ProjectKind) -> None:
    assert expected(kind, ProjectStage.of(kind)[-1]) == ALL[kind]


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("stage", S)
def test_a_stage_of_another_kind_is_an_error(kind: ProjectKind, stage: ProjectStage) -> None:
    if stage.fits(kind):
        assert set(expected(kind, stage)) <= set(ALL[kind])
    else:
        with pytest.raises(ValueError, match=stage.value):
            expected(kind, stage)


@pytest.mark.parametrize("kind", K)
def test_keys_are_short_english_words_and_each_once(kind: ProjectKind) -> None:
    found = keys(ALL[kind])
    assert len(set(found)) == len(found)
    assert all(key.isascii() and key.replace("_", "").isalpha() and len(key) <= 24 for key in found)


@pytest.mark.parametrize(("kind", "item"), EVERY)
def test_every_item_says_from_when_by_whom_and_on_what_ground(kind: ProjectKind, item: ChainItem) -> None:
    assert item.since.fits(kind)
    assert item.label
    assert item.units
    assert "实施方案" in item.source


@pytest.mark.parametrize("key", ["land_acquisition", "design_change"])
def test_what_not_every_project_has_is_marked(key: str) -> None:
    assert next(item for item in ALL[K.MAJOR_PROJECT] if item.key == key).if_any
    assert not next(item for item in ALL[K.MAJOR_PROJECT] if item.key == "tendering").if_any
