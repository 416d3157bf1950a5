"""Entries as an iCalendar file; folding, escaping and the rules of each time zone are the library's."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.calendars.entries import Entry

if TYPE_CHECKING:
    from icalendar import Event

LOOK_AGAIN = timedelta(hours=1)
_BEYOND = timedelta(days=366)


def written(name: str, entries: Sequence[Entry], home: str) -> bytes:
    """A calendar of these entries, whose links begin with `home`."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Offtrail//Offtrail//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, home))
    if days := [_day(at) for entry in entries for at in (entry.begins, entry.ends) if at is not None]:
        calendar.add_missing_timezones(min(days) - _BEYOND, max(days) + _BEYOND)
    made: bytes = calendar.to_ical()
    return made


def _event(entry: Entry, home: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    event.add("dtstart", _local(entry.begins, entry.zone))
    if entry.ends is not None:
        event.add("dtend", _local(entry.ends, entry.zone))
    event.add("url", f"{home}{entry.path}")
    if entry.description:
        event.add("description", entry.description)
    if entry.location:
        event.add("location", entry.location)
    event.add("status", _status(entry))
    event.add("transp", "OPAQUE" if entry.busy and not entry.cancelled else "TRANSPARENT")
    return event


def _status(entry: Entry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.tentative else "CONFIRMED"


def _local(at: datetime | date, zone: str | None) -> datetime | date:
    """On the clocks of the week's zone; in UTC in the hour that they show twice, of which a calendar reads the first."""
    if not isinstance(at, datetime) or zone is None:
        return at
    local = at.astimezone(ZoneInfo(zone))
    return at.astimezone(UTC) if local.fold else local


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at
