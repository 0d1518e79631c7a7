"""A liaison with two tasks in hand, the sheet as downloaded, and the way back."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tracker.db import db
from tracker.own_sheets.models import OwnSheetUpload
from tracker.tasks.models import Assignment


@pytest.fixture
def shares(app: Any) -> list[Assignment]:
    """Two shares of the unit in the order of the sheet, and one of another unit."""
    factories.liaison(), factories.liaison("zjj")
    mine = [
        factories.assignment(factories.task(item=f"第{number}项"), percent=10, note="刚刚开始") for number in (1, 2)
    ]
    factories.assignment(factories.task(item="别家的事"), factories.unit("zjj"))
    return mine


@pytest.fixture
def liaison(shares: list[Assignment], sign_in: Callable[[str], Client]) -> Client:
    return sign_in("liaison-fgj")


@pytest.fixture
def sheet(liaison: Client) -> bytes:
    answer = liaison.get("/own-sheet.xlsx?year=2018")
    assert answer.status_code == 200
    return bytes(answer.data)


@pytest.fixture
def send(liaison: Client) -> Callable[..., Any]:
    """`send(data)`: the sheet uploaded; the answer."""

    def act(data: bytes, who: Client | None = None, headers: Any = None, name: str = "任务表.xlsx") -> Any:
        fields = {"file": (io.BytesIO(data), name)}
        return (who or liaison).post("/own-sheet", data=fields, content_type="multipart/form-data", headers=headers)

    return act


@pytest.fixture
def kept(liaison: Client, send: Callable[..., Any]) -> Callable[[bytes], tuple[str, str]]:
    """`kept(data)`: the sheet uploaded; its address and the page that shows what it would change."""

    def act(data: bytes) -> tuple[str, str]:
        answer = send(data)
        assert answer.status_code == 303, answer.text
        return answer.location, liaison.get(answer.location).text

    return act


@pytest.fixture
def confirm(liaison: Client) -> Callable[..., Any]:
    """`confirm(address, page)`: the button of the preview, pressed."""

    def act(address: str, page: str, headers: Any = None) -> Any:
        digest = page.partition('name="digest" value="')[2].partition('"')[0]
        return liaison.post(f"{address}/apply", data={"digest": digest}, headers=headers)

    return act


@pytest.fixture
def latest(app: Any) -> Callable[[], OwnSheetUpload | None]:
    return lambda: db.session.scalars(select(OwnSheetUpload).order_by(OwnSheetUpload.id.desc())).first()
