from collections.abc import Callable

import pytest

from tests import factories as f
from tests.client import Client


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("office", "审核上报"),
        ("admin", "导入任务分解表"),
        ("security", "启用账号"),
        ("auditor", "核验审计链"),
        ("liaison-fgj", "签收任务"),
        ("leader-fgj", "分管领导可以查看"),
    ],
)
def test_each_role_reads_about_its_own_work(sign_in: Callable[[str], Client], who: str, step: str) -> None:
    for person in (f.office, f.admin, f.security, f.auditor, f.liaison, f.leader):
        person()
    page = sign_in(who).get("/help").text
    assert step in page
    assert "期限怎么算" in page


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get("/help").headers["Location"].startswith("/login")
