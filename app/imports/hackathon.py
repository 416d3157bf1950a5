"""Reads hackathon.json: a schema.org Hackathon in JSON-LD, with what was made there as `workPerformed`."""

from pathlib import Path

from pydantic import JsonValue

from app.imports import crews, dates, json_file
from app.imports.cells import MAX_ID, Cells, Unusable, checked_name, is_label, is_title, is_url
from app.imports.csv_folder import MAX_LOCATION, MAX_WEEK_TITLE, instant_of, note_days
from app.imports.dribdat_rows import server_of
from app.imports.located_json import Placed, Walk
from app.imports.rows import Batch, Key, Origin, PersonRow, PitchRow, Table, WeekRow
from app.signups.models import CrewRole

TYPES = ("Hackathon", "Event")
WORKS = "workPerformed"
_AGAIN = "give an object of the @type Hackathon, as schema.org describes it"
ADDRESSES = ("mainEntityOfPage", "url", "discussionUrl", "codeRepository")
NOT_KEPT = ("@context", "@type", WORKS)


def read(path: Path, label: str, source: str | None) -> Batch:
    """The events of one file: an object, a list of them, or a @graph. The source is the host of an event's address."""
    batch = Batch(label)
    walk = json_file.walk(path, label, Table.WEEKS, batch)
    events = _events(walk) if walk else []
    if walk and not events:
        batch.refuse_unread(Table.WEEKS, Origin(label, 1), "@type", "holds no Hackathon", _AGAIN)
    for placed in events:
        assert walk is not None
        _Hackathon(batch, walk, placed, source).read()
    return batch


def _events(walk: Walk) -> list[Placed]:
    graph = walk.members(walk.root).get("@graph", walk.root)
    listed = walk.items(graph) or [graph]
    return [placed for placed in listed if isinstance(placed.value, dict) and _type(placed.value) in TYPES]


def _type(record: dict[str, JsonValue]) -> str:
    given = record.get("@type")
    name = given[0] if isinstance(given, list) and given else given
    return str(name or "").rpartition("/")[2]


class _Hackathon:
    """One event while it is read."""

    def __init__(self, batch: Batch, walk: Walk, placed: Placed, source: str | None) -> None:
        assert isinstance(placed.value, dict)
        self.batch = batch
        self._walk = walk
        self._placed = placed
        self._record = placed.value
        self._people: set[Key] = set()
        address = next((text for name in ("@id", "url") if (text := _text(self._record.get(name)))), "")
        self._source = source or server_of(address) or "hackathon.json"

    def read(self) -> None:
        origin = self._origin(self._placed)
        self.batch.read[Table.WEEKS] += 1
        try:
            week = self._week(origin)
        except Unusable as problem:
            self.batch.refuse(Table.WEEKS, origin, problem.column, problem.why, problem.advice)
            return
        works = self._walk.members(self._placed).get(WORKS)
        listed = (self._walk.items(works) or [works]) if works and works.value else []
        for number, placed in enumerate(listed, 1):
            self.batch.read[Table.PITCHES] += 1
            try:
                self._work(self._origin(placed), placed, week)
            except Unusable as problem:
                column = f"{WORKS}[{number}]" + (f".{problem.column}" if problem.column else "")
                self.batch.refuse(Table.PITCHES, self._origin(placed), column, problem.why, problem.advice)

    def _origin(self, placed: Placed) -> Origin:
        return Origin(self.batch.label, self._walk.line_of(placed.start))

    def _week(self, origin: Origin) -> WeekRow:
        cells = Cells(Table.WEEKS, origin, _plain(self._record), self.batch)
        starts, ends = cells.text("startDate"), cells.text("endDate")
        days = dates.days(starts, ends)
        row = WeekRow(
            origin=origin,
            key=self._key(cells, "name"),
            title=cells.name("name", MAX_WEEK_TITLE),
            parent=None,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            dates_text=" / ".join(filter(None, (starts, ends))),
            location=_place(cells),
            url=cells.url("mainEntityOfPage") or cells.url("url"),
            description=cells.text("description"),
            extra=cells.rest(without=("@id",)),
        )
        note_days(self.batch, row, days)
        self.batch.weeks.append(row)
        return row

    def _key(self, cells: Cells, otherwise: str) -> Key:
        """The identifier, else the address, else what it is called."""
        texts = (_text(cells.value(name)) for name in ("identifier", "@id"))
        id_ = next(filter(None, texts), "") or cells.peek("url").strip() or cells.peek(otherwise).strip()
        if not id_ or len(id_) > MAX_ID:
            why = f"is missing, or has more than {MAX_ID} characters"
            raise Unusable("identifier", why, "give everything an identifier, or a url")
        return Key(self._source, id_)

    def _work(self, origin: Origin, placed: Placed, week: WeekRow) -> None:
        if not isinstance(placed.value, dict):
            raise Unusable(None, "is no object", _AGAIN)
        cells = Cells(Table.PITCHES, origin, _plain(placed.value), self.batch)
        key = self._key(cells, "name")
        leads = self._persons(origin, cells, "creator") or self._persons(origin, cells, "author")
        crew = self._persons(origin, cells, "contributor")
        row = PitchRow(
            origin=origin,
            key=key,
            week=week.key,
            title=cells.name("name"),
            summary=cells.text("description"),
            body=cells.text("text"),
            tags=_tags(cells),
            links=_links(cells),
            submitted_at=instant_of(cells, "dateCreated"),
            owner=None,
            extra=cells.rest(without=("@id",)),
        )
        self.batch.pitches.append(row)
        for person in leads:
            self._join(row, person, None)
        for person in crew:
            self._join(row, person, CrewRole.MEMBER)

    def _persons(self, origin: Origin, cells: Cells, column: str) -> list[Key]:
        """The persons of a column; organizations and the like stay for `rest`."""
        told = cells.value(column)
        persons = told if isinstance(told, list) else [told] if told else []
        if not all(isinstance(each, dict) and _type(each) == "Person" for each in persons):
            cells.put_back(column)
            return []
        return [self._person(origin, column, each) for each in persons if isinstance(each, dict)]

    def _person(self, origin: Origin, column: str, told: dict[str, JsonValue]) -> Key:
        name = checked_name(f"{column}.name", _text(told.get("name")), 200)
        known_by = next(
            (text for part in ("identifier", "@id", "url") if (text := _text(told.get(part)))), name
        )
        key = Key(self._source, known_by[:MAX_ID])
        if key not in self._people:
            self._people.add(key)
            self.batch.read[Table.PEOPLE] += 1
            self.batch.people.append(PersonRow(origin, key, name, {}))
        return key

    def _join(self, pitch: PitchRow, person: Key, role: CrewRole | None) -> None:
        row = crews.row(pitch.origin, week=pitch.week, pitch=pitch.key, person=person, role=role)
        self.batch.read[row.table] += 1
        self.batch.crews.append(row)


def _plain(record: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The record without what says how to read it, and with addresses as texts."""
    plain = {name: value for name, value in record.items() if name not in NOT_KEPT}
    return plain | {name: _text(plain[name]) for name in ADDRESSES if isinstance(plain.get(name), dict)}


def _text(value: JsonValue) -> str:
    """A text, or that of a thing that is named by its value or its address."""
    if isinstance(value, dict):
        return _text(value.get("value") or value.get("@id"))
    return str(value).strip() if isinstance(value, str | int) else ""


def _place(cells: Cells) -> str:
    """Where it takes place: a text, or the parts of a place that say so, each once."""
    told = cells.value("location")
    parts = list(dict.fromkeys(_parts_of_place(told)))
    text = ", ".join(parts)
    if len(text) <= MAX_LOCATION:
        return text
    cells.put_back("location")
    return ""


def _parts_of_place(told: JsonValue) -> list[str]:
    if isinstance(told, list):
        return [part for each in told for part in _parts_of_place(each)]
    if not isinstance(told, dict):
        return [_text(told)] if _text(told) else []
    names = ("name", "address", "streetAddress", "postalCode", "addressLocality", "addressRegion",
        "addressCountry", "url")  # fmt: skip
    return [part for name in names for part in _parts_of_place(told.get(name))]


def _tags(cells: Cells) -> list[str]:
    told = cells.value("keywords")
    words = told.split(",") if isinstance(told, str) else told if isinstance(told, list) else []
    tags = [tag for word in words if isinstance(word, str) and is_label(tag := word.strip())]
    if len(tags) < len(words) or (told and not words):
        cells.put_back("keywords")
    return list(dict.fromkeys(tags))


def _links(cells: Cells) -> list[dict[str, str]]:
    """The page itself, and what the work points to; what is no address stays for `rest`."""
    links: dict[str, str] = {}
    for column, title in (
        ("url", "Original page"),
        ("discussionUrl", "Discussion"),
        ("codeRepository", "Repository"),
    ):
        if url := cells.url(column):
            links.setdefault(url, title)
    told = cells.value("relatedLink")
    for each in told if isinstance(told, list) else [told]:
        url = _text(each.get("url")) if isinstance(each, dict) else _text(each)
        if is_url(url):
            name = _text(each.get("name")) if isinstance(each, dict) else ""
            links.setdefault(url, name if is_title(name) else "Link")
    return [{"title": title, "url": url} for url, title in links.items()]
