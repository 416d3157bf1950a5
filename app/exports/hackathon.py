"""A week as hackathon.json: a schema.org Hackathon in JSON-LD, with its pitches as `workPerformed`."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.errors import utc_text
from app.core.fields import UUID
from app.exports import whole_week
from app.exports.whole_week import WholeWeek
from app.people.models import Person
from app.pitches.models import LabelKind, Pitch, PitchStatus
from app.signups.models import SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import Phase

_OURS = re.compile(UUID)
Thing = dict[str, Any]  # whatever JSON-LD may say of something


def document(whole: WholeWeek, base: str) -> Thing:
    """The week as everybody who may read it sees it. `base` is the service's address, without a slash at its end."""
    week = whole.week
    page = f"{base}/weeks/{week.slug}"
    cancelled = week.phase(clock.now()) is Phase.CANCELLED
    told = {
        "@context": "https://schema.org", "@type": "Hackathon", "@id": page, "identifier": _known_by(week),
        "name": week.title, "description": week.description or week.theme, **_dates(whole),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "location": {"@type": "Place", "name": week.location} if week.location else None,
        "url": page, "mainEntityOfPage": week.url,
        "workPerformed": [_work(whole, pitch, base) for pitch in whole.pitches if _is_shown(pitch)],
    }  # fmt: skip
    return _said(told)


def _is_shown(pitch: Pitch) -> bool:
    return pitch.status is PitchStatus.SUBMITTED


def _said(thing: Thing) -> Thing:
    """What there is to say: a property without a value says nothing."""
    return {name: value for name, value in thing.items() if value not in (None, "", [])}


def _dates(whole: WholeWeek) -> Thing:
    """The instants at which exploring begins and the demos end, on the clocks of the week; else the days."""
    week = whole.week
    schedule = week.schedule
    if schedule is None or week.time_zone is None:
        days = zip(("startDate", "endDate"), whole_week.days(week), strict=True)
        return {name: day.isoformat() for name, day in days if day}
    zone = ZoneInfo(week.time_zone)
    begins, ends = (schedule.begins[phase].astimezone(zone) for phase in (Phase.EXPLORING, Phase.WRAP_UP))
    return {"startDate": begins.isoformat(), "endDate": ends.isoformat()}


def _work(whole: WholeWeek, pitch: Pitch, base: str) -> Thing:
    leads = whole.leads.get(pitch.id, [])
    crew = [s.person_id for s in whole.signups.get(pitch.id, []) if s.status is SignUpStatus.ACCEPTED]
    page = f"{base}/pitches/{pitch.id}"
    return _said({
        "@type": "CreativeWork", "@id": page, "identifier": _known_by(pitch), "name": pitch.title,
        "description": pitch.summary, "text": pitch.body, "keywords": whole.labels.get((pitch.id, LabelKind.TAG), []),
        "dateCreated": utc_text(pitch.submitted_at) if pitch.submitted_at else None, "url": page,
        "relatedLink": [{"@type": "WebPage", "name": link["title"], "url": link["url"]} for link in pitch.links],
        "creator": [_person(whole, id_, base) for id_ in leads],
        "contributor": [_person(whole, id_, base) for id_ in crew],
    })  # fmt: skip


def _person(whole: WholeWeek, person_id: str, base: str) -> Thing:
    person = whole.people[person_id]
    return {
        "@type": "Person", "@id": f"{base}/people/{person_id}", "identifier": _known_by(person), "name": person.name
    }  # fmt: skip


def _known_by(row: Week | Pitch | Person) -> str:
    """An id that nothing else has anywhere: that of the Offtrail where it was made. Other sources number for themselves."""
    came = row.source_id or ""
    return came if _OURS.fullmatch(came) else row.id
