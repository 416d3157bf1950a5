"""One pitch, whole: what is the same for everybody kept as bytes, what is the reader's own put between.

Who asks is told by the policies, as in `app.board.shown.pitch`, which is the plain way and gives the same bytes. It is taken for whatever is seldom or
depends on other weeks: a sign-up of one's own, a pitch that goes on with another, somebody who isn't signed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from app.board import can, parts, shown
from app.board.parts import OfWeek
from app.board.schemas import PitchOut
from app.core.actor import Actor
from app.core.asking import Row
from app.core.errors import NotFound
from app.core.http import Made
from app.core.queries import given, rows
from app.core.schema import Can
from app.events.queries import State
from app.outcomes.schemas import OutcomeOut
from app.pitches import policy
from app.pitches.models import Interest, Pitch
from app.signups import queries as signups
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.policy import Who

_OWN = ("interested", "my_signup", "outcome", "can")
"""What of a pitch is the reader's own; `my_signup` is null here."""
SOMEBODY = "somebody"
ALIKE = 5
"""Kinds of readers that a pitch keeps what they can do of."""
_CAN = TypeAdapter(dict[str, Can]).serializer
_OUTCOME = TypeAdapter(OutcomeOut | None).serializer

_MINE = (col(SignUp.week_id) == given("week_id"), col(SignUp.person_id) == given("person_id"))
READERS = (
    sa.exists().where(col(Interest.pitch_id) == given("pitch_id"), col(Interest.person_id) == given("person_id")),
    sa.exists().where(*_MINE, col(SignUp.pitch_id) == given("pitch_id")),
    sa.exists().where(col(Pitch.continues_id) == given("pitch_id")),
    sa.select(col(SignUp.id))
    .where(*_MINE, col(SignUp.status) == SignUpStatus.ACCEPTED, col(SignUp.role) == CrewRole.MEMBER, col(SignUp.imported).is_(False))
    .limit(sa.literal_column("1"))
    .scalar_subquery(),
)  # fmt: skip
"""What the database has to tell of a reader and a pitch: `Reader`, as columns of a statement that is given `person_id`, `week_id` and `pitch_id`."""
_READER = sa.select(*READERS)
_AS_IT_IS = select(Pitch).where(Pitch.id == given("id")).execution_options(populate_existing=True)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at a pitch: whether it interests them, whether they have a sign-up for it, whether another goes on with it, and the place that they hold."""

    interested: bool
    signed_up: bool
    continued: bool
    held: str | None

    @classmethod
    def told(cls, row: Row) -> "Reader":
        """From the columns of `READERS`."""
        interested, signed_up, continued, held = row
        return cls(bool(interested), bool(signed_up), bool(continued), held)


@dataclass(frozen=True, slots=True)
class Whole:
    """A pitch with what policies ask of it, and its JSON: a piece before each of what is the reader's own. `body` is the longest."""

    of: OfWeek
    pitch: Pitch
    leads: tuple[str, ...]
    crew: frozenset[str]
    places_taken: int
    outcome: OutcomeOut | None
    body: bytes
    rest: tuple[bytes, ...]
    may: dict[tuple[Actor, Who], tuple[bytes, bytes]] = field(default_factory=dict)

    def suits(self, actor: Actor, reader: Reader) -> bool:
        """Whether this is all that there is to show to somebody, who may see it."""
        plain = reader.signed_up or reader.continued or self.pitch.continues_id is not None
        return not plain and policy.may_see(actor, self.of.week, self.pitch, self.leads)

    def to(self, actor: Actor, reader: Reader) -> Made:
        """As `shown.pitch` shows it to whom it suits."""
        near = policy.standing(actor, self.leads, self.crew)
        interested = b"true" if reader.interested else b"false"
        own = (interested, b"null", *self._may(_anyone_like(actor, self.of.week), near, reader.held))
        told = b"".join(piece for both in zip((self.body, *self.rest), own, strict=True) for piece in both)
        return Made.whole(told + b"}", self.pitch.version)

    def _may(self, actor: Actor, near: Who, held: str | None) -> tuple[bytes, bytes]:
        """The JSON of the outcome, and of what the reader can do; for those who are as near, without a place and alike, it is the same."""
        if held is None and (known := self.may.get((actor, near))) is not None:
            return known
        week, pitch, outcome = self.of.week, self.pitch, self.outcome
        room = signups.has_room(pitch, week, self.places_taken)
        may = can.pitch_can(actor, week, pitch, near, None, held, room=room)
        if outcome is not None:
            mine = {"can": can.outcome_can(actor, week, pitch, near)}
            outcome = OutcomeOut.model_construct(**outcome.__dict__ | mine)
        told = _OUTCOME.to_json(outcome), _CAN.to_json(may)
        if held is None and len(self.may) < ALIKE:
            self.may[actor, near] = told
        return told


def _anyone_like(actor: Actor, week: Week) -> Actor:
    """Somebody who may the same in a week, and whom the policies can't know by their id: what they say of one, they say of all."""
    of_week = frozenset({week.id})
    return replace(
        actor, person_id=SOMEBODY, organizes=actor.organizes & of_week, guest_of=actor.guest_of & of_week
    )


def made(session: Session, actor: Actor, in_week: Week, pitch: Pitch, state: State) -> tuple[OfWeek, Made]:
    """One pitch for a reader who may see it, and the parts of its week."""
    of, me = parts.of_week(session, in_week, state), actor.person_id
    if me is not None:
        whole = known(pitch.id)
        if whole is None or whole.of is not of:
            whole = _made(session, of, pitch.id, state)
        reader = Reader.told(rows(session, _READER, week_id=of.week.id, pitch_id=pitch.id, person_id=me)[0])
        if whole.suits(actor, reader):
            return of, whole.to(actor, reader)
    return of, Made.of(shown.pitch(session, actor, in_week, pitch))


def _made(session: Session, of: OfWeek, pitch_id: str, state: State) -> Whole:
    pitch = session.exec(
        _AS_IT_IS, params={"id": pitch_id}
    ).first()  # what was read before the state may be older
    if pitch is None:
        raise NotFound
    out = shown.to_all(session, of.week, pitch, "nobody")
    body, *rest = _pieces(out)
    leads, crew = tuple(lead.id for lead in out.leads), frozenset(one.person.id for one in out.crew)
    whole = Whole(of, pitch, leads, crew, out.places_taken, out.outcome, body, tuple(rest))
    of.put(parts.wholes, pitch_id, whole, crew.union(leads), state)
    return whole


def _pieces(out: PitchOut) -> Sequence[bytes]:
    """The JSON of what is everybody's, in the order of the schema's fields: up to the value of each that is the reader's own."""
    found: list[bytes] = []
    run: set[str] = set()
    for name in PitchOut.model_fields:
        if name not in _OWN:
            run.add(name)
            continue
        told = out.__pydantic_serializer__.to_json(out, include=run)[1:-1] if run else b""
        found.append(b'%b%b"%b":' % (b"," if found else b"{", told + b"," if told else b"", name.encode()))
        run = set()
    return found


def known(pitch_id: str) -> Whole | None:
    """A pitch that was looked at lately, good for as long as its week of parts is."""
    return cast("Whole | None", parts.wholes.get(pitch_id))
