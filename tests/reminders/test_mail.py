"""The morning's list by e-mail, against a server on this machine."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests import factories as f
from tests.reminders.conftest import soon
from tracker.clock import now
from tracker.db import db
from tracker.disclosures.models import Disclosure
from tracker.reminders import mail
from tracker.reminders.choices import MailState
from tracker.reminders.models import Reminder, ReminderAddress, ReminderMail

Command = Callable[..., Result]


class Postbox(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP to take messages; ``refuses`` answers every recipient with 550."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[tuple[str, bytes]] = []
        self.refuses = False


class Conversation(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self.say("220 ready")
        recipient = ""
        while line := self.rfile.readline():
            word = line.strip().split(b":")[0].upper()
            if word.startswith(b"RCPT"):
                recipient = line.split(b"<")[1].split(b">")[0].decode()
                self.say("550 no such box" if self.server.refuses else "250 ok")
            elif word == b"DATA":
                self.say("354 go on")
                self.server.taken.append((recipient, self.body()))
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    with Postbox() as box:
        thread = threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        port = str(box.server_address[1])
        app.config["SMTP"] = {"HOST": "127.0.0.1", "PORT": port, "FROM": "gkb@tcwy.gov.cn", "SECURITY": "none"}
        yield box
        box.shutdown()
        thread.join()
        app.config["SMTP"] = {}


@pytest.fixture
def reader(late: Disclosure) -> Any:
    user = f.liaison()
    f.add(ReminderAddress(user_id=user.id, address="fgj@tcwy.gov.cn", set_at=now()))
    return user


def test_it_works(postbox: Postbox, reader: Any, late: Disclosure, command: Command) -> None:
    soon(late.unit)
    soon(f.liaison("zjj").unit, title="别的单位的")
    assert "发出邮件1封" in command("remind").stdout
    [(to, data)] = postbox.taken
    message = message_from_bytes(data, policy=policy.default)
    assert (to, message["To"], message["From"]) == ("fgj@tcwy.gov.cn", "fgj@tcwy.gov.cn", "gkb@tcwy.gov.cn")
    assert message["Subject"] == "重点领域政府信息公开：2018-12-20 有2项提醒"
    text = message.get_content()
    assert "1. 《某项目批复》公开记录应公开，期限 2018-12-14 已过，逾期4个工作日，请尽快办理。" in text
    assert "别的单位的" not in text


def test_one_message_a_day(postbox: Postbox, reader: Any, late: Disclosure, command: Command) -> None:
    command("remind")
    soon(late.unit)
    command("remind")
    assert len(postbox.taken) == 1
    assert [each.state for each in db.session.scalars(select(ReminderMail))] == [MailState.SENT]


def test_what_the_server_refused_is_tried_again(postbox: Postbox, reader: Any, command: Command) -> None:
    postbox.refuses = True
    result = command("remind")
    assert result.exit_code == 0
    assert "给 fgj@tcwy.gov.cn 的提醒邮件没有发出" in result.stderr
    assert db.session.scalars(select(ReminderMail.state)).one() is MailState.FAILED
    assert len(db.session.scalars(select(Reminder)).all()) == 1
    postbox.refuses = False
    command("remind")
    assert len(postbox.taken) == 1


def test_one_that_may_have_gone_out_is_not_sent_again(postbox: Postbox, reader: Any, command: Command) -> None:
    f.add(ReminderMail(user_id=reader.id, on=date(2018, 12, 20), count=1, state=MailState.SENDING, at=now()))
    command("remind")
    assert postbox.taken == []


def test_a_disabled_account_gets_none(postbox: Postbox, reader: Any, command: Command) -> None:
    reader.disabled_at = now()
    command("remind")
    assert postbox.taken == []


def test_a_server_that_is_not_there(app: Flask, reader: Any, command: Command) -> None:
    app.config["SMTP"] = {"HOST": "127.0.0.1", "PORT": "1", "FROM": "a@b.cn", "SECURITY": "none"}
    result = command("remind")
    app.config["SMTP"] = {}
    assert result.exit_code == 0
    assert result.stderr.count("\n") == 1
    assert len(db.session.scalars(select(Reminder)).all()) == 1


@pytest.mark.parametrize(
    "settings",
    [{"HOST": "x"}, {"HOST": "x", "FROM": "a@b.cn", "PORT": "二五"}, {"HOST": "x", "FROM": "a", "SECURITY": "y"}],
)
def test_settings_that_cannot_be(settings: dict[str, str]) -> None:
    with pytest.raises(mail.NotSent, match="邮件设置不完整"):
        mail.server({"HOST": "x"} | settings)


def test_settings_have_sound_defaults() -> None:
    assert mail.server({}) is None
    found = mail.server({"HOST": "x", "FROM": "a@b.cn"})
    assert found is not None
    assert (found.port, found.security) == (25, "starttls")
    secure = mail.server({"HOST": "x", "FROM": "a@b.cn", "SECURITY": "tls"})
    assert secure is not None
    assert secure.port == 465
