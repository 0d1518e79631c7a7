"""The people and units of every test in this room."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.client import Client
from tests.intake.sheets import NAME, district, workbook
from tracker.db import db
from tracker.intake.models import ImportBatch


@pytest.fixture
def admin(app: Any, sign_in: Callable[[str], Client]) -> Client:
    district()
    factories.admin()
    return sign_in("admin")


@pytest.fixture
def upload(admin: Client) -> Callable[..., ImportBatch]:
    """`upload(rows)`: a table uploaded by the administrator and waiting for confirmation."""

    def act(*tables: bytes, year: int = 2018) -> ImportBatch:
        files = [(BytesIO(data), NAME if not n else f"{n}{NAME}") for n, data in enumerate(tables or (workbook(),))]
        answer = admin.post("/imports", data={"files": files, "year": year}, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text
        batch = db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
        assert batch is not None
        return batch

    return act


@pytest.fixture
def digest(admin: Client) -> Callable[[ImportBatch], str]:
    """What the preview's button sends along."""

    def found(batch: ImportBatch) -> str:
        page = admin.get(f"/imports/{batch.id}").text
        return page.partition('name="digest" value="')[2].partition('"')[0]

    return found


@pytest.fixture
def imported(admin: Client, upload: Callable[..., ImportBatch], digest: Callable[[ImportBatch], str]) -> Any:
    """`imported(data)`: uploaded and applied."""

    def act(*tables: bytes) -> ImportBatch:
        batch = upload(*tables)
        answer = admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)})
        assert answer.status_code == 303, answer.text
        db.session.refresh(batch)
        return batch

    return act


@pytest.fixture
def confirm(admin: Client, digest: Callable[[ImportBatch], str]) -> Callable[[ImportBatch], int]:
    """`confirm(batch)`: what pressing the preview's button answers."""
    return lambda batch: admin.post(f"/imports/{batch.id}/apply", data={"digest": digest(batch)}).status_code
