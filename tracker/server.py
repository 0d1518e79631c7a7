"""The tracker behind a web server: gunicorn, or waitress where gunicorn does not run. Started by bootstrap.py.

The application is made once and the workers are forked from it, so that a start costs one import of everything.
"""

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.exc import DBAPIError
from werkzeug.utils import import_string

from tracker import collector, logbook
from tracker.bootstrap import LOCK_FILE, Refusal, exclusively
from tracker.configuration import Unsafe
from tracker.db import db

if sys.platform == "win32":
    import waitress
else:
    from gunicorn.app.base import BaseApplication

    from tracker.worker import Worker

WORKERS, THREADS = 2, 4
DEMO_LOGINS = """\
演示账号（密码均为 demo-Pass-2018） demo logins, password demo-Pass-2018:
  admin 管理员 · office 公开办 · auditor 审计员 · liaison-fgj 区发改局联络员 · leader-fgj 区发改局分管领导
  其他单位 other units: liaison-<代码>, leader-<代码>，如 zjj czj hbz"""


def main(argv: list[str]) -> int:
    try:
        return start(argv[0])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except DBAPIError as error:
        print(f"数据库连不上或打不开：{' '.join(str(error.orig).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def start(command: str) -> int:
    if command == "prepare":
        return prepare(create_app())
    try:
        host, port = address()
    except Refusal as refusal:
        raise Refusal("\n".join([str(refusal), *(also_unsafe() if command == "serve" else ())])) from None
    refuse_taken(host, port)
    logbook.configure(logging.INFO if command == "serve" else logging.WARNING)
    with collector.paused():
        app = ready_demo() if command == "demo" else ready_production()
    with app.app_context():
        db.engine.dispose()
    collector.settle()
    lines = f"服务已启动 serving on http://{shown(host)}:{port}" + (f"\n{DEMO_LOGINS}" if command == "demo" else "")
    serve(app, host, port, lambda _server: print(lines, flush=True))
    return 0


def create_app(mode: str = "development") -> Flask:
    app: Flask = import_string("app:create_app")(mode=mode)
    return app


def ready_production() -> Flask:
    app = create_app("production")
    if not is_current(app):
        raise Refusal("数据库结构不是最新，请先运行 .venv/bin/flask db upgrade")
    return app


def ready_demo() -> Flask:
    """The application on the demo district, which is made first where it is not there yet."""
    app = create_app()
    if app.config["DEMO"] and is_current(app):
        return app
    prepare_apart()
    return create_app()


def address() -> tuple[str, int]:
    port = os.environ.get("PORT") or "5000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Refusal(f"PORT 应为 1–65535 的整数，不是“{port}”")
    return os.environ.get("HOST") or "127.0.0.1", int(port)


def also_unsafe() -> list[str]:
    """What else the production server would refuse, so that all of it is named at once."""
    try:
        create_app("production")
    except Unsafe as unsafe:
        return str(unsafe).splitlines()
    return []


def shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"无法在 {host}:{port} 启动：端口已占用，或地址不属于本机（错误号 {error.errno}）。请用 PORT 另选端口。"
            ) from None


def is_current(app: Flask) -> bool:
    with app.app_context():
        scripts = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
        with onlooker(db.engine.url) as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == set(scripts.get_heads())


@contextmanager
def onlooker(url: URL) -> Iterator[Connection]:
    """A connection that leaves an SQLite file's log alone: the last one that may write puts all of a log that a crash
    left behind into the database when it is closed, and a start need not wait for that."""
    file = Path(url.database or "")
    if url.get_backend_name() == "sqlite" and file.with_name(f"{file.name}-wal").is_file():
        url = url.set(database=f"file:{quote(str(file))}", query={"mode": "ro", "uri": "true"})
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def prepare(app: Flask) -> int:
    """The newest schema and the demo district; both leave alone what is there."""
    with exclusively(LOCK_FILE):
        if not is_current(app):
            with app.app_context():
                upgrade()
        app.cli.main(args=["load-demo"], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    return 0


def prepare_apart() -> None:
    """In a process of its own: the workers would otherwise carry for life the memory that loading the demo takes."""
    print("正在准备演示数据库 … preparing the demo database", flush=True)
    done = subprocess.run([sys.executable, "-m", "tracker.server", "prepare"], check=False)
    if done.returncode:
        raise Refusal("演示数据库未能建立，原因见上文")


if sys.platform == "win32":

    def serve(app: Flask, host: str, port: int, ready: Callable[[object], None]) -> None:
        ready(None)
        waitress.serve(app, host=host, port=port, threads=WORKERS * THREADS)

else:

    class Gunicorn(BaseApplication):  # type: ignore[misc]
        def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
            self.app, self.settings = app, settings
            super().__init__()

        def load_config(self) -> None:
            for name, value in self.settings.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return self.app

    def serve(app: Flask, host: str, port: int, ready: Callable[[object], None]) -> None:
        settings = {
            "bind": f"{shown(host)}:{port}",
            "workers": WORKERS,
            "worker_class": Worker,
            "threads": THREADS,
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 10,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "logconfig_dict": logbook.settings(logging.getLogger("tracker").level or logging.WARNING),
            "proc_name": "tracker",
            "control_socket_disable": True,
            "when_ready": ready,
        }
        Gunicorn(app, settings).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
