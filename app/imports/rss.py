"""Reads ideas from an RSS feed that was saved to a file, as SUSE's hack week tool writes it: one item is one idea."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # only used without document types, so without entities that swell

from pydantic import JsonValue

from app.imports.cells import Cells, Unusable, is_url
from app.imports.csv_folder import instant_of
from app.imports.dribdat_rows import server_of
from app.imports.one_week import OneWeek
from app.imports.rows import Batch, Key, Origin, PitchRow, Table

_IN_UTC = re.compile(r" UTC$")
_AGAIN = "save the feed again"
CHANNEL = ["rss", "channel"]
ITEM = [*CHANNEL, "item"]


@dataclass(slots=True)
class Feed:
    """The texts of the channel, and those of each item with its line."""

    channel: dict[str, JsonValue] = field(default_factory=dict)
    items: list[tuple[int, dict[str, JsonValue]]] = field(default_factory=list)


def read(path: Path, label: str, source: str | None, title: str | None) -> Batch:
    """One feed. The week's title is the one that is given, else the channel's, else the file's name."""
    content = path.read_bytes()
    try:
        feed = parsed(content)
    except (expat.ExpatError, Unusable, LookupError, ValueError) as problem:  # the last two: of its encoding
        batch = Batch(label)
        why = problem.why if isinstance(problem, Unusable) else f"is not XML: {problem}"
        line = getattr(problem, "lineno", 1)
        batch.refuse_unread(Table.PITCHES, Origin(label, line), None, why, _AGAIN)
        return batch
    channel = str(feed.channel.get("title") or "").strip()
    server = next((server_of(str(item.get("link") or "")) for _, item in feed.items), "")
    week = OneWeek(label, source or server or "rss", title or channel or path.stem)
    link = str(feed.channel.get("link") or "").strip()
    about = str(feed.channel.get("description") or "").strip()
    week.add_week(Origin(label, 1), link if is_url(link) else None, about)
    for line, item in feed.items:
        origin = Origin(label, line)
        week.batch.read[Table.PITCHES] += 1
        try:
            _idea(week, Cells(Table.PITCHES, origin, item, week.batch))
        except Unusable as problem:
            week.batch.refuse(Table.PITCHES, origin, problem.column, problem.why, problem.advice)
    return week.batch


def _author(text: str) -> tuple[str, str]:
    """Address and name of `ada@example.com (Ada Quill)`, each of which may be missing; nobody's where it is none of that."""
    first, rest = [*text.replace("(", " (", 1).split(None, 1), "", ""][:2]
    address, name = (first, rest) if "@" in first else ("", text)
    name = name.strip().removeprefix("(").removesuffix(")").strip()
    return ("", "") if {"(", ")"} & {*address, *name} else (address, name)


def _idea(week: OneWeek, cells: Cells) -> None:
    link, guid = cells.text("link").strip(), cells.text("guid").strip()
    if not (guid or link):
        raise Unusable("guid", "is missing, and so is the link", "give each item one of the two")
    address, name = _author(cells.text("author"))
    row = PitchRow(
        origin=cells.origin,
        key=Key(week.source, guid or link),
        week=week.week,
        title=cells.name("title"),
        summary="",
        body=cells.text("description"),
        tags=[],
        links=[{"title": "Original page", "url": link}] if is_url(link) else [],
        submitted_at=instant_of(cells, "pubDate"),
        owner=None,
        extra=cells.rest(),
    )
    if name:
        row.owner = week.person(cells.origin, name, column="author", address=address)
        week.joins(cells.origin, row.key, row.owner, None)
    week.batch.pitches.append(row)


def parsed(content: bytes) -> Feed:
    """The texts of a feed, by line. Raises ExpatError, and Unusable for what is no feed or declares a document type."""
    feed, path, words, parser = Feed(), list[str](), list[str](), expat.ParserCreate()

    def start(name: str, _attributes: dict[str, str]) -> None:
        path.append(name)
        words.clear()
        if path == ITEM:
            feed.items.append((parser.CurrentLineNumber, {}))

    def end(name: str) -> None:
        into = _into(feed, path)
        if into is not None:
            text = "".join(words)
            into.setdefault(name, _IN_UTC.sub("+00:00", text.strip()) if name == "pubDate" else text)
        path.pop()
        words.clear()

    def refuse(*_: object) -> None:
        raise Unusable(None, "declares a document type, which no feed needs", _AGAIN)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = words.append, refuse
    parser.Parse(content, True)
    if not (feed.items or feed.channel):
        raise Unusable(None, "is no RSS feed", _AGAIN)
    return feed


def _into(feed: Feed, path: list[str]) -> dict[str, JsonValue] | None:
    """Where the text of an element belongs: with the channel, or with the item that began last."""
    if path[:-1] == CHANNEL and path != ITEM:
        return feed.channel
    return feed.items[-1][1] if path[:-1] == ITEM else None
