"""What HTTP asks of every route: a session for each request, bytes made once, ETags, retries, errors of one shape."""

import functools
import hashlib
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlmodel import Session
from starlette.routing import Match
from starlette.types import Scope

from app.core import deprecation, idempotency, paging
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import BadRequest
from app.core.fields import SLUG, UUID
from app.core.gathered import Gathered
from app.core.limited import Limited
from app.core.limits import kind_of
from app.core.schema import Out
from app.core.together import way_of
from app.core.turns import in_turn
from app.core.visit import plan

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})(?:\.[0-9a-f]+)?"')
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
BASE = "/api/v1"
MADE = "offtrail.made"
CACHING = {"Cache-Control": "private, no-cache"}

IdPath = Annotated[str, Path(pattern=UUID, description="An id, as the API gave it.")]
SlugPath = Annotated[str, Path(pattern=SLUG, description="A week's slug.")]


def _session(request: Request) -> Iterator[Session]:
    db = cast(Database, request.app.state.db)
    with db.reading() if request.method == "GET" else db.writing() as session:
        yield session


Reading = Annotated[Session, Depends(_session)]
Writing = Annotated[Session, Depends(_session)]
"""Both are the one session of a request: a GET reads, every other method writes and is committed before the reply."""


def _expected_version(
    if_match: Annotated[str | None, Header(description="The ETag of what is being changed.")] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if not found:
        raise BadRequest("bad_if_match", 'If-Match takes one ETag as this API gives it, such as "3.0c1d2e".')
    return int(found[1])


IfMatch = Annotated[int | None, Depends(_expected_version)]


def _refuse_condition(request: Request) -> None:
    """A write whose condition nothing here can answer is not done: what it writes has no version."""
    if request.method != "GET" and request.headers.get("if-match", "*").strip() != "*":
        raise BadRequest("bad_if_match", "What this writes has no version; send it without If-Match.")


class Document(Response):
    """A whole reply that is no JSON, such as a feed or a calendar: with an ETag, and 304 to who has it, as others."""


def refuses(*codes: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` for these (status, code and when) pairs, in the problem shape."""
    told: dict[int | str, dict[str, Any]] = {}
    for status, text in codes:
        before = told.get(status, {}).get("description")
        told[status] = _problem(f"{before}; {text}" if before else text)
    return told


def gives(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` for a success that is no JSON."""
    content = {media_type: {"schema": {"type": "string"}}}
    return {200: {"description": description, "content": content}}


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


@dataclass(frozen=True, slots=True)
class Made:
    """A JSON body that is ready to be sent, with its ETag. Where it stays with the request, in `scope[MADE]`, it may be given again."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, out: BaseModel) -> "Made":
        body = out.__pydantic_serializer__.to_json(out)
        return cls(body, _etag(body, getattr(out, "version", None) or 0))

    @classmethod
    def whole(cls, body: bytes, version: int = 0) -> "Made":
        """Of JSON that was put together from pieces."""
        return cls(body, _etag(body, version))


_ANOTHER: tuple[Match, Scope] = (Match.NONE, {})


class Route(APIRoute):
    """A route that is answered in one visit to a thread, with a reply made there, once, from the schema that is returned.

    A writing endpoint names its session `session`, its actor `actor` and its body `body`. As many visits go on at a time
    as there are connections to the database; the rest wait their turn, holding nothing. One whose endpoint is marked
    `deprecated` says so in the contract and with every reply. Each counts towards what its caller may ask for.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # as APIRoute's
        leaves = deprecation.of(endpoint)
        if leaves:
            options["deprecated"] = True
        super().__init__(path, _answering(endpoint, options.get("status_code") or 200), **options)
        if way := way_of(endpoint):
            self.app = Gathered(self.app, way, _Making(self.status_code or 200))
        self.app = Limited(self.app, kind_of(endpoint, self.methods or set()))
        if leaves:
            self.app = deprecation.told_by(self.app, leaves)
        self.begins, self.ends = path.partition("{")[0], path.rpartition("}")[2]
        self.slashes = path.count("/")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As a route does, but most of the hundred others are told at a glance: by how the path begins and ends, and how many parts it has."""
        path: str = scope["path"]
        if path.startswith(self.begins) and path.endswith(self.ends) and path.count("/") == self.slashes:
            return super().matches(scope)
        return _ANOTHER


def router(prefix: str = "", tag: str = "") -> APIRouter:
    """A router for one feature, its paths whole: `app.api` puts them into one list."""
    return APIRouter(prefix=f"{BASE}{prefix}", tags=[tag] if tag else None, route_class=Route)


_NO_FILTERS = {"cursor", "limit", "request", "response", "bearer", "_"}
"""What doesn't make a list another: how much of it is read, and by whom."""

_REQUEST = inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)


def _answering(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    """The endpoint as FastAPI sees it: it asks for what the request alone can tell, and gives a finished response."""
    visit = plan(endpoint)

    filters = visit.parameters.keys() - _NO_FILTERS
    has_version = "if_match" in visit.parameters

    def visited(request: Request, arguments: dict[str, Any]) -> Response:
        if "cursor" in arguments:
            paging.within({name: arguments[name] for name in filters})
        if not has_version:
            _refuse_condition(request)
        with visit.solved(arguments) as found:
            return _once(request, found, lambda: _made(endpoint, found, status, request))

    @functools.wraps(endpoint)
    async def answer(**arguments: Any) -> Response:
        request: Request = arguments["request"]
        return await in_turn(request, lambda: visited(request, arguments))

    answer.__signature__ = visit.signature(_REQUEST)  # type: ignore[attr-defined]  # FastAPI reads it
    return answer


@dataclass(frozen=True, slots=True)
class _Making:
    """What is made of the requests that are answered together, and of the replies to them."""

    status: int

    @staticmethod
    def key(request: Request, actor: Actor, arguments: dict[str, Any]) -> idempotency.Key | None:
        return _key(request, actor, arguments)

    def reply(self, out: BaseModel, request: Request) -> Response:
        return _reply(out, self.status, request)


def _made(
    endpoint: Callable[..., Any], found: dict[str, Any], status: int, request: Request
) -> tuple[Response, bool]:
    """The response, and whether it shows a secret."""
    out = endpoint(**found)
    if isinstance(out, Document):
        return _tagged(bytes(out.body), _etag(bytes(out.body)), dict(out.headers), status, request), False
    reply = out if isinstance(out, Response) else _reply(out, status, request)
    if "response" in found:
        reply.raw_headers.extend(found["response"].raw_headers)
    return reply, isinstance(out, Out) and out.shows_secret


def _once(request: Request, found: dict[str, Any], write: Callable[[], tuple[Response, bool]]) -> Response:
    """What `write` gives; for a POST with an Idempotency-Key that came before, what it gave then."""
    key = _key(request, found["actor"], found) if "session" in found and "actor" in found else None
    return write()[0] if key is None else idempotency.once(found["session"], key, write)


def _key(request: Request, actor: Actor, arguments: dict[str, Any]) -> idempotency.Key | None:
    """The Idempotency-Key of a POST, for this actor, path, body and reason. Raises BadRequest("bad_idempotency_key")."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise BadRequest("bad_idempotency_key", "An Idempotency-Key is 1 to 200 visible ASCII characters.")
    who = actor.person_id or actor.via
    return idempotency.key_of(key, who, f"POST {request.url.path}", _sent(request, arguments))


def _sent(request: Request, arguments: dict[str, Any]) -> bytes:
    """What tells one request from another with the same key: the body, and the reason in the query."""
    body = arguments.get("body")
    sent = body.model_dump_json(exclude_unset=True) if isinstance(body, BaseModel) else ""
    return f"{request.url.query}\n{sent}".encode()


def _reply(out: BaseModel | Made | None, status: int, request: Request) -> Response:
    if out is None:
        return Response(status_code=204)
    if isinstance(out, Made):
        request.scope[MADE] = made = out
    else:
        made = Made.of(out)
    return _tagged(made.body, made.etag, {"Content-Type": "application/json"}, status, request)


def _etag(body: bytes, version: int = 0) -> str:
    digest = hashlib.sha256(body).hexdigest()  # processors do it: half of what any other takes
    return f'"{version}.{digest[:16]}"'


def _tagged(body: bytes, etag: str, headers: dict[str, str], status: int, request: Request) -> Response:
    """The reply with its ETag, or 304 for a reader who has it."""
    caching = {"ETag": etag} | CACHING
    if request.method == "GET" and is_known(etag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=caching)
    return Response(body, status, headers | caching)


def is_known(etag: str, asked: str | None) -> bool:
    """Whether the caller has just this already, by what If-None-Match says (RFC 9110, section 13.1.2, weak comparison)."""
    if asked is None:
        return False
    return asked.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in asked.split(",")}
