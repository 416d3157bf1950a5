"""The contract: openapi.yaml made from the code, and a page of docs that needs nothing from elsewhere."""

import functools
from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

from app.api import ROUTES
from app.core.deprecation import HEADERS
from app.core.schema import ProblemOut
from app.examples import add_examples
from app.webhooks import hooks

_ABOUT = """\
The life of exploration weeks. Errors are `application/problem+json` with a stable `code`; lists are `{items, next}`;
each GET has an ETag; writes of what has a version take `If-Match`, where it is listed, and others refuse it; POST takes
an `Idempotency-Key`. A method that isn't listed for an address is 405 `method_not_allowed`; `Allow` names those that are.
See docs/api.
"""
_ALWAYS = {
    "400": "malformed_json, bad_request, bad_if_match, bad_idempotency_key",
    "401": "sign_in_required, bad_token",
    "403": "scope_missing, cross_site, viewing_as",
    "404": "not_found: not there, or not yours to know",
    "408": "too_slow: the body did not come in time",
    "409": "idempotency_conflict, conflict",
    "413": "body_too_large",
    "415": "unsupported_media_type: the body is not sent as application/json",
    "422": "invalid: the form of what was sent, with a line per field in errors",
    "429": "too_many_requests: more than one caller may ask for; try again after Retry-After seconds",
    "503": "database_unavailable, took_too_long, storage_full, busy, too_many_connections: try again after Retry-After seconds",
}
_TAGS = {
    "Session": "Who is asking, where they are signed in, and tokens for programs.",
    "People": "People and their home teams.",
    "Weeks": "Weeks, their schedules, and who takes part.",
    "Pitches": "Ideas offered for a week, with interest and comments.",
    "Sign-ups": "Places on a pitch, and wishes for one.",
    "Demos": "What crews show, and in which order.",
    "Outcomes": "What became of pitches: recorded by crews, pulled by programs.",
    "Insights": "How a week went, in figures.",
    "Events": "What happened: read by number, or followed live.",
    "Search": "Finding pitches, outcomes and people.",
}
_READS_HAVE = ("400", "401", "403", "404", "422", "429", "503")
_SENT_AS_MADE = {
    "text/event-stream",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What has no ETag, as nobody holds it whole."""

_FILES = (_SENT_AS_MADE - {"text/event-stream"}) | {"application/zip", "text/calendar"}
_HEADERS = {
    "ETag": "Names what is sent: `If-None-Match` asks for another, `If-Match` writes on no other version.",
    "Retry-After": "After how many seconds to try again.",
    "WWW-Authenticate": "Bearer: a token is asked for.",
    "Idempotent-Replayed": "`true` where this is the first answer to its Idempotency-Key again.",
    "Content-Disposition": "The name of the file.",
}
_ASKED = {
    "active": "Only those who are here (true), or only those who have left (false).",
    "cursor": "The `next` of the page read before, with the same filters as then.",
    "home_team": "Only people of this home team, by its name.",
    "kind": "Only outcomes of this kind.",
    "q": "Words to find; the last may be unfinished.",
    "reason": "Why an organizer writes outside the phase; it is recorded.",
    "sort": "The order: newest first, those that need people first, by title, or by chance, anew with each first page.",
    "status": "Only what has this status.",
    "tag": "Only pitches with this tag.",
    "week": "Only what is of this week, by its slug.",
    "without_crew": "Only those who hold no accepted member place.",
}
"""What a query's parameters of these names are for, where the route doesn't say it."""

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_DOCS = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Offtrail API</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs/files/swagger-ui.css">
<div id="swagger-ui"></div><script src="/docs/files/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
"""
_START = 'SwaggerUIBundle({url: "/openapi.yaml", dom_id: "#swagger-ui", deepLinking: true});\n'
_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with every operation's errors in the one problem shape."""
    if app.openapi_schema is None:
        read = {id(route): place for place, route in enumerate(ROUTES)}
        routes = sorted(app.routes, key=lambda route: read.get(id(route), len(read)))
        made = get_openapi(
            title="Offtrail", version="1", summary="Exploration weeks", description=_ABOUT, routes=routes,
            contact={"name": "The Offtrail authors"}, servers=[{"url": "/", "description": "The service that tells this."}],
        )  # fmt: skip
        schemas = made["components"]["schemas"]
        schemas["Problem"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        hooks.describe(made)
        add_examples(schemas)
        hooks.show_examples(made)
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                if path.startswith("/api/"):
                    _tell_errors(method, operation)
                    _tell_headers(method, operation)
                    _tell_parameters(operation)
                _tell_what_for(operation)
        made["components"]["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
        }
        made["tags"] = [_tag(name) for name in _used_tags(made)]
        app.openapi_schema = made
    return app.openapi_schema


def as_yaml(app: FastAPI) -> str:
    """The document as it lies in the repository."""
    import yaml

    class Plain(yaml.SafeDumper):
        """Writes what stands in two places twice: a reader of the diff follows no anchors."""

        def ignore_aliases(self, data: object) -> bool:  # yaml's signature
            return True

    return yaml.dump(document(app), Dumper=Plain, sort_keys=False, allow_unicode=True, width=110)


def _tell_errors(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status, codes in _ALWAYS.items():
        if (method == "get" and status not in _READS_HAVE) or (
            status == "415" and "requestBody" not in operation
        ):
            continue
        told = responses.get(status)
        own = told["description"] if told and told.get("content", {}).keys() == _PROBLEM.keys() else None
        responses[status] = {"description": f"{own}; {codes}" if own else codes, "content": _PROBLEM}
    read = responses.get("200") if method == "get" else None
    if read and not _SENT_AS_MADE & read.get("content", {}).keys():
        responses["304"] = {"description": "Unchanged since the ETag in If-None-Match"}
    if method == "post":
        operation.setdefault("parameters", []).append({
            "name": "Idempotency-Key", "in": "header", "required": False,
            "description": "Sent again within 24 hours, the same request gets the first answer again.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
        })  # fmt: skip
    operation["responses"] = dict(sorted(responses.items()))


def _tell_headers(method: str, operation: dict[str, Any]) -> None:
    """Which headers come with which reply, besides those of every HTTP message."""
    for status, response in operation["responses"].items():
        sent = response.get("content", {}).keys()
        names = []
        if status == "304" or (status in ("200", "201") and not _SENT_AS_MADE & sent):
            names.append("ETag")
        if status < "300" and method == "post":
            names.append("Idempotent-Replayed")
        if status == "200" and sent & _FILES:
            names.append("Content-Disposition")
        if status in ("429", "503"):
            names.append("Retry-After")
        if status == "401":
            names.append("WWW-Authenticate")
        if names:
            told = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
            response["headers"] = response.get("headers", {}) | told


def _tell_parameters(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query" and parameter["name"] in _ASKED:
            parameter.setdefault("description", _ASKED[parameter["name"]])


def _tell_what_for(operation: dict[str, Any]) -> None:
    """A description, which is the summary where that says it all; and in which headers a deprecation is told."""
    operation.setdefault("description", f"{operation['summary']}.")
    if operation.get("deprecated"):
        headers = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
        }
        for response in operation["responses"].values():
            response["headers"] = response.get("headers", {}) | headers


def _used_tags(made: dict[str, Any]) -> list[str]:
    """The tags of all operations, in the order of the contract."""
    operations = (operation for methods in made["paths"].values() for operation in methods.values())
    return list(dict.fromkeys(tag for operation in operations for tag in operation.get("tags", [])))


def _tag(name: str) -> dict[str, str]:
    return {"name": name} | ({"description": _TAGS[name]} if name in _TAGS else {})


def add_contract(app: FastAPI) -> None:
    """Serve the contract and its docs page, from this very host alone."""
    written = functools.cache(lambda: as_yaml(app))  # takes a second, and changes with the code alone
    app.openapi = lambda: document(app)  # type: ignore[method-assign]  # FastAPI's documented way

    @app.get("/openapi.yaml", include_in_schema=False)
    def contract() -> Response:
        return PlainTextResponse(written(), media_type="application/yaml")

    @app.get("/docs", include_in_schema=False)
    def docs() -> Response:
        return HTMLResponse(_DOCS, headers={"Content-Security-Policy": _POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    def start() -> Response:
        return Response(_START, media_type="text/javascript")

    files = Path(fastapi_offline.__file__).parent / "static"
    app.mount("/docs/files", StaticFiles(directory=files), name="docs")
