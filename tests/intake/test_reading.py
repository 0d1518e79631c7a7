"""A file that takes long to read: the browser sees how far it is, may cancel, and finds the result."""

import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import factories
from tests.client import Client
from tests.databases import join_readings
from tests.intake.sheets import HEADINGS, TITLE, changed, workbook
from tracker.choices import ImportState
from tracker.clock import wall_now
from tracker.db import db
from tracker.intake.models import ImportBatch, ImportReading, ImportWork
from tracker.intake.reading.work import DEAD
from tracker.tasks.models import Task

ROWS = 15_000


@pytest.fixture
def impatient(app: Flask) -> None:
    app.config["IMPORT_PATIENCE"] = 0.01


@pytest.fixture
def send(admin: Client) -> Callable[..., ImportBatch]:
    def act(rows: int = ROWS) -> ImportBatch:
        lines = [f"{n},住房保障,分配结果{n},房源{n},区住建局,20个工作日,政府网站" for n in range(1, rows + 1)]
        data = "\n".join([TITLE, ",".join(HEADINGS), *lines]).encode()
        files = {"files": [(BytesIO(data), "公共资源配置.csv")], "year": 2018}
        answer = admin.post("/imports", data=files, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text
        return db.session.scalars(select(ImportBatch)).one()

    return act


def wait_for(admin: Client, batch: ImportBatch) -> str:
    """The import's page once its files are read."""
    for _ in range(300):
        if admin.get(f"/imports/{batch.id}/reading").status_code == 303:
            return admin.get(f"/imports/{batch.id}").text
        time.sleep(0.1)
    raise AssertionError("the reading did not end")


def works() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ImportWork)) or 0


def test_it_works(admin: Client, send: Any, impatient: None) -> None:
    batch = send()
    page = admin.get(f"/imports/{batch.id}").text
    assert "正在读取文件" in page
    assert "取消读取，放弃这次导入" in page
    assert "查看最新进度" in page
    page = wait_for(admin, batch)
    assert f"新增 {ROWS}" in page
    assert works() == 0
    db.session.expire_all()
    assert batch.counts["new"] == ROWS


def test_the_progress_is_told_in_rows(admin: Client, send: Any, impatient: None) -> None:
    batch = send(30_000)
    seen = set()
    for _ in range(300):
        answer = admin.get(f"/imports/{batch.id}/reading?again=1", headers={"HX-Request": "true"})
        if "正在核对" in answer.text:
            break
        assert answer.text.lstrip().startswith('<div id="reading"')
        seen.add(answer.text.partition("已识别 ")[2].partition(" 行")[0])
        time.sleep(0.1)
    assert any(rows not in ("", "0") for rows in seen), seen
    assert 'hx-trigger="load"' in answer.text  # and asks no more, or it would go on while the next page loads
    answer = admin.get(f"/imports/{batch.id}/reading", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/imports/{batch.id}"


def test_a_quick_one_needs_no_waiting(upload: Any) -> None:
    batch = upload()
    assert works() == 0
    assert db.session.scalar(select(func.count()).select_from(ImportReading)) == len(batch.files)


def test_it_can_be_cancelled(admin: Client, send: Any, impatient: None, manner: dict[str, str]) -> None:
    batch = send(20_000)
    admin.post(f"/imports/{batch.id}/reading/cancel", headers=manner)
    db.session.refresh(batch)
    assert batch.state is ImportState.DISCARDED
    db.session.rollback()
    join_readings()
    assert works() == 0
    assert db.session.scalar(select(func.count()).select_from(ImportReading)) == 0
    assert "正在读取" not in admin.get(f"/imports/{batch.id}").text


def test_nothing_is_done_before_it_is_read(admin: Client, send: Any, impatient: None, manner: dict[str, str]) -> None:
    batch = send()
    for act in ("apply", "review"):
        answer = admin.post(f"/imports/{batch.id}/{act}", headers=manner, data={"digest": ""})
        assert (answer.headers.get("Location") or answer.headers["HX-Redirect"]) == f"/imports/{batch.id}"
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0
    wait_for(admin, batch)


def test_looking_again_before_the_figures_stand(admin: Client, upload: Any, manner: dict[str, str]) -> None:
    batch = upload()
    counts, batch.counts = batch.counts, {}
    db.session.commit()
    assert admin.post(f"/imports/{batch.id}/review", headers=manner).status_code in (200, 303)
    db.session.expire_all()
    assert batch.counts == counts != {}


def forget(batch: ImportBatch, *, seen: timedelta) -> None:
    """As if another process had begun to read, and was last seen so long ago."""
    db.session.query(ImportReading).delete()
    moment = wall_now() - seen
    db.session.add(ImportWork(batch_id=batch.id, token="other", done=7, total=40, started_at=moment, seen_at=moment))
    db.session.commit()


def test_another_process_reads(app: Flask, admin: Client, upload: Any) -> None:
    batch = upload()
    app.config["IMPORT_PATIENCE"] = 0.3
    forget(batch, seen=timedelta(0))
    page = admin.get(f"/imports/{batch.id}").text
    assert "已识别 7 行，共 40 行" in page
    assert works() == 1


def test_the_process_that_read_is_gone(admin: Client, upload: Any) -> None:
    batch = upload()
    forget(batch, seen=2 * DEAD)
    assert "新增 4" in admin.get(f"/imports/{batch.id}").text
    assert works() == 0


def test_what_was_read_is_read_again_when_it_depends_on_more(admin: Client, upload: Any) -> None:
    batch = upload(workbook(changed(1, units="区住建居")))
    asked = db.session.scalars(select(ImportReading.asked)).one()
    admin.get(f"/imports/{batch.id}")
    assert db.session.scalars(select(ImportReading.asked)).one() == asked
    admin.post(f"/imports/{batch.id}/review", data={f"area-{batch.files[0].id}": "public_welfare"})
    assert db.session.scalars(select(ImportReading.asked)).one() != asked
    assert "社会公益事业建设" in admin.get(f"/imports/{batch.id}").text


def test_what_was_read_goes_with_the_import(admin: Client, upload: Any) -> None:
    batch = upload()
    admin.post(f"/imports/{batch.id}/discard")
    assert db.session.scalar(select(func.count()).select_from(ImportReading)) == 0


@pytest.mark.parametrize(("name", "sees"), [("office", 200), ("auditor", 200), ("liaison-fgj", 404)])
def test_others_only_look(admin: Client, send: Any, impatient: None, sign_in: Any, name: str, sees: int) -> None:
    factories.office(), factories.auditor(), factories.liaison()
    batch = send(4_000)
    other = sign_in(name)
    answer = other.get(f"/imports/{batch.id}")
    assert answer.status_code == sees
    assert "取消读取" not in answer.text
    assert other.post(f"/imports/{batch.id}/reading/cancel").status_code == 404
    wait_for(admin, batch)
