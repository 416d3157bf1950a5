"""A real SMTP server that keeps what it is handed, and can be made to refuse."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.serving import free_port


@dataclass
class Postbox:
    server: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # its name in aiosmtpd
        if self.refuses:
            return "451 Later, please"
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def last_link(self) -> str:
        """The link in the mail that came last; waits for one."""
        until = time.monotonic() + 20
        while not self.mails and time.monotonic() < until:
            time.sleep(0.05)
        return links_in(self.mails[-1])[0]


def links_in(mail: EmailMessage) -> list[str]:
    return [word for word in mail.get_content().split() if "://" in word]


@contextmanager
def a_postbox() -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        box.server = f"127.0.0.1:{controller.port}"
        yield box
    finally:
        controller.stop()
