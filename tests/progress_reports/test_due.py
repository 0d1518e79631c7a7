"""By when reports are due: under the rule in force at the time."""

from tracker.progress_reports.due import law


def test_each_year_has_its_own_law() -> None:
    assert "第492号）第三十一条" in law(2018).source
    assert law(2018).latest == (3, 31)
    assert "第711号）第四十九条" in law(2019).source
    assert law(2026).latest == (1, 31)
