"""Settings from the environment (README, *Operation*); the production server refuses unsafe ones with one line."""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from tracker import clock, networks, storage
from tracker.choices import Choice
from tracker.networks import Network, Networks

ROOT = Path(__file__).parent.parent
MODES = ("development", "test", "production")
SHORTEST_KEY = 32
DEMO_MARK = "demo.json"
SMTP_SETTINGS = ("HOST", "PORT", "FROM", "USER", "PASSWORD", "SECURITY")
UPLOAD_LIMIT = 10 * 1024 * 1024


class Unsafe(SystemExit):
    """A setting with which the program must not start."""


def apply(app: Flask, config: Mapping[str, Any], mode: str) -> None:
    """Fill ``app.config`` from the environment, then from ``config``.

    Raises Unsafe, which ends the program with one line, for a setting that the mode does not allow.
    """
    if mode not in MODES:
        raise ValueError(f"unknown mode {mode!r}")
    data_dir = Path(config.get("DATA_DIR") or os.environ.get("TRACKER_DATA_DIR") or ROOT / "instance").resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    demo = _demo_settings(data_dir)
    said = _Said()
    settings: dict[str, Any] = {
        "MODE": mode,
        "DATA_DIR": data_dir,
        "DEMO": bool(demo),
        "TODAY": said.by(_fixed_day, demo),
        "SQLALCHEMY_DATABASE_URI": said.by(_database_url, data_dir),
        "SECRET_KEY": os.environ.get("TRACKER_SECRET_KEY") or _own_key(data_dir),
        "SESSION_COOKIE_NAME": "tracker",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 3 * UPLOAD_LIMIT + 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 1000,
        "LARGEST_PLAIN_FORM": 5 * 1024 * 1024,  # a pasted sheet of 400,000 characters, of nine bytes each on the way
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,
        "SECOND_FACTOR": said.by(_one_of, "TRACKER_SECOND_FACTOR", ("optional", "required")),
        "PLAIN_HTTP": said.by(_one_of, "TRACKER_PLAIN_HTTP", ("refused", "allowed")),
        "NETWORKS": said.by(_networks, "TRACKER_NETWORKS", os.environ.get("TRACKER_NETWORKS", "")),
        "PROXIES": said.by(_proxies, os.environ.get("TRACKER_PROXIES", "")),
        "TRUSTED_HOSTS": said.by(_hosts, "TRACKER_HOSTS"),
        "PASSWORD_DAYS": said.by(_whole_number, "TRACKER_PASSWORD_DAYS"),
        "CLAMD": said.by(_socket, "TRACKER_CLAMD"),
        "IMPORT_PATIENCE": 1.5,
        "SMTP": {name: os.environ.get(f"TRACKER_SMTP_{name}", "").strip() for name in SMTP_SETTINGS},
        "WEBSITE_HOSTS": tuple(host.lower() for host in _listed("TRACKER_WEBSITE_HOSTS")),
        "LINK_HOSTS": os.environ.get("TRACKER_LINK_HOSTS", ""),
        "LINK_PAUSE": 2.0,
        "LINK_PATIENCE": 20.0,
        "ARGON2": {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1},
    }
    if mode == "production":
        said.faults += _unsafe(demo, data_dir)
    said.refuse()
    app.config.update(settings)
    app.config.update(config)
    app.config["DATA_DIR"] = data_dir
    _prepare_templates(app)


class _Said:
    """Reads settings one by one and remembers what is wrong, so that all of it is told at once."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def by(self, read: Callable[..., Any], *args: Any) -> Any:
        try:
            return read(*args)
        except Unsafe as unsafe:
            self.faults.append(str(unsafe))
            return None

    def refuse(self) -> None:
        if self.faults:
            raise Unsafe("\n".join(self.faults))


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(today=clock.today)
    app.jinja_env.filters.update(
        day=lambda value: value.isoformat() if value else "—",
        moment=lambda value: f"{clock.local(value):%Y-%m-%d %H:%M}" if value else "—",
        label=lambda value: value.label if isinstance(value, Choice) else "—",
    )
    app.context_processor(lambda: {"demo": app.config["DEMO"]})


def _one_of(name: str, values: tuple[str, ...]) -> str:
    """A setting with few values, the first when it is not set."""
    said = os.environ.get(name) or values[0]
    if said not in values:
        raise Unsafe(f"{name} 应为 {' 或 '.join(values)}，现为“{said}”。")
    return said


def _whole_number(name: str) -> int:
    said = os.environ.get(name) or "0"
    if not (said.isascii() and said.isdigit() and len(said) < 6):
        raise Unsafe(f"{name} 应为整数，现为“{said}”。")
    return int(said)


def _socket(name: str) -> str | None:
    """A Unix socket's path, or host:port."""
    said = os.environ.get(name) or None
    port = (said or "").rpartition(":")[2]
    if said and not said.startswith("/") and not (port.isascii() and port.isdigit() and ":" in said):
        raise Unsafe(f"{name} 应为套接字的完整路径或“主机:端口”，现为“{said}”。")
    return said


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _hosts(name: str) -> list[str] | None:
    """Host names; None where none are set. Something that names none would leave every host trusted."""
    found = _listed(name)
    if os.environ.get(name, "").strip() and not found:
        raise Unsafe(f"{name} 没有写主机名，应如 tracker.example.gov.cn，多个之间用逗号分隔；不限制的不要设置。")
    return found or None


def _networks(name: str, text: str) -> Networks:
    try:
        return networks.read(text)
    except ValueError as error:
        raise Unsafe(f"{name} 写法不对（{error}），应如 admin=10.1.0.0/16,127.0.0.1;auditor=10.1.2.3。") from None


def _proxies(text: str) -> tuple[Network, ...]:
    try:
        return networks.read(f"*={text}")["*"] if text else ()
    except ValueError as error:
        raise Unsafe(f"TRACKER_PROXIES 写法不对（{error}），应如 127.0.0.1,10.1.0.0/16。") from None


def _demo_settings(data_dir: Path) -> dict[str, str]:
    mark = data_dir / DEMO_MARK
    return json.loads(mark.read_text()) if mark.exists() else {}


def _fixed_day(demo: Mapping[str, str]) -> date | None:
    text = os.environ.get("TRACKER_TODAY") or demo.get("today")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Unsafe(f"TRACKER_TODAY 应为 2018-12-20 这样的日期，现为“{text}”。") from None


def _database_url(data_dir: Path) -> str:
    url = os.environ.get("TRACKER_DATABASE_URL") or f"sqlite:///{data_dir / 'tracker.db'}"
    try:
        driver = make_url(url).drivername
    except ArgumentError:
        raise Unsafe("TRACKER_DATABASE_URL 写法不对，应如 postgresql://用户:密码@主机/数据库。") from None
    if driver == "postgresql":
        url = url.replace("postgresql", "postgresql+psycopg", 1)
    return url


def _own_key(data_dir: Path) -> str:
    """A random key kept in the data folder, for development and the demo; workers share it."""
    path = data_dir / "secret_key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()


def _unsafe(demo: Mapping[str, str], data_dir: Path) -> Iterator[str]:
    key = os.environ.get("TRACKER_SECRET_KEY", "")
    if len(key) < SHORTEST_KEY or len(set(key)) < 8:
        yield f"未设置 TRACKER_SECRET_KEY 或强度不足：请设为至少{SHORTEST_KEY}位的随机字符。"
    for name in ("TRACKER_TODAY", "FLASK_DEBUG"):
        if os.environ.get(name, "0") not in ("", "0"):
            yield f"正式运行不能设置 {name}：它只用于演示、开发和测试。"
    if demo:
        yield "数据目录中是演示数据：请把 TRACKER_DATA_DIR 指向另一个目录。"
    if os.name != "nt" and data_dir.stat().st_mode & 0o007:
        yield f"数据目录 {data_dir} 允许其他用户访问，请先执行 chmod 750 {data_dir}。"
    kind = storage.kind_of(data_dir)
    if kind in storage.SHARED and not os.environ.get("TRACKER_DATABASE_URL", "").startswith("postgresql"):
        yield f"数据目录 {data_dir} 在网络共享（{kind}）上，SQLite 会损坏：请改用本机磁盘或 PostgreSQL。"
