"""Folding and full-text search without a daemon: FTS5 on SQLite, tsvector on PostgreSQL, over the same folded text."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from app.core.queries import given, rows
from app.core.tables import Row

_WORD = re.compile(r"[^\W_]+")
MAX_INDEXED_CHARACTERS = 100_000
MAX_WORDS_ASKED = 12
MAX_WORDS_BEGUN = 100
LATEST_LOOKED_AT = 1000


class IndexedText(Row, table=True):
    """What can be found, one row a thing; `app/core/text.py` and the migrations keep the index on it."""

    __tablename__ = "indexed_text"

    number: int | None = Field(default=None, primary_key=True, sa_column_kwargs={"autoincrement": True})
    kind: str = Field(max_length=20)
    subject_id: str = Field(max_length=36, unique=True)
    text: str = Field(sa_type=sa.Text)


def _as_one(ids: sa.Select[str]) -> sa.Select[str]:
    """The ids as one text of JSON: SQLite's driver gives up Python's lock for each row, which costs those who search at once more than the search."""
    found = ids.subquery()
    return sa.select(sa.func.json_group_array(found.c.subject_id, type_=sa.String))


_NUMBER, _SUBJECT = sa.column("number", sa.Integer), sa.column("subject_id", sa.String)
_IDS = sa.select(_SUBJECT).select_from(IndexedText)
_FOUND = sa.column("rowid", sa.Integer)
_NUMBERS = (
    sa.select(_FOUND)
    .select_from(sa.table("indexed_text_fts"))
    .where(sa.text("indexed_text_fts MATCH :asked"))
)
"""The numbers of the texts that FTS5 finds."""
_NEWEST_ON_SQLITE = _as_one(_IDS.where(_NUMBER.in_(_NUMBERS.order_by(_FOUND.desc()).limit(given("at_most")))))
"""It walks the index backwards and stops, where without a limit it would gather all first."""
_KNOWN = sa.text("""
    WITH RECURSIVE known(word) AS (
        SELECT (SELECT term FROM indexed_text_fts_words WHERE term >= :beginning LIMIT 1)
        UNION ALL
        SELECT (SELECT term FROM indexed_text_fts_words WHERE term >= word || char(1) LIMIT 1) FROM known WHERE word < :beyond
    )
    SELECT word FROM known WHERE word < :beyond LIMIT :at_most
""")
"""The words of the index that begin so; it leaps from one to the next."""
_NEWEST = """
    WITH latest AS MATERIALIZED (
        SELECT number, subject_id, words @@ to_tsquery('simple', :asked) AS found
        FROM indexed_text WHERE kind = '{kind}' ORDER BY number DESC LIMIT :looked_at
    )
    (SELECT subject_id FROM latest WHERE found ORDER BY number DESC LIMIT :at_most)
    UNION ALL
    (
        SELECT subject_id FROM indexed_text
        WHERE kind = '{kind}' AND number + 0 < (SELECT min(number) FROM latest) AND to_tsvector('simple', text) @@ to_tsquery('simple', :asked)
        ORDER BY number + 0 DESC LIMIT :at_most
    )
    LIMIT :at_most
"""
"""PostgreSQL's index on words knows no order, and gathers all texts that have them. It isn't asked where the latest texts hold enough.

`number + 0` is what no index knows: it would be gathered to no avail, or walked along, with a look for the words in each text."""
_INDEXED = select(IndexedText).where(IndexedText.subject_id == given("subject_id"))


def fold(text: str) -> str:
    """Lower case without accents: what two spellings of one word have in common."""
    if text.isascii():
        return text.lower()  # which has neither accents nor anything to take apart
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in their order."""
    return _WORD.findall(fold(text))


def index(session: Session, kind: str, subject_id: str, *texts: str | None) -> None:
    """Make a thing findable by these texts alone; what it was findable by before is forgotten."""
    folded = _indexable(texts)
    row = session.exec(_INDEXED, params={"subject_id": subject_id}).first()
    if row is None:
        session.add(IndexedText(kind=kind, subject_id=subject_id, text=folded))
    elif row.text != folded:
        row.text = folded


def index_new(session: Session, kind: str, texts: Mapping[str, Iterable[str | None]]) -> None:
    """Make many new things findable at once, each id by its texts; none of them may be findable yet."""
    rows = [
        {"kind": kind, "subject_id": id_, "text": _indexable(found_by)} for id_, found_by in texts.items()
    ]
    if rows:
        session.connection().execute(sa.insert(IndexedText), rows)


def _indexable(texts: Iterable[str | None]) -> str:
    return " ".join(word for text in texts if text for word in words_of(text))[:MAX_INDEXED_CHARACTERS]


def unindex(session: Session, subject_id: str) -> None:
    """Make a thing findable no more."""
    session.connection().execute(sa.delete(IndexedText).where(sa.column("subject_id") == subject_id))


def asked(session: Session, query: str) -> str | None:
    """What a query asks of the database's index: every word, the last as a beginning. None where it has no words, and so says nothing."""
    words = words_of(query)[:MAX_WORDS_ASKED]
    if not words:
        return None
    *whole, beginning = words
    if _on_sqlite(session):
        return " ".join([*(f'text : "{word}"' for word in whole), _begun(session, beginning)])
    return " & ".join([*(f"'{word}'" for word in whole), f"'{beginning}':*"])


def ids_matching(session: Session, kind: str, words: str) -> sa.Select[str]:
    """A select of the ids of all things of a kind that hold the words, which are as `asked` gives them here and below."""
    if _on_sqlite(session):
        return _IDS.where(_NUMBER.in_(_NUMBERS)).params(asked=_of_kind(kind, words))
    return _IDS.where(_holding("to_tsvector('simple', text)", kind)).params(asked=words)


def newest_matching(session: Session, kind: str, words: str, at_most: int) -> list[str]:
    """Of these the ids of those that were first indexed last: a word that everything has costs no more than another."""
    if _on_sqlite(session):
        return _read(session, _NEWEST_ON_SQLITE, asked=_of_kind(kind, words), at_most=at_most)
    newest = _newest_on_postgresql(kind)
    found = rows(session, newest, asked=words, looked_at=LATEST_LOOKED_AT, at_most=at_most)
    return [id_ for (id_,) in found]


class Within:
    """Things of a kind among which words are looked for, such as what belongs to one week: it costs what they do, however many others there are.

    `subjects` selects their ids, by values that each search gives anew.
    """

    def __init__(self, kind: str, subjects: sa.Select[str]) -> None:
        self.kind = kind
        ends = sa.select(sa.func.min(_NUMBER).label("first"), sa.func.max(_NUMBER).label("last"))
        within = ends.select_from(IndexedText).where(_SUBJECT.in_(subjects)).cte("within")
        first, last = (sa.select(end).scalar_subquery() for end in (within.c.first, within.c.last))
        found = _NUMBERS.where(_FOUND.between(first, last))
        self._on_sqlite = _as_one(_IDS.where(_NUMBER.in_(found), _SUBJECT.in_(subjects)))
        self._on_postgresql = _IDS.where(_SUBJECT.in_(subjects), _holding("words", kind))

    def matching(self, session: Session, words: str, **values: object) -> list[str]:
        """The ids of those that hold the words."""
        if _on_sqlite(session):
            return _read(session, self._on_sqlite, asked=_of_kind(self.kind, words), **values)
        return [id_ for (id_,) in rows(session, self._on_postgresql, asked=words, **values)]


def _read(session: Session, one: sa.Select[str], **values: object) -> list[str]:
    """The ids that `_as_one` selects."""
    [(found,)] = rows(session, one, **values)
    ids: list[str] = json.loads(found)
    return ids


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _of_kind(kind: str, words: str) -> str:
    """FTS5 leaps from one text of the kind to the next, so that what is of others costs next to nothing."""
    return f'kind : "{kind}" {words}'


def _begun(session: Session, beginning: str) -> str:
    """A word's beginning, as FTS5 takes it after other words: as the words that begin so.

    Of a word it reads no more texts than are asked for; of a beginning all that there are. That is what it is asked for
    where too many words begin so, or none, as far as its letters are ours.
    """
    beyond = beginning + chr(sys.maxunicode)
    found = rows(session, _KNOWN, beginning=beginning, beyond=beyond, at_most=MAX_WORDS_BEGUN + 1)
    if not found or len(found) > MAX_WORDS_BEGUN:
        return f'text : "{beginning}"*'
    return "AND text : (" + " OR ".join(f'"{word}"' for (word,) in found) + ")"


@cache
def _newest_on_postgresql(kind: str) -> sa.TextClause:
    return sa.text(_NEWEST.format(kind=kind))


def _holding(column: str, kind: str) -> sa.TextClause:
    """The condition that a text is of a kind, and that PostgreSQL finds the words in a column."""
    return sa.text(f"kind = '{kind}' AND {column} @@ to_tsquery('simple', :asked)")
