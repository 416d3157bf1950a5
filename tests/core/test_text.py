"""What is found by words is what has every one of them, the last as a beginning: among all, among the newest, and among some."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app.core import text
from app.core.db import Database
from app.core.queries import among

TEXTS = (
    "Ovens and oven mitts", "An over-night ove", "Öven, Straße und Weiß", "Печь печенье", "烤箱 很热", "½ of 42 ovens in Kraków",
    "naïve façade", "nothing of it", "𞤀𞤣 new letters", "OVENBIRDS of the nest", "e\u0301toile filante",
)  # fmt: skip
QUERIES = (
    "oven", "ove", "o", "ovens", "ovenb", "mitts oven", "oven mitts", "and o", "öv", "strasse", "strass", "wei", "печ", "печь",
    "烤", "烤箱", "1", "½", "42 ov", "krako", "facade n", "naive fa", "étoi", "nothing", "nothings", "of nest o", "of of of of",
    "x", "oven x", "x oven", "pitch", "zz", "'oven", 'oven"', "oven*", "ove AND mitts", "NEAR oven",
)  # fmt: skip


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url, pool_size=2)
    with database.writing() as session:
        for kind in ("pitch", "outcome"):
            text.index_new(session, kind, {f"{kind} {number}": [told] for number, told in enumerate(TEXTS)})
    yield database
    database.dispose()


def having(query: str) -> list[int]:
    """The texts that have the words, oldest first."""
    *whole, beginning = text.words_of(query)
    held = [set(text.words_of(told)) for told in TEXTS]
    return [
        number
        for number, words in enumerate(held)
        if words.issuperset(whole) and any(word.startswith(beginning) for word in words)
    ]


def asked(session: Session, query: str) -> str:
    words = text.asked(session, query)
    assert words is not None
    return words


def matching(session: Session, query: str) -> list[str]:
    ids = text.ids_matching(session, "pitch", asked(session, query))
    return sorted(session.connection().execute(ids).scalars())


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("bound", [1, 2, 4, 1000])
def test_what_has_the_words_is_found(
    db: Database, query: str, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many words are looked up on SQLite, and however many of the latest texts are looked at on PostgreSQL."""
    monkeypatch.setattr(text, "MAX_WORDS_BEGUN", bound)
    monkeypatch.setattr(text, "LATEST_LOOKED_AT", bound)
    expected = [f"pitch {number}" for number in having(query)]
    some = ["pitch 1", "pitch 5", "pitch 9", "outcome 0"]
    subjects = sa.select(sa.column("subject_id", sa.String)).select_from(text.IndexedText)
    within = text.Within("pitch", subjects.where(among(sa.column("subject_id"), "some")))

    with db.reading() as session:
        words = asked(session, query)
        assert matching(session, query) == sorted(expected)
        assert sorted(text.newest_matching(session, "pitch", words, 2)) == sorted(expected[-2:])
        assert sorted(within.matching(session, words, some=some)) == [id_ for id_ in some if id_ in expected]


def test_a_word_is_found_beside_one_of_letters_that_the_index_does_not_know(db: Database) -> None:
    with db.reading() as session:
        assert matching(session, "𞤀𞤣 letters") == ["pitch 8"]
        assert matching(session, "letters 𞤀𞤣") == ["pitch 8"]


def test_nothing_is_among_none(db: Database) -> None:
    none = sa.select(sa.column("subject_id", sa.String)).select_from(text.IndexedText).where(sa.false())

    with db.reading() as session:
        assert text.Within("pitch", none).matching(session, asked(session, "oven")) == []


def test_a_word_that_is_gone_is_found_no_more(db: Database) -> None:
    with db.writing() as session:
        text.index(session, "pitch", "pitch 9", "Robins")
        text.unindex(session, "pitch 0")

    with db.reading() as session:
        assert matching(session, "ovenbi") == []
        assert matching(session, "robin") == ["pitch 9"]
        assert matching(session, "mitts") == []
