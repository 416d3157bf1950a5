"""Serves the page in each of its languages: files under a hash of the whole tree, and the shell wherever nothing else answers."""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Iterator
from functools import cache, cached_property
from operator import itemgetter
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
ASSET = {"vary": "accept-encoding", "cache-control": "public, max-age=31536000, immutable"}
DOCUMENT = {
    "vary": "accept-encoding, accept-language, cookie",
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
}
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
NOT_PAGES = re.compile(
    r"/(api|assets|docs|redoc|metrics|mcp|\.well-known)(/|$)|/(openapi\.\w+|healthz|readyz|favicon\.ico)$"
)
ROUTE = re.compile(r"\['(/[^']*)', \(\) => import\('\./(screens/[^']+)'\)\]")
COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/)[ \t]*$", re.MULTILINE)
INDENTATION = re.compile(rb"^[ \t]+", re.MULTILINE)  # no text goes over several lines: tests/page looks
FIRST_LANGUAGE = "en"  # the one that the sources import, and that others are typed against
LANGUAGE = re.compile(r"words/([a-z]{2})\.js")
WORDS = re.compile(rb"('(?:\.{1,2}/)+(?:words/)?)(en(?:-\w+)?\.js)(?=')")
CHOSEN = re.compile(r"(?:^|;\s*)language=([a-z]{2})(?:;|$)")
IMPORT = re.compile(r"^(?:import|export)\b[^;'\"]*?from '(\.[^']+)'", re.MULTILINE)


class Sent:
    """Bytes that don't change while the process runs, compressed once, when somebody first asks for that."""

    def __init__(self, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.body, self.kind, self.headers = body, kind, headers

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    def reply(self, asked: Headers) -> Response:
        if asked.get("if-none-match") == self.headers.get("etag", ""):
            return Response(status_code=304, headers=self.headers)
        if "gzip" in asked.get("accept-encoding", ""):
            zipped = {**self.headers, "content-encoding": "gzip"}
            return Response(self.zipped, headers=zipped, media_type=self.kind)
        return Response(self.body, headers=self.headers, media_type=self.kind)


class Page:
    """The folder in memory: a tree for each language, which differ in their words alone, and one shell for each screen."""

    def __init__(self, folder: Path) -> None:
        files = {name: told(file) for name, file in sorted(shipped(folder))}
        html = (folder / "index.html").read_text("utf-8")
        tags = sorted(found[1] for name in files if (found := LANGUAGE.fullmatch(name))) or [FIRST_LANGUAGE]
        self.trees = {tag: Tree(tag, translated(files, tag), html, tags) for tag in tags}
        self.first = self.trees[FIRST_LANGUAGE]

    def at(self, path: str, asked: Headers) -> Sent | None:
        """What stands at a path; None where that is for others to say."""
        if NOT_PAGES.match(path):
            found = (
                tree.files.get(path.removeprefix(tree.base))
                for tree in self.trees.values()
                if path.startswith(tree.base)
            )
            return next(found, None)
        return self.spoken(asked).shell_at(path)

    def spoken(self, asked: Headers) -> "Tree":
        """The language that the reader chose, else the first that their browser asks for and that is there."""
        chosen = CHOSEN.search(asked.get("cookie", ""))
        for tag in [chosen[1] if chosen else "", *wanted(asked.get("accept-language", ""))]:
            if tag in self.trees:
                return self.trees[tag]
        return self.first


class Tree:
    """The page in one language. Its address is a hash of all that is in it."""

    def __init__(self, tag: str, files: dict[str, bytes], html: str, tags: list[str]) -> None:
        self.files = {
            name: Sent(body, KINDS[posixpath.splitext(name)[1]], ASSET) for name, body in files.items()
        }
        whole = b"".join(name.encode() + body for name, body in files.items())
        self.base = f"/assets/{hashlib.sha256(whole).hexdigest()[:12]}/"
        spoken = f'<html lang="{tag}" dir="{direction(files, tag)}" data-languages="{" ".join(tags)}">'
        self.html = html.replace("/assets/tree/", self.base).replace('<html lang="en">', spoken)
        table = ROUTE.findall(files["main.js"].decode())
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

    def shell_at(self, path: str) -> Sent | None:
        """The shell of the screen at a path, or of none; where a file is looked for, there is nothing."""
        found = next((shell for pattern, shell in self.screens if pattern.fullmatch(path)), None)
        is_file = "/." in path or "." in path.rpartition("/")[2]
        return found or (None if is_file else self.elsewhere)


def translated(files: dict[str, bytes], tag: str) -> dict[str, bytes]:
    """The files with imports of the first language's words turned to those of another, file by file where it has them."""
    if tag == FIRST_LANGUAGE:
        return files

    def turned(found: re.Match[bytes]) -> bytes:
        own = found[2].replace(FIRST_LANGUAGE.encode(), tag.encode(), 1)
        return found[1] + own if f"words/{own.decode()}" in files else found[0]

    return {name: WORDS.sub(turned, body) if name.endswith(".js") else body for name, body in files.items()}


def direction(files: dict[str, bytes], tag: str) -> str:
    """`ltr` or `rtl`, as the words themselves say."""
    found = re.search(rb"direction: '(ltr|rtl)'", files.get(f"words/{tag}.js", b""))
    return found[1].decode() if found else "ltr"


def wanted(header: str) -> list[str]:
    """The languages of an Accept-Language header, the dearest first, each without its region."""
    weighed: list[tuple[float, str]] = []
    for one in header.split(","):
        tag, _, weight = one.strip().lower().partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.partition("-")[0]))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=itemgetter(0)) if weight]


def add_page(app: FastAPI, folder: Path) -> None:
    """Let the page answer what no route of `app` does. Call it in any order: routes always come first.

    It is read when it is first asked for: programs that wait for a server to be ready need none. Raises FileNotFoundError where there is none.
    """
    (folder / "index.html").stat()
    page, otherwise = cache(lambda: Page(folder)), app.router.default

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        asked = Headers(scope=scope)
        readable = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        sent = page().at(scope["path"], asked) if readable else None
        reply = sent.reply(asked) if sent else otherwise
        await reply(scope, receive, send)

    app.router.default = serve


def told(file: Path) -> bytes:
    """What is sent of a file. Comments, the types in them, and indentation stay here; lines keep their numbers."""
    body = file.read_bytes()
    if file.suffix == ".js":
        body = COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), body)
    return INDENTATION.sub(b"", body) if file.suffix in {".js", ".css"} else body


def shipped(folder: Path) -> Iterator[tuple[str, Path]]:
    """What a browser may ask for: no settings of checking tools, nothing that they installed."""
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.suffix in KINDS and "node_modules" not in name:
            yield name, file
