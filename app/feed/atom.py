"""Feeds as Atom (RFC 4287)."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import utc_text
from app.core.xml import sayable

_NAMESPACE = "http://www.w3.org/2005/Atom"
ET.register_namespace("", _NAMESPACE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `html` is safe by then. `id_` is that of the thing, so that it stays wherever the service moves."""

    id_: str
    title: str
    path: str
    updated: datetime
    published: datetime
    authors: tuple[str, ...]
    html: str
    summary: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; `began` is told as its last change while it has no entry."""

    id_: str
    title: str
    path: str
    began: datetime
    entries: tuple[Entry, ...]


def id_of(thing: str, what: str) -> str:
    """An id of its own for something about a thing, the same for ever."""
    return str(uuid.uuid5(uuid.UUID(thing), what))


def written(feed: Feed, home: str, own: str) -> bytes:
    """The feed's document; its links begin with `home`, and `own` is where it was read."""
    root = ET.Element(_tag("feed"))
    _text(root, "id", f"urn:uuid:{feed.id_}")
    _text(root, "title", feed.title)
    _text(root, "updated", utc_text(max((entry.updated for entry in feed.entries), default=feed.began)))
    _authors(root, ["Offtrail"])
    _link(root, own, "self", "application/atom+xml")
    _link(root, f"{home}{feed.path}", "alternate", "text/html")
    _text(root, "generator", "Offtrail")
    for entry in feed.entries:
        _entry(root, entry, home)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: ET.Element, entry: Entry, home: str) -> None:
    element = ET.SubElement(root, _tag("entry"))
    _text(element, "id", f"urn:uuid:{entry.id_}")
    _text(element, "title", entry.title)
    _text(element, "updated", utc_text(entry.updated))
    _text(element, "published", utc_text(entry.published))
    _authors(element, entry.authors)
    _link(element, f"{home}{entry.path}", "alternate", "text/html")
    for term in entry.categories:
        ET.SubElement(element, _tag("category"), term=sayable(term))
    if entry.summary:
        _text(element, "summary", entry.summary)
    _text(element, "content", entry.html, type="html")


def _authors(element: ET.Element, names: Iterable[str]) -> None:
    """An entry without any has the feed's."""
    for name in names:
        _text(ET.SubElement(element, _tag("author")), "name", name)


def _link(element: ET.Element, href: str, rel: str, type_: str) -> None:
    ET.SubElement(element, _tag("link"), href=href, rel=rel, type=type_)


def _text(element: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(element, _tag(name), attributes).text = sayable(text)


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
