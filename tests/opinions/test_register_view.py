"""The register's text filter and its list of what is late: as many counted as are listed."""

from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.opinions.test_views import FOUND, case
from tracker.opinions.models import OpinionCase

__all__ = ["case"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("施工", 2), ("道路施工", 1), ("施工扰民投诉", 0), ("工", 2), ("100%", 1), ("施工 道路", 0), ("停水", 0)],
)
def test_the_text_filter(case: OpinionCase, sign_in: Any, text: str, found: int) -> None:
    """A pair of characters is looked up in its table alone, longer texts by their rarest pair and then as typed."""
    factories.opinion_case(topic="施工夜间噪声100%超标")
    factories.opinion_case(factories.unit("zjj"), topic="学区划分")
    for who in ("office", "liaison-fgj"):
        page = sign_in(who).get("/opinions", query_string={"q": text}).text
        assert (f"共 {found} 件" in page) if found else ("没有符合筛选条件的舆情" in page)


@pytest.mark.parametrize("who", ["office", "liaison-fgj"])
def test_what_is_late_is_counted_as_it_is_listed(case: OpinionCase, sign_in: Any, who: str) -> None:
    due = FOUND + timedelta(hours=48)
    factories.opinion_case(found_at=FOUND, topic="按期", answered_at=due)
    factories.opinion_case(found_at=FOUND, topic="晚答", answered_at=due + timedelta(hours=1))
    factories.opinion_case(found_at=FOUND - timedelta(days=9), topic="未答")
    factories.opinion_case(found_at=FOUND, topic="不要求", answer_due_at=None)
    page = sign_in(who).get("/opinions?state=late&source=hotline&sort=unit").text
    assert "共 2 件" in page
    assert "晚答</a>" in page
    assert "未答</a>" in page


def test_the_lists_of_the_filter_offer_and_keep_their_choice(case: OpinionCase, sign_in: Any) -> None:
    page = sign_in("office").get("/opinions?state=late&severity=other").text
    for name in ("area", "unit", "severity", "kind", "source", "state"):
        assert f'<select id="f-{name}" name="{name}">' in page
    assert '<option value="late" selected>回应逾期</option>' in page
    assert '<option value="other" selected>一般</option>' in page
    assert f'<option value="{case.unit_id}">区发改局</option>' in page
    assert 'id="f-unit"' not in sign_in("liaison-fgj").get("/opinions").text
