"""Serves the page: files under a hash of the whole tree, and the shell wherever nothing else answers."""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
ALWAYS = {"x-content-type-options": "nosniff", "vary": "accept-encoding"}
ASSET = {**ALWAYS, "cache-control": "public, max-age=31536000, immutable"}
DOCUMENT = {
    **ALWAYS,
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
}
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
NOT_PAGES = re.compile(r"/(api|assets|docs|redoc|metrics)(/|$)|/(openapi\.\w+|healthz|readyz|favicon\.ico)$")
ROUTE = re.compile(r"\['(/[^']*)', \(\) => import\('\./(screens/[^']+)'\)\]")
COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)[ \t]*$", re.MULTILINE)
IMPORT = re.compile(r"^(?:import|export)\b[^;'\"]*?from '(\.[^']+)'", re.MULTILINE)


class Sent:
    """Bytes that don't change while the process runs, compressed once."""

    def __init__(self, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.body, self.kind = body, kind
        self.zipped = gzip.compress(body, 9, mtime=0)
        self.headers = headers

    def reply(self, asked: Headers) -> Response:
        if asked.get("if-none-match") == self.headers.get("etag", ""):
            return Response(status_code=304, headers=self.headers)
        if "gzip" in asked.get("accept-encoding", ""):
            zipped = {**self.headers, "content-encoding": "gzip"}
            return Response(self.zipped, headers=zipped, media_type=self.kind)
        return Response(self.body, headers=self.headers, media_type=self.kind)


class Page:
    """The folder in memory, and one shell for each screen."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            name: Sent(told(file), KINDS[file.suffix], ASSET) for name, file in sorted(shipped(folder))
        }
        tree = b"".join(name.encode() + file.body for name, file in self.files.items())
        self.base = f"/assets/{hashlib.sha256(tree).hexdigest()[:12]}/"
        self.html = (folder / "index.html").read_text("utf-8").replace("/assets/tree/", self.base)
        table = ROUTE.findall(self.files["main.js"].body.decode())
        self.screens = [
            (re.compile(re.sub(r":\w+", "[^/]+", path)), self.shell(file)) for path, file in table
        ]
        self.elsewhere = self.shell()

    def shell(self, *screen: str) -> Sent:
        """The document, with a preload for each module that the screen needs, so that none waits for another."""
        modules = self.modules("main.js", *screen)
        links = (f'<link rel="modulepreload" href="{self.base}{name}">' for name in modules)
        html = self.html.replace("</head>", "\n".join([*links, "</head>"]))
        etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:16]}"'
        return Sent(html.encode(), "text/html", {**DOCUMENT, "etag": etag})

    def modules(self, *entries: str) -> list[str]:
        found = list(entries)
        for name in found:  # grows while it is walked
            for target in IMPORT.findall(self.files[name].body.decode()):
                module = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                if module not in found:
                    found.append(module)
        return found

    def at(self, path: str) -> Sent | None:
        """What stands at a path; None where that is for others to say."""
        if NOT_PAGES.match(path):
            return self.files.get(path.removeprefix(self.base)) if path.startswith(self.base) else None
        return next((shell for pattern, shell in self.screens if pattern.fullmatch(path)), self.elsewhere)


def add_page(app: FastAPI, folder: Path) -> None:
    """Let the page answer what no route of `app` does. Call it in any order: routes always come first."""
    page, otherwise = Page(folder), app.router.default

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        readable = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        sent = page.at(scope["path"]) if readable else None
        reply = sent.reply(Headers(scope=scope)) if sent else otherwise
        await reply(scope, receive, send)

    app.router.default = serve


def told(file: Path) -> bytes:
    """What is sent of a file. Comments, and the types in them, stay here; lines keep their numbers."""
    body = file.read_bytes()
    return COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), body) if file.suffix == ".js" else body


def shipped(folder: Path) -> Iterator[tuple[str, Path]]:
    """What a browser may ask for: no settings of checking tools, nothing that they installed."""
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.suffix in KINDS and "node_modules" not in name:
            yield name, file
