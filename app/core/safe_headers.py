"""Headers that have browsers take no reply of ours for more than it is."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALL = {"x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin"}
_NO_FILES = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
}
_ENCRYPTED = {"strict-transport-security": "max-age=31536000"}


class SafeHeaders:
    """Plain ASGI: sets what a reply doesn't set itself. Pages have policies of their own; files of the page need none."""

    def __init__(self, app: ASGIApp, encrypted: bool) -> None:
        self.app = app
        self.files = _ALL | (_ENCRYPTED if encrypted else {})
        self.others = self.files | _NO_FILES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        due = self.files if scope["path"].startswith("/assets/") else self.others

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in due.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, sending)
