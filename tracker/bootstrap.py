"""From a bare Python to a running tracker: the environment first, then the command. Standard library only.

The environment is `.venv` beside app.py; a link to that of another place is replaced, never written through. Its
marker file names the locks that were installed to the end, the Python and the place; a marker is written last and
removed first, so an interrupted install is never taken for a whole one.
"""

from __future__ import annotations

import compileall
import hashlib
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MARKER = VENV / "installed.json"
LOCK_FILE = ROOT / ".venv.lock"
OWN_CODE = ("app.py", "imports", "tracker")
BASE, DEV = "requirements.txt", "requirements-dev.txt"
COVERS = {BASE: (BASE,), DEV: (BASE, DEV)}
OLDEST = (3, 11)

USAGE = """\
用法 Usage: python3 app.py [命令 command]

  (无 none)    演示：建立环境、装入演示数据、启动 demo on http://127.0.0.1:5000
  serve        正式运行 production server on the configured database
  test [...]   全部测试，其后参数交给 pytest; the whole test suite, arguments go to pytest
  bench [...]  性能测试 benchmarks
  torture [..] 反复强行中断服务并核对数据 kill the server over and over, lose nothing; --rounds 200

环境变量 Environment: HOST PORT TRACKER_DATABASE_URL TRACKER_DATA_DIR TRACKER_SECRET_KEY TRACKER_TODAY"""


class Refusal(Exception):
    """Something the user has to put right; its text is the one line that is shown."""


def main(argv: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    command, rest = (argv[0], list(argv[1:])) if argv else ("demo", [])
    if command in {"-h", "--help", "help"}:
        print(USAGE)
        return 0
    if command not in {"test", "bench", "torture", "serve", "demo"} or (rest and command in {"serve", "demo"}):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return run(command, rest)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(command: str, rest: Sequence[str]) -> int:
    ensure_environment(DEV if command in {"test", "torture"} else BASE)
    keep_bytecode()
    if command == "test":
        return become([str(PYTHON), "-m", "tests", *rest])
    if command in {"bench", "torture"}:
        return become([str(PYTHON), "-m", f"tests.{command}", *rest])
    return become([str(PYTHON), "-m", "tracker.server", command])


def become(command: list[str]) -> int:
    """Continue as another program, under the same process id where the system knows that."""
    os.chdir(ROOT)
    if sys.platform != "win32":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.call(command)


def ensure_environment(lock: str) -> None:
    """Bring `.venv` to the state that the lock file describes; touches nothing when it is there already."""
    if is_installed(lock):
        return
    require_tools()
    with exclusively(LOCK_FILE):
        if not is_installed(lock):
            install(lock)


def keep_bytecode() -> None:
    """Have the house's own files compiled, which would otherwise take a third of each start.

    Python keeps what it compiled by itself, but not where PYTHONDONTWRITEBYTECODE is set, as it often is in containers.
    """
    for path in (ROOT / name for name in OWN_CODE):
        if os.access(path, os.W_OK):
            (compileall.compile_dir if path.is_dir() else compileall.compile_file)(path, quiet=2)


def require_tools() -> None:
    if sys.version_info[:2] < OLDEST:
        raise Refusal(f"需要 Python 3.11 或更新版本，当前为 {platform.python_version()} Python 3.11 or newer is needed")
    if not importlib.util.find_spec("ensurepip"):
        raise Refusal("缺少 venv 模块，请先安装（Debian/Ubuntu: apt install python3-venv） python3-venv is missing")


def wanted(lock: str) -> dict[str, str]:
    """What the marker must say for this lock: the Python, the place, and the hash of each lock that is covered."""
    hashes = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in COVERS[lock]}
    version = ".".join(map(str, sys.version_info[:2]))
    return {"python": version, "place": str(VENV), **hashes}


def marker() -> dict[str, str]:
    try:
        found = json.loads(MARKER.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_installed(lock: str) -> bool:
    return not VENV.is_symlink() and PYTHON.exists() and wanted(lock).items() <= marker().items()


def install(lock: str) -> None:
    target = wanted(lock)
    present = marker()
    if VENV.is_symlink() or not PYTHON.exists() or any(present.get(key) != target[key] for key in ("python", "place")):
        print("正在建立运行环境 .venv … creating the environment", flush=True)
        make_venv()
    MARKER.unlink(missing_ok=True)
    print(f"正在安装依赖（{lock}），首次约需一分钟 … installing the locked packages", flush=True)
    pip_install(lock)
    written = MARKER.with_suffix(".new")
    written.write_text(json.dumps(target, indent=1), encoding="utf-8")
    written.replace(MARKER)


def make_venv() -> None:
    try:
        if VENV.is_symlink():
            VENV.unlink()
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refusal(
            f"无法建立 .venv（{error}），请确认目录可写并已安装 python3-venv the environment could not be created"
        ) from None


def pip_install(lock: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock)], check=False)
    if done.returncode:
        raise Refusal(
            "依赖安装失败，原因见上文；离线时请设置 PIP_FIND_LINKS 和 PIP_NO_INDEX installing failed, see above"
        )


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Let one process at a time pass; the system releases the lock when its holder dies."""
    try:
        handle = path.open("a+b")
    except OSError as error:
        raise Refusal(f"目录不可写：{error} the folder is not writable") from None
    with handle:
        wait_for(handle)
        yield


def wait_for(handle: IO[bytes]) -> None:
    told = False
    while not try_lock(handle):
        if not told:
            print("另一个进程正在准备环境，等待其完成 … waiting for another start to finish", flush=True)
        told = True
        time.sleep(0.2)


def try_lock(handle: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
