"""What dribdat's records become, whether they came in a data package or in the CSV files of an archive.

An original id is made of the server and the number on it, since numbers alone repeat from server to server. For the
same reason a user name is one person on one server only.
"""

from collections import Counter
from urllib.parse import urlsplit

from app.imports import crews, dates
from app.imports.cells import MAX_ID, Cells, Unusable, checked_name, is_label
from app.imports.csv_folder import MAX_LOCATION, MAX_WEEK_TITLE, instant_of, note_days, tags_of
from app.imports.links import links_of
from app.imports.rows import Batch, Key, Origin, PersonRow, PitchRow, Table, WeekRow
from app.signups.models import CrewRole

SOURCE = "dribdat"
LINKS = {
    "url": "Original page",
    "source_url": "Repository",
    "webpage_url": "Demo",
    "download_url": "Download",
    "contact_url": "Contact",
}
SECRETS = ("email", "sso_id", "password", "hashword", "carddata", "cardtype")
"""Of a user: addresses, what signs them in, and pictures whose address is made of the e-mail's digest."""


class DribdatRows:
    """Collects what one package or archive holds."""

    def __init__(self, batch: Batch, source: str | None) -> None:
        self.batch = batch
        self._source = source or SOURCE
        self._people: set[Key] = set()

    def key(self, server: str, number: str) -> Key:
        id_ = f"{server}/{number}" if server else number
        if len(id_) > MAX_ID:
            raise Unusable(
                "id", f"has, with its server, more than {MAX_ID} characters", "shorten it wherever it is used"
            )
        return Key(self._source, id_)

    def week(self, cells: Cells, server: str) -> Key:
        key = self.key(server, cells.id("id"))
        days = dates.days(cells.peek("starts_at"), cells.peek("ends_at"))
        described_by = "description" if cells.peek("description").strip() else "summary"
        row = WeekRow(
            origin=cells.origin,
            key=key,
            title=cells.name("name", MAX_WEEK_TITLE),
            parent=None,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            dates_text=" / ".join(filter(None, (cells.text("starts_at"), cells.text("ends_at")))),
            location=cells.short("location", MAX_LOCATION),
            url=cells.url("webpage_url"),
            description=cells.text(described_by),
            extra=cells.rest(without=("origin",)),
        )
        note_days(self.batch, row, days)
        self.batch.weeks.append(row)
        return key

    def pitch(self, cells: Cells, server: str, only_week: Key | None = None) -> None:
        """A project with its crew: the maintainer leads, everyone in its list of people is a member."""
        week = only_week or self.key(server, _week_number(cells))
        handles, maintainer = _handles(cells, "team"), _handles(cells, "maintainer")
        row = PitchRow(
            origin=cells.origin,
            key=self.key(server, cells.id("id")),
            week=week,
            title=cells.name("name"),
            summary=cells.text("summary"),
            body=cells.text("longtext" if cells.peek("longtext").strip() else "excerpt"),
            tags=tags_of(cells) if cells.peek("tags") else _tags(cells.peek("hashtag")),
            links=links_of(cells, LINKS),
            submitted_at=instant_of(cells, "created_at"),
            owner=None,
            extra=cells.rest(without=("origin", "event_url", "team", "maintainer")),
        )
        self.batch.pitches.append(row)
        for handle in maintainer:
            self._join(row, server, handle, None)
        for handle in handles:
            self._join(row, server, handle, CrewRole.MEMBER)

    def _join(self, pitch: PitchRow, server: str, handle: str, role: CrewRole | None) -> None:
        person = self._met(pitch.origin, server, handle)
        row = crews.row(pitch.origin, week=pitch.week, pitch=pitch.key, person=person, role=role)
        self.batch.read[row.table] += 1
        self.batch.crews.append(row)

    def _met(self, origin: Origin, server: str, handle: str) -> Key:
        """The person of a user name, who is made when the name is first met."""
        key = self.key(server, handle)
        if key not in self._people:
            self._people.add(key)
            self.batch.read[Table.PEOPLE] += 1
            self.batch.people.append(PersonRow(origin, key, handle, {}))
        return key

    def user(self, cells: Cells, server: str, week: Key | None) -> None:
        """A participant, of the package's one week where it has one."""
        name = cells.name("username", 200).strip()
        if any(cells.peek(column) for column in SECRETS[:2]):
            self.batch.note("e-mail addresses are not imported", "nor what users sign in with", cells.origin)
        key = self.key(server, name)
        if key in self._people:
            raise Unusable("username", f"{name} is there twice", "keep one of the two")
        self._people.add(key)
        self.batch.people.append(PersonRow(cells.origin, key, name, cells.rest(without=SECRETS)))
        if week is not None:
            self.batch.read[Table.PARTICIPATION] += 1
            row = crews.row(cells.origin, week=week, pitch=None, person=key, role=CrewRole.MEMBER)
            self.batch.crews.append(row)

    def tell_of_people(self) -> None:
        """Say where the people come from, and which user names are on several servers."""
        if not self._people:
            return
        made = f"{len(self._people):,} user names of users and projects; each project's maintainer leads it"
        self.batch.note("people are made of user names", made)
        servers = Counter(key.id.partition("/")[2] for key in self._people)
        if several := [number for number in servers.values() if number > 1]:
            why = f"{len(several):,} names are {sum(several):,} people: who has a name on one server may be another on the next"
            self.batch.note("user names that several servers have", why)


def server_of(url: str) -> str:
    """The host in an address; empty where it has none."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def _week_number(cells: Cells) -> str:
    """The event's number, which dribdat gives at the end of the event's address alone."""
    path = cells.peek("event_url").strip().partition("?")[0].partition("#")[0]
    _, slash, number = path.removesuffix("/").rpartition("/")
    if not (slash and number):
        raise Unusable(
            "event_url",
            "is missing, so the event isn't known",
            "give the event's address, which ends in its id",
        )
    return number


def _handles(cells: Cells, column: str) -> list[str]:
    """The user names between commas, as often as they are there."""
    return [
        checked_name(column, name, 200) for part in cells.peek(column).split(",") if (name := part.strip())
    ]


def _tags(hashtag: str) -> list[str]:
    words = (word.lstrip("#") for word in hashtag.replace(",", " ").split())
    return list(dict.fromkeys(word for word in words if is_label(word)))
