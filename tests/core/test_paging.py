"""Cursors: what we write we can read, and anything else is refused as no cursor of ours."""

import base64
import json
from contextvars import copy_context
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadRequest
from app.core.paging import MAX_KEY, kind_of, read_cursor, within, write_cursor

A_TIME = datetime(2027, 1, 4, 9, 0, 0, 123456, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=MAX_KEY)
times = st.integers(0, 10**15).map(lambda us: datetime.fromtimestamp(us / 10**6, UTC))


def packed(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@given(texts, st.integers(-(2**61), 2**61), times)
def test_what_is_written_is_read_back(text: str, number: int, at: datetime) -> None:
    cursor = write_cursor("weeks", text, number, at)

    assert read_cursor(cursor, "weeks", str, int, datetime) == [text, number, at]


@pytest.mark.parametrize(
    "cursor",
    [
        "", "x", "=", "????", "a" * 7999, "é", packed(), packed("weeks"), packed("people", "2027-01-04T09:00:00Z", "1"),
        packed("weeks", "2027-01-04T09:00:00Z"), packed("weeks", "2027-01-04T09:00:00Z", "1", "2"), packed("weeks", 1, "1"),
        packed("weeks", "2027-01-04T09:00:00", "1"), packed("weeks", "0001-01-01T00:00:00+14:00", "1"), packed("weeks", "soon", "1"),
        packed("weeks", "2027-01-04T09:00:00Z", 1), packed("weeks", "2027-01-04T09:00:00Z", None),
        packed("weeks", "2027-01-04T09:00:00Z", "a\0"), packed("weeks", "2027-01-04T09:00:00Z", "\ud800"),
        packed("weeks", "2027-01-04T09:00:00Z", "x" * (MAX_KEY + 1)),
        base64.urlsafe_b64encode(b'{"weeks": 1}').decode(), base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)  # fmt: skip
def test_what_we_did_not_write_is_refused(cursor: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        read_cursor(cursor, "weeks", datetime, str)

    assert (refusal.value.status, refusal.value.code) == (400, "bad_cursor")


@pytest.mark.parametrize("number", [True, 2**62, -(2**62), 1.5, "1", None])
def test_a_number_is_one_that_a_database_has(number: object) -> None:
    with pytest.raises(BadRequest):
        read_cursor(packed("signups", number), "signups", int)


def test_the_kind_may_carry_more() -> None:
    assert kind_of(write_cursor("board.shuffle.7", 1), "board.shuffle.") == "board.shuffle.7"
    with pytest.raises(BadRequest):
        kind_of(write_cursor("board.title", 1), "board.shuffle.")


def test_a_cursor_is_read_within_the_filters_it_was_written_in() -> None:
    def asks(cursor: str | None, **filters: object) -> str:
        within(filters)
        if cursor is not None:
            assert read_cursor(cursor, "weeks", int) == [7]
        return write_cursor("weeks", 7)

    cursor = copy_context().run(asks, None, q="lamp", sort="newest")

    assert copy_context().run(asks, cursor, sort="newest", q="lamp") == cursor
    for filters in ({"q": "lamps", "sort": "newest"}, {"q": "lamp", "sort": "title"}, {"q": "lamp"}, {}):
        with pytest.raises(BadRequest):
            copy_context().run(asks, cursor, **filters)
    with pytest.raises(BadRequest):
        read_cursor(cursor, "weeks", int)
