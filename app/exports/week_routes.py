"""A week as a file for other programs, over HTTP."""

import json

from fastapi import Request
from pydantic import JsonValue
from starlette.responses import Response

from app.core.http import Document, Reading, refuses, router
from app.core.limits import Kind, counts_as
from app.exports import dribdat, hackathon, policy, week_package, whole_week
from app.people.deps import Reader, Visitor
from app.weeks.deps import WeekDep

routes = router(tag="Files")

JSON_LD = "application/ld+json"
ZIP = "application/zip"
_A_HACKATHON: JsonValue = {
    "@context": "https://schema.org", "@type": "Hackathon", "name": "Winter 2027", "startDate": "2027-02-01T09:00:00+01:00",
    "endDate": "2027-02-05T17:00:00+01:00", "workPerformed": [{"@type": "CreativeWork", "name": "A tide clock"}],
}  # fmt: skip
_A_PACKAGE: JsonValue = {"name": "event-winter-2027", "resources": [{"name": "events", "data": []}]}
_ORGANIZERS = refuses((403, "organizers_only"))


@routes.get(
    "/weeks/{slug}/hackathon.json", operation_id="getHackathon", summary="A week in the words of schema.org",
    response_class=Response,
    responses={200: {"content": {JSON_LD: {"schema": {"type": "object", "examples": [_A_HACKATHON]}}}, "description": "A schema.org Hackathon"}},
)  # fmt: skip
@counts_as(Kind.EXPORTS)
def get_hackathon(session: Reading, actor: Visitor, week: WeekDep, request: Request) -> Response:  # noqa: ARG001
    """JSON-LD after the hackathon.json profile: the week, its pitches as `workPerformed`, their leads and crews by name."""
    document = hackathon.document(whole_week.of(session, week), _base(request))
    return _sent(json.dumps(document, ensure_ascii=False).encode(), JSON_LD)


@routes.get(
    "/weeks/{slug}/datapackage.zip", operation_id="getWeekPackage", summary="All of a week as a data package",
    response_class=Response,
    responses={
        200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}, "description": "A Frictionless data package"},
        **_ORGANIZERS,
    },
)  # fmt: skip
@counts_as(Kind.EXPORTS)
def get_week_package(session: Reading, actor: Reader, week: WeekDep) -> Response:
    """`datapackage.json` and a CSV file a table, without e-mail addresses; `offtrail import package` reads it."""
    policy.may_have_package(actor, week).require()
    content = week_package.zipped(week_package.files(whole_week.of(session, week)))
    return _sent(content, ZIP, f"{week.slug}-datapackage.zip")


@routes.get(
    "/weeks/{slug}/dribdat.json", operation_id="getDribdatPackage", summary="A week as dribdat's data package",
    response_class=Response,
    responses={
        200: {"content": {"application/json": {"schema": {"type": "object", "examples": [_A_PACKAGE]}}}, "description": "A data package as dribdat has it"},
        **_ORGANIZERS,
    },
)  # fmt: skip
@counts_as(Kind.EXPORTS)
def get_dribdat_package(session: Reading, actor: Reader, week: WeekDep, request: Request) -> Response:
    """Resources events, projects, users, categories and activities; `offtrail import dribdat` reads it, as dribdat does."""
    policy.may_have_package(actor, week).require()
    content = dribdat.text(whole_week.of(session, week), _base(request)).encode()
    return _sent(content, "application/json", f"{week.slug}-datapackage.json")


def _base(request: Request) -> str:
    """The address by which the reader knows this service."""
    return str(request.base_url).rstrip("/")


def _sent(body: bytes, kind: str, name: str | None = None) -> Document:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return Document(body, headers=headers, media_type=kind)
