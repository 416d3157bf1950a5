"""Who and what the demo company's texts mean by their keys, while its story is played into a database."""

from dataclasses import dataclass, field

from sqlmodel import Session

from app.core.actor import Actor
from app.people.models import Person
from app.pitches.models import Pitch
from app.pitches.queries import leads_of
from app.signups.models import SignUp
from app.weeks.models import Week


@dataclass
class Stage:
    """One session and what has been made in it so far, by key.

    Rows and not ids: a session forgets rows that nobody holds, and would read each of them anew for every step.
    """

    session: Session
    people: dict[str, Person] = field(default_factory=dict)
    weeks: dict[str, Week] = field(default_factory=dict)
    pitches: dict[str, Pitch] = field(default_factory=dict)
    signups: dict[tuple[str, str], SignUp] = field(default_factory=dict)
    """By pitch and person."""
    comments: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The ids, by pitch, author and time as told."""
    agreed: set[tuple[str, str]] = field(default_factory=set)
    """The weeks whose guardrails somebody has accepted, with that person."""

    def actor(self, key: str) -> Actor:
        person = self.people[key]
        return Actor(person_id=person.id, role=person.role)

    def lead_of(self, pitch: str) -> Actor:
        first = leads_of(self.session, self.pitches[pitch].id)[0]
        return next(self.actor(key) for key, person in self.people.items() if person.id == first)
