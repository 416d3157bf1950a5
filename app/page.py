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
DOCUMENT = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
    "vary": "accept-encoding",
}
ASSET = {
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "vary": "accept-encoding",
}
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
NOT_PAGES = re.compile(r"/(api|assets|docs|redoc|metrics)(/|$)|/(openapi\.\w+|healthz|readyz|favicon\.ico)$")
ROUTE = re.compile(r"\['(/[^']*)', \(\) => import\('\./(screens/[^']+)'\)\]")
IMPORT = re.compile(r"^(?:import|export)\b[^;'\"]*?from '(\.[^']+)'", re.MULTILINE)


class Page:
    """The folder in memory, each file compressed once, and one shell for each screen."""

    def __init__(self, folder: Path) -> None:
        self.files = {name: file.read_bytes() for name, file in sorted(shipped(folder))}
        tree = b"".join(name.encode() + body for name, body in self.files.items())
        self.base = f"/assets/{hashlib.sha256(tree).hexdigest()[:12]}/"
        self.zipped = {name: gzip.compress(body, 9, mtime=0) for name, body in self.files.items()}
        self.html = (folder / "index.html").read_text("utf-8").replace("/assets/tree/", self.base)
        table = ROUTE.findall(self.files["main.js"].decode())
        self.screens = [
            (re.compile(re.sub(r":\w+", "[^/]+", path)), self.shell(screen)) for path, screen in table
        ]
        self.elsewhere = self.shell()

    def shell(self, *screen: str) -> bytes:
        """The document, with a preload for each module that the screen needs, so that none waits for another."""
        links = (
            f'<link rel="modulepreload" href="{self.base}{name}">'
            for name in self.modules("main.js", *screen)
        )
        return self.html.replace("</head>", "\n".join([*links, "</head>"])).encode()

    def modules(self, *entries: str) -> list[str]:
        found = list(entries)
        for name in found:  # grows while it is walked
            for target in IMPORT.findall(self.files[name].decode()):
                module = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                if module not in found:
                    found.append(module)
        return found

    def asset(self, path: str, zips: bool) -> Response | None:
        name = path.removeprefix(self.base)
        if name == path or name not in self.files:
            return None
        kind = KINDS[posixpath.splitext(name)[1]]
        if zips:
            return Response(self.zipped[name], headers={**ASSET, "content-encoding": "gzip"}, media_type=kind)
        return Response(self.files[name], headers=ASSET, media_type=kind)

    def document(self, path: str, asked: Headers) -> Response:
        html = next((shell for pattern, shell in self.screens if pattern.fullmatch(path)), self.elsewhere)
        headers = {**DOCUMENT, "etag": f'"{hashlib.sha256(html).hexdigest()[:16]}"'}
        if asked.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        if accepts_gzip(asked):
            return Response(
                gzip.compress(html), headers={**headers, "content-encoding": "gzip"}, media_type="text/html"
            )
        return Response(html, headers=headers, media_type="text/html")


def add_page(app: FastAPI, folder: Path) -> None:
    """Let the page answer what no route of `app` does. Call it in any order: routes always come first."""
    page, otherwise = Page(folder), app.router.default

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(page, scope) if scope["type"] == "http" else None
        await (response or otherwise)(scope, receive, send)

    app.router.default = serve


def answer(page: Page, scope: Scope) -> Response | None:
    """The page's reply; None for what is not the page's: other methods, the API's paths, files that are not there."""
    path, asked = str(scope["path"]), Headers(scope=scope)
    if scope["method"] not in ("GET", "HEAD"):
        return None
    if NOT_PAGES.match(path):
        return page.asset(path, accepts_gzip(asked))
    return page.document(path, asked)


def accepts_gzip(asked: Headers) -> bool:
    return "gzip" in asked.get("accept-encoding", "")


def shipped(folder: Path) -> Iterator[tuple[str, Path]]:
    """What a browser may ask for: no settings of checking tools, nothing that they installed."""
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.suffix in KINDS and "node_modules" not in name:
            yield name, file
