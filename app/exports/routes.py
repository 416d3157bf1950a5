"""Tables over HTTP, as CSV and for spreadsheets."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, cast

import anyio
from fastapi import Query, Request
from sqlmodel import Session
from starlette.responses import StreamingResponse

from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.core.fields import Query as QueryText
from app.core.http import Reading, gives, refuses, router
from app.core.limits import Kind, counts_as
from app.events import queries as log
from app.events.deps import Numbered
from app.exports import files, policy, tables
from app.exports.tables import Table
from app.feed import policy as feed_policy
from app.feed.deps import AskedOfLog
from app.feed.queries import Asking
from app.outcomes import queries as outcomes
from app.outcomes.models import OutcomeKind
from app.people.deps import OutcomeReader, Reader, Visitor
from app.weeks.deps import WeekDep

routes = router(tag="Tables")

_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = gives("text/csv", "CSV (RFC 4180) with a line of column names, in UTF-8")
_XLSX = gives(_XLSX_TYPE, "A workbook with one sheet")
_ORGANIZERS = refuses((403, "organizers_only"))
_LOG = refuses((403, "organizers_only"), (422, "unknown_event_type"))
WeekQuery = Annotated[QueryText | None, Query(description="Of one week, by its slug.")]
ActiveQuery = Annotated[
    bool | None, Query(description="Only those who are here, or only those who have left.")
]


@routes.get("/weeks/{slug}/pitches.csv", operation_id="takePitchesAsCsv", summary="The pitches of a week as CSV",
            response_class=StreamingResponse, responses=_CSV)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_pitches_as_csv(request: Request, actor: Visitor, week: WeekDep) -> StreamingResponse:  # noqa: ARG001  # the scope to read
    """A row for each pitch of the board, by title."""
    return _as_csv(request, tables.of_pitches(week))


@routes.get("/weeks/{slug}/pitches.xlsx", operation_id="takePitchesAsXlsx", summary="The pitches of a week as a workbook",
            response_class=StreamingResponse, responses=_XLSX)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_pitches_as_xlsx(session: Reading, actor: Visitor, week: WeekDep) -> StreamingResponse:  # noqa: ARG001  # the scope to read
    """As the CSV."""
    return _as_xlsx(session, tables.of_pitches(week))


@routes.get("/weeks/{slug}/signups.csv", operation_id="takeSignUpsAsCsv", summary="The sign-ups of a week as CSV",
            response_class=StreamingResponse, responses=_CSV)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_signups_as_csv(request: Request, actor: Reader, week: WeekDep) -> StreamingResponse:
    """A row for each open sign-up, as far as the lists of each pitch show them to you, in the order in which people asked."""
    return _as_csv(request, tables.of_signups(actor, week))


@routes.get("/weeks/{slug}/signups.xlsx", operation_id="takeSignUpsAsXlsx", summary="The sign-ups of a week as a workbook",
            response_class=StreamingResponse, responses=_XLSX)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_signups_as_xlsx(session: Reading, actor: Reader, week: WeekDep) -> StreamingResponse:
    """As the CSV."""
    return _as_xlsx(session, tables.of_signups(actor, week))


@routes.get("/outcomes.csv", operation_id="takeOutcomesAsCsv", summary="Outcomes as CSV",
            response_class=StreamingResponse, responses=_CSV)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_outcomes_as_csv(
    numbered: Numbered, request: Request, session: Reading, actor: OutcomeReader, week: WeekQuery = None,  # noqa: ARG001  # numbers first
    kind: OutcomeKind | None = None,
) -> StreamingResponse:  # fmt: skip
    """A row for each outcome, in the order of their last change. What must miss none pulls `/outcomes`."""
    return _as_csv(request, _outcomes(session, actor, week, kind))


@routes.get("/outcomes.xlsx", operation_id="takeOutcomesAsXlsx", summary="Outcomes as a workbook",
            response_class=StreamingResponse, responses=_XLSX)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_outcomes_as_xlsx(
    numbered: Numbered, session: Reading, actor: OutcomeReader, week: WeekQuery = None, kind: OutcomeKind | None = None  # noqa: ARG001
) -> StreamingResponse:  # fmt: skip
    """As the CSV."""
    return _as_xlsx(session, _outcomes(session, actor, week, kind))


@routes.get("/people.csv", operation_id="takePeopleAsCsv", summary="People as CSV",
            response_class=StreamingResponse, responses=_CSV | _ORGANIZERS)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_people_as_csv(request: Request, actor: Reader, active: ActiveQuery = None) -> StreamingResponse:
    """A row for each person, by name, with their addresses: for organizers."""
    policy.may_take_people_along(actor).require()
    return _as_csv(request, tables.of_people(actor, active))


@routes.get("/people.xlsx", operation_id="takePeopleAsXlsx", summary="People as a workbook",
            response_class=StreamingResponse, responses=_XLSX | _ORGANIZERS)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_people_as_xlsx(session: Reading, actor: Reader, active: ActiveQuery = None) -> StreamingResponse:
    """As the CSV."""
    policy.may_take_people_along(actor).require()
    return _as_xlsx(session, tables.of_people(actor, active))


@routes.get("/events.csv", operation_id="takeLogAsCsv", summary="The log as CSV: who did what, with before and after",
            response_class=StreamingResponse, responses=_CSV | _LOG)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_log_as_csv(
    numbered: Numbered, request: Request, session: Reading, actor: Reader, asking: AskedOfLog  # noqa: ARG001
) -> StreamingResponse:  # fmt: skip
    """A row for each event, oldest first: for organizers, and of one week for those of that week. `data` is JSON. What must miss none pulls `/events`."""
    return _as_csv(request, _log(session, actor, asking))


@routes.get("/events.xlsx", operation_id="takeLogAsXlsx", summary="The log as a workbook",
            response_class=StreamingResponse, responses=_XLSX | _LOG)  # fmt: skip
@counts_as(Kind.EXPORTS)
def take_log_as_xlsx(
    numbered: Numbered, session: Reading, actor: Reader, asking: AskedOfLog  # noqa: ARG001
) -> StreamingResponse:  # fmt: skip
    """As the CSV."""
    return _as_xlsx(session, _log(session, actor, asking))


def _log(session: Session, actor: Actor, asking: Asking) -> Table:
    feed_policy.may_read_the_log(actor, asking.week_id).require()
    return tables.of_log(actor, log.last_number(session), asking)


def _outcomes(session: Session, actor: Actor, week: str | None, kind: OutcomeKind | None) -> Table:
    if week is not None:
        outcomes.require_week(session, actor, week)
    return tables.of_outcomes(actor, log.last_number(session), week, kind)


def _as_csv(request: Request, table: Table) -> StreamingResponse:
    pieces = files.csv_pieces(cast(Database, request.app.state.db), table)
    sent = _in_turn(pieces, request.app.state.visits)
    return StreamingResponse(sent, media_type="text/csv", headers=_headers(table, "csv"))


def _as_xlsx(session: Session, table: Table) -> StreamingResponse:
    sent = files.pieces(files.xlsx(session, table))
    return StreamingResponse(sent, media_type=_XLSX_TYPE, headers=_headers(table, "xlsx"))


async def _in_turn(pieces: Iterator[bytes], visits: anyio.CapacityLimiter) -> AsyncIterator[bytes]:
    """Each piece made in a thread, as one visit among the others."""
    while (piece := await anyio.to_thread.run_sync(next, pieces, None, limiter=visits)) is not None:
        yield piece


def _headers(table: Table, kind: str) -> dict[str, str]:
    day = clock.now().date()
    name = f"offtrail-{table.name}-{day:%Y-%m-%d}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
