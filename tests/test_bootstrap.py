"""The way from a bare Python to a running tracker: tried as a user does, as a program of its own."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests import machine
from tests.source import ROOT
from tracker import configuration
from tracker.configuration import Unsafe

LOCK = "# a lock that names nothing\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with locks that name nothing, so that its environment is made in seconds and without a network."""
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tests").mkdir()
    for name in ("app.py", "tracker/__init__.py", "tracker/bootstrap.py"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(LOCK)
    (tmp_path / "tests" / "bench.py").write_text("import sys\nprint('ran', *sys.argv[1:])\n")
    return tmp_path


def start(place: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(place / "app.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=place.parent)


def server(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """The production server, asked to start with nothing but these settings."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "HOST", "PORT"))}
    return subprocess.run(
        [sys.executable, "-m", "tracker.server", *arguments],
        env={**bare, **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_second_start_installs_nothing(checkout: Path) -> None:
    first = start(checkout, "bench", "--quick")
    assert first.stdout.splitlines()[-1] == "ran --quick", first.stderr
    second = start(checkout, "bench")
    assert second.stdout.splitlines() == ["ran"]


def test_two_first_starts_at_once_make_one_environment(checkout: Path) -> None:
    command = [sys.executable, str(checkout / "app.py"), "bench"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("creating the environment" in text for text in said) == 1


def test_an_interrupted_installation_is_made_anew(checkout: Path) -> None:
    start(checkout, "bench")
    (checkout / ".venv" / "installed.json").unlink()
    (checkout / ".venv" / "left-over").touch()
    again = start(checkout, "bench")
    assert again.stdout.splitlines()[-1] == "ran"
    assert not (checkout / ".venv" / "left-over").exists()


def test_a_link_to_another_environment_is_replaced_and_its_target_left_alone(checkout: Path, tmp_path: Path) -> None:
    start(checkout, "bench")
    theirs = tmp_path / "theirs"
    (checkout / ".venv").rename(theirs)
    before = {path: path.lstat().st_mtime_ns for path in sorted(theirs.rglob("*"))}
    (checkout / ".venv").symlink_to(theirs, target_is_directory=True)
    again = start(checkout, "bench")
    assert again.stdout.splitlines()[-1] == "ran", again.stderr
    assert not (checkout / ".venv").is_symlink()
    assert {path: path.lstat().st_mtime_ns for path in sorted(theirs.rglob("*"))} == before


def test_a_new_lock_is_installed_over_the_old(checkout: Path) -> None:
    start(checkout, "bench")
    (checkout / ".venv" / "kept").touch()
    (checkout / "requirements.txt").write_text(LOCK * 2)
    again = start(checkout, "bench")
    assert "installing the locked packages" in again.stdout
    assert (checkout / ".venv" / "kept").exists()


def test_a_failed_installation_ends_with_one_line_and_is_not_taken_for_done(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text("no-such-package==1.0\n")
    failed = start(checkout, "bench")
    assert failed.returncode == 1
    assert "依赖安装失败" in failed.stderr.splitlines()[-1]
    assert "Traceback" not in failed.stderr
    assert not (checkout / ".venv" / "installed.json").exists()


@pytest.mark.parametrize("arguments", [("nonsense",), ("serve", "now"), ("--serve",)])
def test_wrong_usage(checkout: Path, arguments: tuple[str, ...]) -> None:
    answer = start(checkout, *arguments)
    assert answer.returncode == 2
    assert "用法 Usage" in answer.stderr
    assert not (checkout / ".venv").exists()


def test_help(checkout: Path) -> None:
    answer = start(checkout, "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert all(command in answer.stdout for command in ("serve", "test", "bench"))


def test_an_old_python_can_read_what_tells_it_that_it_is_too_old() -> None:
    for name in ("app.py", "tracker/bootstrap.py"):
        text = (ROOT / name).read_text(encoding="utf-8")
        tree = ast.parse(text, feature_version=(3, 7))
        assert "from __future__ import annotations" in {ast.unparse(node) for node in tree.body}, name


def test_the_development_lock_holds_the_other_one() -> None:
    pins = [
        set(re.findall(r"^[a-z0-9][^ ]*==[^ ]+", (ROOT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0] <= pins[1]


STRONG = "3f9a1c5e7b2d4860a1f2e3d4c5b6978812345678abcdef90"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "TRACKER_SECRET_KEY"),
        ({"TRACKER_SECRET_KEY": "secret"}, "TRACKER_SECRET_KEY"),
        ({"TRACKER_SECRET_KEY": "a" * 64}, "TRACKER_SECRET_KEY"),
        ({"TRACKER_TODAY": "2018-12-20"}, "TRACKER_TODAY"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"TRACKER_SECOND_FACTOR": "yes"}, "TRACKER_SECOND_FACTOR"),
        ({"TRACKER_PLAIN_HTTP": "yes"}, "TRACKER_PLAIN_HTTP"),
        ({"TRACKER_NETWORKS": "king=10.0.0.0/8"}, "TRACKER_NETWORKS"),
        ({"TRACKER_NETWORKS": "admin=999.1.1.1"}, "“999.1.1.1”不是网段或地址"),
        ({"TRACKER_PROXIES": "nginx"}, "TRACKER_PROXIES"),
        ({"TRACKER_PASSWORD_DAYS": "²"}, "TRACKER_PASSWORD_DAYS"),
        ({"TRACKER_CLAMD": "clamd"}, "TRACKER_CLAMD"),
        ({"TRACKER_HOSTS": ",,,"}, "TRACKER_HOSTS 没有写主机名"),
        ({"TRACKER_DATABASE_URL": "bogus"}, "TRACKER_DATABASE_URL"),
    ],
)
def test_an_unsafe_setting_is_refused_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], said: str
) -> None:
    for name in [name for name in os.environ if name.startswith("TRACKER_")]:
        monkeypatch.delenv(name)
    for name, value in ({"TRACKER_SECRET_KEY": STRONG} | environ if environ else {}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Unsafe) as refused:
        configuration.apply(Flask("house"), {"DATA_DIR": tmp_path}, "production")
    assert said in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TRACKER_SECRET_KEY": "abc", "TRACKER_TODAY": "2018-12-20"}, ["TRACKER_SECRET_KEY", "TRACKER_TODAY"]),
        ({"TRACKER_SECRET_KEY": STRONG}, ["flask db upgrade"]),
        ({"TRACKER_SECRET_KEY": STRONG, "TRACKER_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x"}, ["数据库连不上"]),
        ({"TRACKER_SECRET_KEY": STRONG, "PORT": "²"}, ["PORT"]),
        (
            {"TRACKER_HOSTS": ",", "PORT": "x", "TRACKER_PROXIES": "evil", "TRACKER_NETWORKS": "admin=999.1.1.1"},
            ["PORT", "TRACKER_NETWORKS", "TRACKER_PROXIES", "TRACKER_HOSTS", "TRACKER_SECRET_KEY"],
        ),
        ({"TRACKER_SECRET_KEY": STRONG, "HOST": "192.0.2.1"}, ["192.0.2.1"]),
    ],
)
def test_production_refuses_with_a_line_for_each_reason(
    tmp_path: Path, environ: dict[str, str], said: list[str]
) -> None:
    answer = server("serve", **{"TRACKER_DATA_DIR": str(tmp_path), "PORT": free_port(), **environ})
    assert answer.returncode == 1
    lines = answer.stderr.splitlines()
    assert len(lines) == len(said), answer.stderr
    assert [word for word, line in zip(said, lines, strict=True) if word not in line] == []
    assert not re.search(r"[a-z]+ (?:is|are|does|cannot|no) ", answer.stderr)


@pytest.mark.skipif(os.name == "nt", reason="no such modes there")
def test_a_data_folder_open_to_everybody_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    answer = server("serve", TRACKER_DATA_DIR=str(tmp_path), TRACKER_SECRET_KEY=STRONG, PORT=free_port())
    assert (answer.returncode, len(answer.stderr.splitlines())) == (1, 1)
    assert f"chmod 750 {tmp_path}" in answer.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        answer = server("demo", TRACKER_DATA_DIR=str(tmp_path), PORT=port)
    assert answer.returncode == 1
    assert port in answer.stderr
    assert list(tmp_path.iterdir()) == []


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def program(folder: Path, name: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name + (".exe" if os.name == "nt" else ""))
    path.touch(mode=0o755)
    return str(path)


def test_the_browser_named_is_taken_before_any_found(tmp_path: Path) -> None:
    found, named = program(tmp_path / "bin", "chromium-browser"), program(tmp_path / "own", "mine")
    path = {"PATH": str(tmp_path / "bin")}
    assert machine.find_browser(path) == found
    assert machine.find_browser({**path, "CHROMIUM": named}) == named
    assert machine.find_browser({**path, "CHROMIUM": str(tmp_path / "none")}) is None
    assert machine.find_browser({"PATH": str(tmp_path)}) is None


def test_the_newest_postgresql_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "16"):
        program(tmp_path / version / "bin", "initdb")
    (tmp_path / "17" / "bin").mkdir(parents=True)
    nowhere = {"PATH": str(tmp_path)}
    assert machine.find_postgresql(nowhere, f"{tmp_path}/*/bin") == tmp_path / "16" / "bin"
    assert machine.find_postgresql({"PATH": str(tmp_path / "9.6" / "bin")}, "/no/such/*") == tmp_path / "9.6" / "bin"
    assert machine.find_postgresql(nowhere, "/no/such/*") is None


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("1", True), ("", False), ("false", False)])
def test_what_counts_as_ci(value: str, meant: bool) -> None:
    assert machine.in_ci({"CI": value}) is meant
