from collections.abc import Callable

from tests import factories as f
from tests.client import Client

HTMX = {"HX-Request": "true"}


def test_the_running_year_is_loaded_into_the_desk(sign_in: Callable[[str], Client]) -> None:
    f.assignment(unit_=f.liaison().unit)
    page = sign_in("liaison-fgj")
    address = "/year-end/2018/units/fgj"
    assert f'hx-get="{address}"' in page.get("/").text
    answer = page.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith('<section id="outlook"')
    assert "可加" in answer.text


def test_another_units_year_is_not_there(sign_in: Callable[[str], Client]) -> None:
    f.liaison()
    f.unit("zjj")
    assert sign_in("liaison-fgj").get("/year-end/2018/units/zjj", headers=HTMX).status_code == 404
