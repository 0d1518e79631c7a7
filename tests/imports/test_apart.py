"""Reading in a process of its own: the same result, and an end to files that do harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from io import BytesIO
from pathlib import Path

import pytest

from imports import apart, nursery, wire
from imports.apart import read_apart
from imports.known import KnownHeading
from imports.reader import read
from imports.rows import Reading
from tests.imports.samples.build import FOLDER, SAMPLES
from tests.imports.sheets import book
from tests.imports.test_reading_speed import long_table

ROOT = Path(__file__).parent.parent.parent
HEAD = "序号 | 公开事项 | 公开内容 | 责任单位 | 公开时限"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes do not fork here")


@pytest.mark.parametrize("file", SAMPLES)
def test_it_says_what_reading_here_says(file: str) -> None:
    data = (FOLDER / file).read_bytes()
    assert read_apart(data, file, year=2018) == read(data, file, year=2018)


def test_problems_and_second_limits_come_across() -> None:
    limit = "20个工作日内公开；其中行政许可、行政处罚事项应自作出行政决定之日起7个工作日内公示"
    data = book(f"{HEAD}\n1 | 甲 | 乙 | | {limit}\n2 | 丙 | 丁 | 区发改局 | 看情况\n3 | 甲 | 乙 | | {limit}")
    here = read(data, "重大建设项目.xlsx", year=2018)
    assert here.errors
    assert here.warnings
    assert here.tables[0].tasks[0].deadline.also
    assert read_apart(data, "重大建设项目.xlsx", year=2018) == here


def test_what_was_asked_goes_across() -> None:
    data = book(f"{HEAD}\n1 | 甲 | 乙 | 区发改局 | 6月底前", f"{HEAD}\n1 | 甲 | 乙 | 区发改局 | 6月底前")
    heading = KnownHeading((((1, "序号"),),), ((1, "seq"),))
    asked = {"year": 2021, "area": "public_welfare", "sheet": "表二"}
    found = read_apart(data, "表.xlsx", **asked, known=[heading])  # type: ignore[arg-type]
    assert found == read(data, "表.xlsx", **asked, known=[heading])  # type: ignore[arg-type]
    assert (found.tables[0].sheet, str(found.tables[0].tasks[0].deadline.date)) == ("表二", "2021-06-30")


def test_an_unknown_area_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="area must be one of"):
        read_apart(b"", "表.xlsx", year=2018, area="other")


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    read_apart(long_table(1_000), "表.xlsx", year=2018, progress=lambda *step: told.append(step))
    assert told == sorted(told)
    assert told[0] == (0, 1_002)
    assert told[-1] == (1_000, 1_002)


def test_giving_up_ends_the_reading() -> None:
    class Cancelled(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_apart(long_table(1_000), "表.xlsx", year=2018, progress=stop)
    assert read_apart(book(HEAD), "表.xlsx", year=2018).errors


def test_several_at_once() -> None:
    files = {file: (FOLDER / file).read_bytes() for file in SAMPLES}
    found: dict[str, Reading] = {}

    def work(file: str) -> None:
        found[file] = read_apart(files[file], file, year=2018)

    workers = [threading.Thread(target=work, args=(file,)) for file in files]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {file: len(one.tables[0].tasks) for file, one in found.items()} == {
        "重大建设项目.xlsx": 40,
        "公共资源配置.xlsx": 36,
        "社会公益事业.xlsx": 55,
    }


def test_a_file_that_takes_too_long() -> None:
    lines = [f"{number},住房保障,分配结果{number},房源,区住建局" for number in range(90_000)]
    data = "\n".join(["序号,类别,公开事项,公开内容,责任单位", *lines]).encode()
    start = time.monotonic()
    (problem,) = read_apart(data, "表.csv", year=2018, seconds=1).errors
    assert "没有读完，已停止" in problem.message
    assert problem.message.startswith("《表.csv》：")
    assert time.monotonic() - start < 10


def test_a_nursery_that_was_killed_is_replaced() -> None:
    data = book(HEAD)
    read_apart(data, "表.xlsx", year=2018)
    process = apart._nurseries[os.getpid()].process
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert "没有任务" in read_apart(data, "表.xlsx", year=2018).errors[0].message


CHILD = """
import sys
from imports import nursery
nursery.limit(int(sys.argv[1]))
exec(sys.argv[2])
"""


def in_a_child(what: str, seconds: int = 5) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(seconds), what], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_memory_is_limited() -> None:
    assert "MemoryError" in in_a_child("b = bytearray(2 * 1024**3)").stderr


def test_time_is_limited_whether_it_is_used_or_not() -> None:
    assert in_a_child("import time; time.sleep(20)", 1).returncode == -signal.SIGALRM
    assert in_a_child("while True: pass", 1).returncode in (-signal.SIGXCPU, -signal.SIGALRM)


def test_no_file_can_be_written(tmp_path: Path) -> None:
    place = tmp_path / "x"
    what = f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); open({str(place)!r}, 'w').write('x' * 9999)"
    assert "File too large" in in_a_child(what).stderr
    assert place.stat().st_size == 0


def test_the_reader_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SECRET_KEY", "not for readers")
    apart._close()
    read_apart(b"", "表.xlsx", year=2018)
    environment = Path(f"/proc/{apart._nurseries[os.getpid()].process.pid}/environ")
    if environment.exists():
        assert b"TRACKER" not in environment.read_bytes()


def test_one_job_through_pipes() -> None:
    data = (FOLDER / "重大建设项目.xlsx").read_bytes()
    job = nursery.Job("重大建设项目.xlsx", 2018, None, None, (), 30)
    assert apart._alone(job, data) == read(data, "重大建设项目.xlsx", year=2018)
    assert "空的" in apart._alone(job, b"").errors[0].message


def test_an_answer_that_stops_half_way() -> None:
    stream = BytesIO(nursery.RESULT + (99).to_bytes(4, "big") + b"[")
    job = nursery.Job("表.xlsx", 2018, None, None, (), 30)
    (problem,) = apart._result(stream, job, None, time.monotonic() + 30).errors
    assert "内存上限" in problem.message


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'[[],[],[],"x"]', b"[[[]],[],[],[]]"])
def test_what_is_no_reading(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        wire.loads(Reading, data)
