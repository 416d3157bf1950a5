"""Reads the submissions of an event as pretalx's API gives them: pages of `results`, or their bare list."""

from collections import Counter
from pathlib import Path

from pydantic import JsonValue

from app.imports import json_file
from app.imports.cells import Cells, Unusable, is_empty, is_label, is_url
from app.imports.csv_folder import instant_of
from app.imports.located_json import Placed, Walk
from app.imports.one_week import OneWeek
from app.imports.rows import Batch, Key, Origin, PitchRow, Table

SOURCE = "pretalx"
NOT_TAKEN = ("draft", "deleted")
NOT_KEPT = ("internal_notes", "review_code", "reviews", "access_code", "invitations", "pending_state")
"""What the organizers of an event wrote for themselves, and codes that open doors."""
NOT_KEPT_OF_SPEAKERS = ("email", "avatar", "avatar_url", "avatar_thumbnail_default", "avatar_thumbnail_tiny",
    "availabilities", "internal_notes", "submissions", "has_arrived", "locale", "timezone", "code", "name")  # fmt: skip
_EXPAND = "ask the API with ?expand=speakers,submission_type,track,tags"


def read(files: list[Path], label: str, source: str | None, title: str | None) -> Batch:
    """The pages of one event, whose name is not in them."""
    week = OneWeek(label, source or SOURCE, title or label)
    week.add_week(Origin(files[0].name, 1))
    states = Counter[str]()
    for file in files:
        walk = json_file.walk(file, file.name, Table.PITCHES, week.batch)
        if walk is None:
            continue
        listed = walk.members(walk.root).get("results", walk.root)
        if not isinstance(listed.value, list):
            why = "is no page of submissions: it has no list named results"
            week.batch.refuse_unread(Table.PITCHES, Origin(file.name, 1), "results", why, json_file.AGAIN)
        _each(week, file.name, walk, walk.items(listed), states)
    if states:
        told = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
        week.batch.note("the states of submissions are kept in source_extra", told)
    return week.batch


def _each(week: OneWeek, name: str, walk: Walk, items: list[Placed], states: Counter[str]) -> None:
    for number, placed in enumerate(items, 1):
        origin = Origin(name, walk.line_of(placed.start))
        week.batch.read[Table.PITCHES] += 1
        try:
            if not isinstance(placed.value, dict):
                raise Unusable(None, "is no object", json_file.AGAIN)
            _submission(week, Cells(Table.PITCHES, origin, placed.value, week.batch), states)
        except Unusable as problem:
            column = f"results[{number}]" + (f".{problem.column}" if problem.column else "")
            week.batch.refuse(Table.PITCHES, origin, column, problem.why, problem.advice)


def _submission(week: OneWeek, cells: Cells, states: Counter[str]) -> None:
    code, state = cells.id("code"), cells.peek("state").strip()
    if state in NOT_TAKEN:
        week.batch.read[Table.PITCHES] -= 1
        week.batch.note(f"submissions that are {state} are not imported", code, cells.origin)
        return
    speakers = cells.value("speakers")
    labels = [
        text
        for column in ("submission_type", "track", "tags")
        for text in _texts(cells.value(column))
        if is_label(text)
    ]
    row = PitchRow(
        origin=cells.origin,
        key=Key(week.source, code),
        week=week.week,
        title=cells.name("title"),
        summary=cells.text("abstract"),
        body=cells.text("description"),
        tags=list(dict.fromkeys(labels)),
        links=_links(cells.value("resources")),
        submitted_at=instant_of(cells, "created"),
        owner=None,
        extra=cells.rest(without=NOT_KEPT),
    )
    leads = [_speaker(week, cells.origin, each) for each in _listed("speakers", speakers)]
    states[state or "without state"] += 1
    week.batch.pitches.append(row)
    for lead in leads:
        week.joins(cells.origin, row.key, lead, None)


def _speaker(week: OneWeek, origin: Origin, told: JsonValue) -> Key:
    if not isinstance(told, dict):
        raise Unusable("speakers", "are codes without names", _EXPAND)
    record = {name: value for name, value in told.items() if name not in NOT_KEPT_OF_SPEAKERS}
    cells = Cells(Table.PEOPLE, origin, record, week.batch)
    return week.person(
        origin,
        str(told.get("name") or ""),
        column="speakers",
        address=str(told.get("email") or ""),
        id_=str(told.get("code") or ""),
        extra={name: value for name, value in cells.rest().items() if not is_empty(value)},
    )


def _texts(value: JsonValue) -> list[str]:
    """The names in a field that is a name, a name in several languages, a thing with a name, or a list of these.

    A bare number is the id of something that the file doesn't tell.
    """
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        inner = value.get("name", value.get("tag", value.get("en")))
        if inner is None:
            inner = next((each for each in value.values() if isinstance(each, str) and each), None)
        return _texts(inner)
    return [value.strip()] if isinstance(value, str) and value.strip() else []


def _links(resources: JsonValue) -> list[dict[str, str]]:
    links: dict[str, str] = {}
    for each in resources if isinstance(resources, list) else []:
        if isinstance(each, dict) and is_url(url := str(each.get("resource") or each.get("link") or "")):
            links.setdefault(url, str(each.get("description") or "") or "Resource")
    return [{"title": title, "url": url} for url, title in links.items()]


def _listed(column: str, value: JsonValue) -> list[JsonValue]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unusable(column, "is no list", json_file.AGAIN)
    return value
