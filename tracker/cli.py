"""What all commands share: a schema that fits, one line on stderr for each error, the exit codes 0, 1 and 2.

0: done. 1: refused, nothing changed. 2: wrong usage. Never a traceback for bad input (README, *Commands*).
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from tracker.db import db
from tracker.refusals import Refused


class HouseCommand(click.Command):
    """A command whose wrong usage is told in one line, with exit code 2."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(info_name, args, *more, **extra)
        except click.UsageError as error:
            _say(f"用法不对：{_in_chinese(error)}。用法说明：flask {info_name} --help")
            raise click.exceptions.Exit(2) from None


def _in_chinese(error: click.UsageError) -> str:
    """What is wrong with the command line, for the mistakes that people make; click's own words for the rest."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_names(error.param)}"
    if isinstance(error, click.BadParameter):
        return f"{_names(error.param)} 的值不对{_wanted(error.param.type if error.param else None)}"
    return error.format_message()


def _wanted(kind: click.ParamType[Any] | None) -> str:
    if isinstance(kind, click.DateTime):
        return "，应为 2018-09-20 这样的日期"
    if isinstance(kind, click.IntRange):
        return f"，应为{kind.min}至{kind.max}之间的整数"
    if isinstance(kind, click.Choice):
        return f"，应为 {'、'.join(map(str, kind.choices))} 之一"
    return ""


def _names(parameter: click.Parameter | None) -> str:
    return "、".join([*parameter.opts, *parameter.secondary_opts]) if parameter else "参数"


def house_command(name: str, *, example: str, schema: bool = True) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command of the house. ``example`` is shown by ``--help``.

    Inside, a rule that forbids is ``raise Refused("…")``: one line on stderr, exit 1, the transaction rolled back. Ends
    without a traceback also when the database cannot be reached. With ``schema`` an empty database is set up first.
    """

    def decorate(act: Callable[..., None]) -> click.Command:
        @wraps(act)
        def guarded(*args: Any, **kwargs: Any) -> None:
            try:
                if schema:
                    ensure_schema()
                act(*args, **kwargs)
            except Refused as refused:
                db.session.rollback()
                fail(str(refused))
            except DBAPIError as error:
                db.session.rollback()
                fail(f"数据库没有完成操作，未作任何改动：{error.orig}")
            except KeyboardInterrupt:
                db.session.rollback()
                fail("已取消，没有改动。")
            except BrokenPipeError:  # whoever read the output has read enough
                sys.stdout = None
            except OSError as error:
                db.session.rollback()
                fail(f"读写文件没有成功：{error}")

        described = click.command(name, cls=HouseCommand, epilog=f"\b\n例：\n  {example}")
        return described(with_appcontext(guarded))

    return decorate


def fail(*messages: str) -> None:
    """End the command with exit code 1 and each message on a line of its own."""
    for message in messages:
        _say(message)
    raise click.exceptions.Exit(1)


def _say(message: str) -> None:
    click.echo(" ".join(message.split()), err=True)


def ensure_schema() -> None:
    """Set an empty database up, silently; leave one with this version's schema alone.

    Raises Refused for a database of another version: bringing it up to date is an act of its own, after a backup.
    """
    current, head = schema_version(), newest_schema()
    if current == head:
        return
    if current is not None or inspect(db.engine).get_table_names():
        raise Refused(f"数据库结构（{current or '未标明'}）不是本版本的（{head}）：请先备份，再运行 flask db upgrade。")
    upgrade()


def schema_version() -> str | None:
    """The migration that the database stands at; None for one without any."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_schema() -> str | None:
    """The migration that this version of the program needs."""
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config()).get_current_head()
