"""A week as the data package that dribdat writes: one JSON file with the records of event, projects and users in it.

What came from a dribdat goes out under its own server and numbers, and so is known again where it came from. What was
made here has this service's address as its server.
"""

import json
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import utc_text
from app.exports import whole_week
from app.exports.whole_week import WholeWeek
from app.pitches.models import LabelKind, Pitch, PitchStatus
from app.signups.models import SignUpStatus
from app.weeks.phases import Phase

SOURCE = "dribdat"
KEPT_WITH_THE_WEEK = ("categories", "activities")
OURS = ("signups.csv", "results.csv")
"""What an import keeps beside a row under these names is no column of the source's."""

COLUMN_OF_LINK = {
    "Repository": "source_url", "Demo": "webpage_url", "Download": "download_url", "Contact": "contact_url",
}  # fmt: skip
Record = dict[str, Any]  # as dribdat has it


def package(whole: WholeWeek, base: str) -> Record:
    """The package. `base` is this service's address, without a slash at its end."""
    week = whole.week
    names = _names(whole)
    extra = dict(week.source_extra or {}) if week.source == SOURCE else {}
    beside = {name: extra.pop(name, []) for name in KEPT_WITH_THE_WEEK}
    resources = {
        "events": [_event(whole, extra)],
        "projects": [_project(whole, pitch, names, base) for pitch in whole.pitches if _is_shown(pitch)],
        "users": _users(whole, names),
        **beside,
    }
    return {
        "name": f"event-{_id(week)}", "title": week.title, "description": week.theme or week.description,
        "keywords": ["dribdat", "hackathon", "co-creation"], "homepage": week.url or "",
        "sources": [{"title": "dribdat", "path": "https://dribdat.cc"}], "offtrail": {"event_url": _event_url(whole, base)}, "version": "0.2.0",
        "resources": [{"name": name, "data": data} for name, data in resources.items()],
    }  # fmt: skip


def text(whole: WholeWeek, base: str) -> str:
    """The package as a JSON text."""
    return json.dumps(package(whole, base), ensure_ascii=False, indent=1) + "\n"


def _is_shown(pitch: Pitch) -> bool:
    return pitch.status is PitchStatus.SUBMITTED


def _server(row: Any, base: str) -> str:  # a week or a pitch
    came = row.source_id.partition("/")[0] if row.source == SOURCE else ""
    return f"https://{came}" if came else base


def _id(row: Any) -> str | int:  # as above
    """The number on the server that a row came from; of what was made here, the end of its address."""
    if row.source == SOURCE:
        number = row.source_id.partition("/")[2] or row.source_id
        return int(number) if number.isascii() and number.isdigit() else number
    return str(getattr(row, "slug", row.id))


def _event_url(whole: WholeWeek, base: str) -> str:
    week = whole.week
    return f"{_server(week, base)}/{'event' if week.source == SOURCE else 'weeks'}/{_id(week)}"


def _event(whole: WholeWeek, extra: Record) -> Record:
    week = whole.week
    starts, ends = _dates(whole)
    return {
        "id": _id(week), "name": week.title,
        **({"summary": week.description} if "description" in extra else {"summary": week.theme, "description": week.description}),
        "starts_at": starts, "ends_at": ends, "location": week.location, "webpage_url": week.url or "",
        **{name: value for name, value in extra.items() if name not in OURS},
    }  # fmt: skip


def _dates(whole: WholeWeek) -> tuple[str, str]:
    """When exploring begins and the demos end, on the week's clocks; what a source wrote stays as it is."""
    week = whole.week
    schedule = week.schedule
    if schedule is not None and week.time_zone is not None:
        zone = ZoneInfo(week.time_zone)
        begins, ends = (schedule.begins[phase].astimezone(zone) for phase in (Phase.EXPLORING, Phase.WRAP_UP))
        return _minutes(begins), _minutes(ends)
    if week.dates_text:
        first, _, last = week.dates_text.partition(" / ")
        return first, last
    starts_on, ends_on = whole_week.days(week)
    return str(starts_on or ""), str(ends_on or "")


def _minutes(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M")


def _project(whole: WholeWeek, pitch: Pitch, names: dict[str, str], base: str) -> Record:
    came = pitch.source == SOURCE
    extra = dict(pitch.source_extra or {}) if came else {}
    tags = whole.labels.get((pitch.id, LabelKind.TAG), [])
    crew = [s.person_id for s in whole.signups.get(pitch.id, []) if s.status is SignUpStatus.ACCEPTED]
    return {
        "id": _id(pitch), "name": pitch.title, "summary": pitch.summary,
        ("excerpt" if "longtext" in extra else "longtext"): pitch.body,  # a blank text stood there, and the excerpt was read
        "team": ", ".join(names[id_] for id_ in crew),
        "maintainer": ", ".join(names[id_] for id_ in whole.leads.get(pitch.id, [])),
        **({} if came or not tags else {"hashtag": " ".join(f"#{_word(tag)}" for tag in tags)}),
        **({} if came else {"event_name": whole.week.title}),
        **_tags(tags, extra),
        "event_url": _event_url(whole, base),
        "created_at": utc_text(pitch.submitted_at) if pitch.submitted_at else "",
        **_links(pitch, f"{base}/pitches/{pitch.id}", came=came),
        **{name: value for name, value in extra.items() if name not in OURS},
    }  # fmt: skip


def _word(tag: str) -> str:
    return "-".join(tag.split())


def _tags(tags: list[str], extra: Record) -> Record:
    """The tags whole, where the words of the hashtag aren't just these: a tag of ours may have spaces."""
    words = str(extra.get("hashtag") or "").replace(",", " ").split() or [_word(tag) for tag in tags]
    same = list(dict.fromkeys(word.lstrip("#") for word in words)) == tags
    return {} if same else {"tags": json.dumps(tags, ensure_ascii=False)}


def _links(pitch: Pitch, page: str, *, came: bool) -> Record:
    """Addresses in the columns that dribdat has for them; one of a kind that it has none for may be the demo's."""
    columns: Record = {} if came else {"url": page}
    for link in pitch.links:
        column = "url" if came and link["title"] == "Original page" else COLUMN_OF_LINK.get(link["title"])
        if column is None and not came:
            column = "webpage_url"
        if column is not None:
            columns.setdefault(column, link["url"])
    return columns


def _users(whole: WholeWeek, names: dict[str, str]) -> list[Record]:
    """Those of whom it is said that they take part; others are in the teams alone."""
    users = []
    for part in whole.participation:
        if part.taking_part:
            person = whole.people[part.person_id]
            extra = person.source_extra if person.source == SOURCE else None
            users.append({"username": names[person.id], **(extra or {})})
    return users


def _names(whole: WholeWeek) -> dict[str, str]:
    """A user name for each person: their own at a dribdat, else their name, told apart where two share it.

    A comma would end a name in a list of names.
    """
    own = {
        id_: (person.source_id or "").partition("/")[2] or person.name
        for id_, person in whole.people.items()
        if person.source == SOURCE
    }
    plain = {
        id_: " ".join(person.name.replace(",", " ").split()) for id_, person in whole.people.items()
    } | own
    often = Counter(plain.values())
    return {id_: name if often[name] == 1 else f"{name} ({id_[-6:]})" for id_, name in plain.items()}
