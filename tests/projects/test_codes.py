import pytest

from tracker.choices import ProjectKind
from tracker.projects import codes

MAJOR, LAND = ProjectKind.MAJOR_PROJECT, ProjectKind.LAND


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" 2018－610202—48-01-000001 ", "2018-610202-48-01-000001"),
        ("２０１８-610202", "2018-610202"),
        ("wyzc 2018-011", "WYZC2018-011"),
        ("", ""),
    ],
)
def test_a_code_is_kept_in_one_form(text: str, code: str) -> None:
    assert codes.clean(text) == code


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        (MAJOR, "2018-610202-48-01-000001", None),
        (MAJOR, "123-4", None),
        (MAJOR, "", None),
        (MAJOR, "WY-1", "统一项目代码由数字和短横组成"),
        (LAND, "王国土告字〔2018〕1号", None),
        (LAND, "A" * 81, "不能超过80个字"),
    ],
)
def test_only_what_cannot_be_a_code_is_refused(kind: ProjectKind, code: str, words: str | None) -> None:
    found = codes.problem(kind, code)
    assert found is None if words is None else words in (found or "")


@pytest.mark.parametrize(
    ("kind", "code", "is_odd"),
    [
        (MAJOR, "2018-610202-48-01-000001", False),
        (MAJOR, "2018-610202-48-01-1", True),
        (MAJOR, None, False),
        (LAND, "2018-1", False),
    ],
)
def test_an_odd_code_is_taken_and_remarked_on(kind: ProjectKind, code: str | None, is_odd: bool) -> None:
    assert (codes.remark(kind, code) is not None) == is_odd
