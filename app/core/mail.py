"""Mail, by a server that the settings name."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from enum import StrEnum

from app.core import clock

TAKES_S = 20


class MailTls(StrEnum):
    """How the connection to the mail server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class NotSent(Exception):
    """The mail server did not take it; the sentence names no address."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server, and how we are known to it."""

    host: str
    port: int
    sender: str
    tls: MailTls
    user: str | None = None
    password: str | None = None

    def send(self, to: str, subject: str, body: str) -> None:
        """Hand one plain message to the server. Raises NotSent."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in return
        message.set_content(body)
        with self._known_to() as server:
            server.send_message(message)

    def greet(self) -> None:
        """Come as far as one gets without sending anything. Raises NotSent."""
        with self._known_to() as server:
            server.noop()

    @contextmanager
    def _known_to(self) -> Iterator[smtplib.SMTP]:
        """The server, once it knows who we are; what goes wrong with it is NotSent."""
        try:
            with self._connected() as server:
                if self.tls is MailTls.STARTTLS:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password or "")
                yield server
        except smtplib.SMTPResponseException as error:
            raise NotSent(f"{type(error).__name__} {error.smtp_code}") from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotSent(type(error).__name__) from error

    def _connected(self) -> smtplib.SMTP:
        if self.tls is MailTls.TLS:
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=TAKES_S, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self.host, self.port, timeout=TAKES_S)
