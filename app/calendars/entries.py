"""The entries of a week's calendar: its phases, and its demos where a running order gives them a time. Pure."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.calendars.queries import Past
from app.demos.models import Demo
from app.pitches.models import Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase, Schedule

_NAMES = {
    Phase.PITCHING: "pitching",
    Phase.FORMING: "forming crews",
    Phase.EXPLORING: "exploring",
    Phase.DEMOS: "demos",
    Phase.WRAP_UP: "wrap-up",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `sequence` rises with every change; `uid` stays. Instants are read in `zone`, days in none."""

    uid: str
    summary: str
    path: str
    begins: datetime | date
    ends: datetime | date | None
    zone: str | None
    changed_at: datetime
    sequence: int
    description: str = ""
    location: str = ""
    cancelled: bool = False
    tentative: bool = False
    busy: bool = False


def of_phases(week: Week, past: Past) -> Iterator[Entry]:
    """The phases of a week in their order. One that a new schedule skips reads as cancelled."""
    if (schedule := week.schedule) is None:
        yield from _days(week)
        return
    for phase in SCHEDULED[:-1]:
        skipped = schedule.begins[phase] == schedule.end_of(phase)
        if not skipped or phase in past.had_length:
            yield _phase(week, schedule, phase, past, skipped=skipped)


def _phase(week: Week, schedule: Schedule, phase: Phase, past: Past, *, skipped: bool) -> Entry:
    return Entry(
        uid=_uid(week.id, phase), summary=f"{week.title}: {_NAMES[phase]}", path=f"weeks/{week.slug}",
        begins=schedule.begins[phase], ends=schedule.end_of(phase), zone=week.time_zone,
        changed_at=past.changed_at or week.created_at, sequence=week.version - 1, description=week.theme,
        location=week.location, cancelled=skipped or week.cancelled_at is not None, tentative=week.published_at is None,
    )  # fmt: skip


def _days(week: Week) -> Iterator[Entry]:
    """An archived week has days, if any, and neither hours nor a zone."""
    first = week.starts_on or week.ends_on
    if first is None:
        return
    yield Entry(
        uid=_uid(week.id, "days"), summary=week.title, path=f"weeks/{week.slug}", begins=first,
        ends=(week.ends_on or first) + timedelta(days=1), zone=None, changed_at=week.created_at, sequence=week.version - 1,
        description=week.theme, location=week.location,
    )  # fmt: skip


def of_demos(
    week: Week, past: Past, demos: Iterable[tuple[Demo, Pitch]], changes: Mapping[str, datetime]
) -> Iterator[Entry]:
    """The demos of a week that have a time, or had one: then they read as cancelled."""
    for demo, pitch in demos:
        begins = demo.starts_at or past.starts.get(pitch.id)
        if begins is None:
            continue
        gone = demo.starts_at is None or pitch.status is not PitchStatus.SUBMITTED
        known = (past.changed_at, past.ordered_at, changes.get(pitch.id))
        yield Entry(
            uid=_uid(pitch.id, "demo"), summary=f"Demo: {pitch.title}", path=f"pitches/{pitch.id}", begins=begins,
            ends=begins + timedelta(minutes=demo.minutes) if demo.minutes else None, zone=week.time_zone,
            changed_at=max((at for at in known if at is not None), default=pitch.created_at),
            sequence=past.orders + demo.version + pitch.version + week.version - 3,
            description=week.title, location=demo.place, cancelled=gone or week.cancelled_at is not None, busy=True,
        )  # fmt: skip


def _uid(of: str, what: str) -> str:
    """The same for ever, wherever the service is moved."""
    return str(uuid.uuid5(uuid.UUID(of), what))
