"""Who and what the demo company's texts mean by their keys, while its story is played into a database."""

from dataclasses import dataclass, field
from typing import TypeVar

from sqlmodel import Session

from app.core.actor import Actor
from app.people.models import Person
from app.pitches.models import Pitch
from app.pitches.queries import leads_of
from app.signups.models import SignUp
from app.weeks.models import Week

T = TypeVar("T")


@dataclass
class Stage:
    """One session, and the ids of what has been made in it so far."""

    session: Session
    people: dict[str, str] = field(default_factory=dict)
    weeks: dict[str, str] = field(default_factory=dict)
    pitches: dict[str, str] = field(default_factory=dict)
    comments: dict[tuple[str, str, str], str] = field(default_factory=dict)
    signups: dict[tuple[str, str], str] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        person = self.person(key)
        return Actor(person_id=person.id, role=person.role)

    def person(self, key: str) -> Person:
        return _found(self.session.get(Person, self.people[key]))

    def week(self, slug: str) -> Week:
        return _found(self.session.get(Week, self.weeks[slug]))

    def pitch(self, key: str) -> Pitch:
        return _found(self.session.get(Pitch, self.pitches[key]))

    def lead_of(self, pitch: str) -> Actor:
        lead = _found(self.session.get(Person, leads_of(self.session, self.pitches[pitch])[0]))
        return Actor(person_id=lead.id, role=lead.role)

    def signup(self, pitch: str, who: str) -> SignUp:
        return _found(self.session.get(SignUp, self.signups[pitch, who]))


def _found(row: T | None) -> T:
    assert row is not None, "the story makes a thing before it speaks of it"
    return row
