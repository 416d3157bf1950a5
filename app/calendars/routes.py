"""Calendars over HTTP."""

from collections.abc import Sequence

from fastapi import Request
from sqlmodel import Session

from app.calendars import entries, ical, queries
from app.calendars.entries import Entry
from app.core.http import Document, Reading, gives, refuses, router
from app.people.deps import CalendarReader, Visitor
from app.weeks.deps import WeekDep
from app.weeks.models import Week

routes = router(tag="Calendars")

_ICAL = gives("text/calendar", "iCalendar (RFC 5545)")


@routes.get("/weeks/{slug}/calendar.ics", operation_id="getWeekCalendar", summary="A week as a calendar",
            response_class=Document, responses=_ICAL)  # fmt: skip
def get_week_calendar(request: Request, session: Reading, actor: Visitor, week: WeekDep) -> Document:  # noqa: ARG001  # the scope to read
    """Its phases, and its demos where the running order gives them a time, on the clocks of its zone."""
    return _calendar(request, week.title, _entries(session, [week], None), week.slug)


@routes.get("/calendars/{secret}.ics", operation_id="getMyCalendar", summary="My calendar, by its secret address",
            response_class=Document, responses=_ICAL | refuses((410, "address_revoked")))  # fmt: skip
def get_my_calendar(request: Request, session: Reading, actor: CalendarReader) -> Document:
    """The weeks that I take part in, and when I am on: needs no sign-in. Made at `/me/addresses`."""
    weeks = queries.weeks_of(session, actor)
    mine = queries.pitches_of(session, actor, [week.id for week in weeks])
    return _calendar(request, "Offtrail", _entries(session, weeks, mine), "offtrail")


def _entries(session: Session, weeks: Sequence[Week], of: set[str] | None) -> list[Entry]:
    """The entries of these weeks, with the demos of these pitches alone where some are given."""
    ids = [week.id for week in weeks]
    pasts = queries.pasts(session, ids)
    demos = [(demo, pitch) for demo, pitch in queries.demos(session, ids) if of is None or pitch.id in of]
    changes = queries.changes(session, [pitch.id for _, pitch in demos])
    found: list[Entry] = []
    for week in weeks:
        found += entries.of_phases(week, pasts[week.id])
        found += entries.of_demos(
            week,
            pasts[week.id],
            [(demo, pitch) for demo, pitch in demos if pitch.week_id == week.id],
            changes,
        )
    return found


def _calendar(request: Request, name: str, found: list[Entry], file: str) -> Document:
    body = ical.written(name, found, str(request.base_url))
    headers = {"Content-Disposition": f'attachment; filename="{file}.ics"'}
    return Document(body, headers=headers, media_type="text/calendar")
