"""One e-mail through the office's mail server, with the standard library alone."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid

SECURITY = ("none", "starttls", "tls")
PATIENCE = 15  # seconds


class NotSent(Exception):
    """Why the server did not take the message, in words for whoever runs it."""


@dataclass(frozen=True)
class Server:
    """``security``: tls from the first byte, starttls after the greeting, or none inside a closed network."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"


def server(settings: Mapping[str, str]) -> Server | None:
    """The server that the settings name; None where none is configured."""
    if not settings.get("HOST"):
        return None
    security = settings.get("SECURITY") or "starttls"
    port = settings.get("PORT") or ("465" if security == "tls" else "25")
    if security not in SECURITY or not port.isdigit() or not settings.get("FROM"):
        raise NotSent("邮件设置不完整：TRACKER_SMTP_FROM 必填，PORT 为数字，SECURITY 为 none、starttls 或 tls。")
    parts = (settings.get("USER", ""), settings.get("PASSWORD", ""), security)
    return Server(settings["HOST"], int(port), settings["FROM"], *parts)


def send(through: Server, to: str, subject: str, text: str) -> None:
    """Raises NotSent when the server cannot be reached or does not take the message."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = through.sender, to, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="disclosure-tracker")
    message.set_content(text, cte="base64")
    try:
        with _connect(through) as connection:
            if through.user:
                connection.login(through.user, through.password)
            connection.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"{type(error).__name__}：{error}"[:200]) from None


def _connect(through: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if through.security == "tls":
        return smtplib.SMTP_SSL(through.host, through.port, timeout=PATIENCE, context=context)
    connection = smtplib.SMTP(through.host, through.port, timeout=PATIENCE)
    if through.security == "starttls":
        connection.starttls(context=context)
    return connection
