"""Folding and full-text search without a daemon: FTS5 on SQLite, tsvector on PostgreSQL, over the same folded text."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, select

from app.core.db import Row
from app.core.queries import given

_WORD = re.compile(r"[^\W_]+")
MAX_INDEXED_CHARACTERS = 100_000
MAX_WORDS_ASKED = 12


class IndexedText(Row, table=True):
    """What can be found, one row a thing; `app/core/text.py` and the migrations keep the index on it."""

    __tablename__ = "indexed_text"

    number: int | None = Field(default=None, primary_key=True, sa_column_kwargs={"autoincrement": True})
    kind: str = Field(max_length=20)
    subject_id: str = Field(max_length=36, unique=True)
    text: str = Field(sa_type=sa.Text)


_INDEXED = select(IndexedText).where(IndexedText.subject_id == given("subject_id"))


def fold(text: str) -> str:
    """Lower case without accents: what two spellings of one word have in common."""
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


def _asked_of_fts(kind: str, words: list[str]) -> str:
    """All of the words, the last as a beginning, in texts of a kind, as FTS5 takes them.

    It leaps from one text of the kind to the next, so that what is of others costs next to nothing.
    """
    quoted = " ".join(f'"{word}"' for word in words)
    return f'kind : "{kind}" AND text : ({quoted}*)'


def unindex(session: Session, subject_id: str) -> None:
    """Make a thing findable no more."""
    session.connection().execute(sa.delete(IndexedText).where(sa.column("subject_id") == subject_id))


def matches(session: Session, kind: str, query: str, *, of_few: bool = False) -> ColumnElement[bool] | None:
    """A condition on `IndexedText` rows of a kind that hold every word of the query, the last as a beginning.

    None when the query has no words, and so says nothing. On PostgreSQL it looks for the words in the index, or, where
    it is asked `of_few` rows that something else finds, in their own column.
    """
    words = words_of(query)[:MAX_WORDS_ASKED]
    if not words:
        return None
    if session.get_bind().dialect.name == "sqlite":
        asked = _asked_of_fts(kind, words)
        found = sa.text("number IN (SELECT rowid FROM indexed_text_fts WHERE indexed_text_fts MATCH :asked)")
    else:
        *whole, beginning = words
        asked = " & ".join([f"'{word}'" for word in whole] + [f"'{beginning}':*"])
        where = "words" if of_few else "to_tsvector('simple', text)"
        found = sa.text(f"{where} @@ to_tsquery('simple', :asked)")
    return sa.and_(sa.column("kind") == kind, found.bindparams(asked=asked))


def found_by(session: Session, kind: str, query: str, subject: Mapped[str]) -> ColumnElement[bool] | None:
    """Whether the thing with this id matches: for a statement that looks at few things anyway. None when the query has no words."""
    condition = matches(session, kind, query, of_few=True)
    if condition is None:
        return None
    row = (
        sa.select(sa.literal(1)).select_from(IndexedText).where(sa.column("subject_id") == subject, condition)
    )
    return sa.exists(row)


def newest_matching(session: Session, kind: str, query: str, at_most: int) -> sa.Select[str] | None:
    """As `ids_matching`, of those alone that were first indexed last: a word that everything has costs no more than another."""
    if session.get_bind().dialect.name != "sqlite":
        found = ids_matching(session, kind, query)
        return found if found is None else found.order_by(sa.column("number").desc()).limit(at_most)
    words = words_of(query)[:MAX_WORDS_ASKED]
    if not words:
        return None
    newest = sa.text(  # walks the index backwards, where `number IN (…)` would gather all first
        "SELECT t.subject_id FROM indexed_text_fts f CROSS JOIN indexed_text t ON t.number = f.rowid"
        " WHERE f.indexed_text_fts MATCH :asked AND t.kind = :kind ORDER BY f.rowid DESC LIMIT :at_most"
    )
    given = newest.bindparams(asked=_asked_of_fts(kind, words), kind=kind, at_most=at_most)
    return sa.select(given.columns(sa.column("subject_id", sa.String)).subquery().c.subject_id)


def ids_matching(session: Session, kind: str, query: str) -> sa.Select[str] | None:
    """A select of the ids of the things of a kind that match; None when the query has no words."""
    condition = matches(session, kind, query)
    if condition is None:
        return None
    return sa.select(sa.column("subject_id", sa.String)).select_from(IndexedText).where(condition)
