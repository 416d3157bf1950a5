"""Two different requests at the same moment, which want the same rows from two sides: neither waits for the other for ever, and what they leave fits together."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.core.actor import Role
from app.core.text import IndexedText
from app.events.models import EventRow
from app.people.models import Person, SecretAddress, Token
from tests.races.served import Answer, Caller, Served
from tests.races.test_the_same_at_once import Browser

pytestmark = pytest.mark.system

ROUNDS = 12

Sent = tuple[Caller | Browser, str, str, Any]
Pair = tuple[Sent, Sent, Callable[[], bool]]
"""Two requests, and whether what they left fits together."""


class Side:
    """Who does what, and where."""

    def __init__(self, served: Served, organizer: Caller) -> None:
        self.served, self.organizer = served, organizer
        self.admin = served.people("Ada Root", role=Role.ADMIN)[0]
        self.week = served.week(organizer)

    def person(self, name: str, *, gone: bool = False) -> Caller:
        [person] = self.served.people(name)
        if gone:
            self.leaves(person)
        return person

    def leaves(self, person: Caller) -> None:
        self.organizer.must("POST", f"people/{person.id}/deactivate")

    def pitch(self, lead: Caller, title: str = "Tide clock") -> str:
        return str(lead.must("POST", f"weeks/{self.week}/pitches", {"title": title})["id"])

    def stored(self, statement: Any) -> list[Any]:
        with self.served.db.reading() as session:
            return list(session.connection().execute(statement).scalars())

    def words(self, of: str) -> str:
        return " ".join(
            self.stored(sa.select(col(IndexedText.text)).where(col(IndexedText.subject_id) == of))
        )


def _erasing_and_editing(at: Side) -> Pair:
    person = at.person("Yana Vogt", gone=True)
    name = sa.select(col(Person.name)).where(
        col(Person.id) == person.id, col(Person.anonymised_at).is_not(None)
    )
    return (
        (at.admin, "POST", f"people/{person.id}/anonymise", None),
        (at.organizer, "PATCH", f"people/{person.id}", {"name": "Yana Secret"}),
        lambda: "Yana" not in at.stored(name)[0] and "yana" not in at.words(person.id),
    )


def _erasing_and_retitling(at: Side) -> Pair:
    lead = at.person("Erasable Vogt")
    pitch = at.pitch(lead, "Oldtitle")
    at.leaves(lead)
    return (
        (at.admin, "POST", f"people/{lead.id}/anonymise", None),
        (at.organizer, "PATCH", f"pitches/{pitch}", {"title": "Newtitle"}),
        lambda: "erasable" not in at.words(pitch) and "newtitle" in at.words(pitch),
    )


def _renaming_and_retitling(at: Side) -> Pair:
    lead = at.person("Oldname Vogt")
    pitch = at.pitch(lead, "Oldtitle")
    outcome = {"kind": "prototype", "summary": "It ticks."}
    at.organizer.must("PUT", f"pitches/{pitch}/outcome?reason=a+test", outcome)
    return (
        (at.organizer, "PATCH", f"people/{lead.id}", {"name": "Newname Vogt"}),
        (at.organizer, "PATCH", f"pitches/{pitch}", {"title": "Newtitle"}),
        lambda: "newname" in at.words(pitch) and "newtitle" in at.words(pitch),
    )


def _renaming_and_handing_over(at: Side) -> Pair:
    lead, next_ = at.person("Oldname Vogt"), at.person("Nextlead Holm")
    pitch = at.pitch(lead)
    outcome = {"kind": "prototype", "summary": "It ticks."}
    at.organizer.must("PUT", f"pitches/{pitch}/outcome?reason=a+test", outcome)
    return (
        (at.organizer, "PATCH", f"people/{lead.id}", {"name": "Newname Vogt", "email": f"{lead.id}@offtrail.example"}),
        (at.organizer, "POST", f"pitches/{pitch}/hand-over", {"person_id": next_.id, "keep": True}),
        lambda: "newname" in at.words(pitch) and "nextlead" in at.words(pitch),
    )  # fmt: skip


def _leaving_and_handing_over_to_an_admin(at: Side) -> Pair:
    leaving = at.person("Xaver Holm")
    pitch = at.pitch(at.organizer)
    leaving.must("POST", f"pitches/{pitch}/signups", {"role": "helper"})
    return (
        (at.organizer, "POST", f"people/{leaving.id}/deactivate", None),
        (at.organizer, "POST", f"pitches/{pitch}/hand-over", {"person_id": at.admin.id}),
        lambda: True,
    )


def _leaving_and_getting_an_admin_for_a_manager(at: Side) -> Pair:
    leaving = at.person("Yves Holm")
    return (
        (at.organizer, "POST", f"people/{leaving.id}/deactivate", None),
        (at.organizer, "PATCH", f"people/{leaving.id}", {"manager_id": at.admin.id}),
        lambda: True,
    )


def _leaving_and_beginning(at: Side, path: str, body: Any, table: type[Token | SecretAddress]) -> Pair:
    leaving = at.person("Toke Holm")
    works = sa.select(col(table.id)).where(
        col(table.person_id) == leaving.id, col(table.revoked_at).is_(None)
    )
    return (
        (at.organizer, "POST", f"people/{leaving.id}/deactivate", None),
        (leaving, "POST", path, body),
        lambda: at.stored(works) == [],
    )


def _looking_and_signing_out(at: Side) -> Pair:
    browser = Browser.of(at.served, at.organizer)
    told = select(EventRow.type).where(
        EventRow.person_id == at.organizer.id, col(EventRow.type).startswith("view.")
    )
    return (
        (browser, "PUT", "session/view-as", {"role": "member"}),
        (browser, "DELETE", "session", None),
        lambda: at.stored(told).count("view.began") == at.stored(told).count("view.ended"),
    )


def _ordering_and_describing(at: Side) -> Pair:
    pitch = at.pitch(at.organizer)
    return (
        (at.organizer, "PUT", f"weeks/{at.week}/demos?reason=a+test", {"items": [{"pitch_id": pitch}]}),
        (at.organizer, "PUT", f"pitches/{pitch}/demo?reason=a+test", {"mode": "recorded"}),
        lambda: True,
    )


PAIRS: dict[str, Callable[[Side], Pair]] = {
    "erasing and editing": _erasing_and_editing,
    "erasing and retitling": _erasing_and_retitling,
    "renaming and retitling": _renaming_and_retitling,
    "renaming and handing over": _renaming_and_handing_over,
    "leaving and handing over": _leaving_and_handing_over_to_an_admin,
    "leaving and a manager": _leaving_and_getting_an_admin_for_a_manager,
    "leaving and a token": lambda at: _leaving_and_beginning(at, "tokens", {"name": "Mine", "scopes": ["read"]}, Token),
    "leaving and an address": lambda at: _leaving_and_beginning(at, "me/addresses", {"kind": "feeds"}, SecretAddress),
    "looking and signing out": _looking_and_signing_out,
    "ordering and describing": _ordering_and_describing,
}  # fmt: skip
MAY_BE_REFUSED = {401, 403, 404, 409}


@pytest.mark.parametrize("pair", PAIRS)
def test_two_who_meet_leave_what_fits_together(served: Served, organizer: Caller, pair: str) -> None:
    at = Side(served, organizer)
    wrong = []
    for _ in range(ROUNDS):
        *both, fits = PAIRS[pair](at)

        answers = served.at_once([_sent(one) for one in both], by=2)

        said = [answer.said for answer in answers]
        if any(status >= 400 and status not in MAY_BE_REFUSED for status, _ in said) or not fits():
            wrong.append(said)
    assert wrong == []


def _sent(one: Any) -> Callable[[], Answer]:
    who, method, path, body = one
    return partial(who, method, path, body)
