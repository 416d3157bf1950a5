"""Finding outcomes, and the read model that integrations pull."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.core import text
from app.core.actor import Actor, Role, Scope
from app.core.errors import NotFound
from app.core.queries import among, given, rows
from app.core.schema import Link
from app.events import queries as log
from app.events.models import EventRow
from app.outcomes.events import OutcomeRevised
from app.outcomes.models import Impact, Outcome, OutcomeKind
from app.outcomes.schemas import CrewMember, ImpactIn, OutcomeGone, OutcomeOut, OutcomesAfter, WhyGone
from app.people import queries as people
from app.people.events import PersonEdited
from app.people.schemas import PersonRef
from app.pitches import queries as pitches
from app.pitches.models import Pitch
from app.pitches.schemas import PitchRef
from app.signups import queries as signups
from app.weeks.events import GuestRemoved, OrganizerRemoved
from app.weeks.models import Week
from app.weeks.policy import may_see
from app.weeks.queries import visible_to

Stays: TypeAlias = list[tuple[datetime, datetime | None, str]]

_Told = aliased(EventRow)
"""Any event that tells what was, beside the one that an outcome's number is of."""

_FIELDS = (
    "id",
    "version",
    "kind",
    "summary",
    "learned",
    "next",
    "home",
    "created_at",
    "updated_at",
)

_OF_PITCH = select(Outcome).where(Outcome.pitch_id == given("pitch_id"))
_WITH_PITCH = (
    select(Outcome, Pitch)
    .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
    .where(Outcome.pitch_id == given("pitch_id"))
)
_WHOLE = (
    sa.select(Outcome, Pitch, Week, col(EventRow.seq))
    .join(EventRow, col(EventRow.id) == Outcome.event_id)
    .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
    .join(Week, col(Week.id) == Pitch.week_id)
)
_THESE = _WHOLE.where(among(col(Outcome.id), "ids"))
_PULLED = _WHOLE.where(col(EventRow.seq) > given("number"), col(EventRow.seq) <= given("last")).order_by(
    col(EventRow.seq)
)
_TOLD_APART = _PULLED.with_only_columns(
    col(Outcome.id), col(Outcome.event_id), col(Outcome.kind), col(Outcome.withdrawn_at), col(Pitch.week_id), col(EventRow.seq),
    maintain_column_froms=True,
)  # fmt: skip


class Told(NamedTuple):
    """A row of `numbered`: what tells one outcome from another, and whether it is gone."""

    id: str
    event_id: str
    kind: OutcomeKind
    withdrawn_at: datetime | None
    week_id: str
    seq: int


_NUMBER = select(EventRow.seq).where(EventRow.id == given("event_id"))
_IMPACT = select(Impact).where(among(col(Impact.outcome_id), "ids")).order_by(col(Impact.position))


def of_pitch(session: Session, pitch_id: str) -> Outcome | None:
    return session.exec(_OF_PITCH, params={"pitch_id": pitch_id}).first()


def impact(session: Session, outcome_ids: Sequence[str]) -> dict[str, list[ImpactIn]]:
    found: dict[str, list[ImpactIn]] = defaultdict(list)
    for row in session.exec(_IMPACT, params={"ids": [*outcome_ids]}):
        found[row.outcome_id].append(
            ImpactIn.model_construct(**row.model_dump(include=set(ImpactIn.model_fields)))
        )
    return found


def page(
    session: Session, actor: Actor, number: int, *, week: str | None, kind: OutcomeKind | None, limit: int
) -> OutcomesAfter:
    """Outcomes after a number, and what to send as the next. Raises Conflict("after_unknown"), NotFound for a week."""
    end = end_for(session, actor, number, week)
    items = after(session, actor, number, end, week=week, kind=kind, limit=limit + 1)
    more = len(items) > limit
    last = items[limit - 1].seq or end if more else end
    return OutcomesAfter.model_construct(items=items[:limit], last=last, more=more)


def end_for(session: Session, actor: Actor, number: int, week: str | None) -> int:
    """The highest number given. Raises Conflict("after_unknown"), and NotFound as `require_week`."""
    end = log.end_after(session, number)
    if week is not None:
        require_week(session, actor, week)
    return end


def require_week(session: Session, actor: Actor, slug: str) -> None:
    """Raises NotFound for a week that the actor may not see, nor may have seen once."""
    seen = sa.select(col(Week.id)).where(col(Week.slug) == slug, visible_to(actor) | _seen_once(actor))
    if session.scalar(seen) is None:
        raise NotFound("There is no week of this slug that you may see.")


def after(
    session: Session,
    actor: Actor,
    number: int,
    last: int,
    *,
    week: str | None,
    kind: OutcomeKind | None,
    limit: int,
) -> list[OutcomeOut | OutcomeGone]:
    """Outcomes whose last change has a number in (`number`, `last`], in that order, at most `limit`.

    What is gone comes as a tombstone to whoever has read before; it names nothing that they may never have seen.
    """
    found = narrowed(_PULLED, actor, again=number > 0, week=week, kind=kind).limit(limit)
    told = session.execute(found, {"number": number, "last": last}).all()
    gone = {row.id: why for row, _, in_week, _ in told if (why := why_gone(actor, row, in_week, kind))}
    whole = shown(session, [(row, pitch, of, seq) for row, pitch, of, seq in told if row.id not in gone])
    living = {outcome.id: outcome for outcome in whole}
    return [living.get(row.id) or tombstone(row.id, seq, gone[row.id]) for row, _, _, seq in told]


@lru_cache(maxsize=64)
def numbered(
    actor: Actor, *, again: bool, week: str | None, kind: OutcomeKind | None
) -> sa.Select[*tuple[Any, ...]]:
    """What `after` gives, as a statement for no more than what tells one from another; it is given `number`, `last` and `limit`.

    `again` is for a number that isn't 0. To build the statement takes as long as to run it, and programs come again.
    """
    return narrowed(_TOLD_APART, actor, again=again, week=week, kind=kind).limit(given("limit"))


def narrowed(
    found: sa.Select[*tuple[Any, ...]],
    actor: Actor,
    *,
    again: bool,
    week: str | None,
    kind: OutcomeKind | None,
) -> sa.Select[*tuple[Any, ...]]:
    """What an actor may be told, of a week and a kind where one is asked for; `again` if they were told before."""
    if not again:
        found = found.where(visible_to(actor), col(Outcome.withdrawn_at).is_(None))
    else:
        found = found.where(visible_to(actor) | _seen_once(actor))
    if week is not None:
        found = found.where(col(Week.slug) == week)
    if kind is not None:
        found = found.where(
            (col(Outcome.kind) == kind) | _was_once(kind) if again else col(Outcome.kind) == kind
        )
    return found


def why_gone(actor: Actor, outcome: Outcome | Told, week: Week, kind: OutcomeKind | None) -> WhyGone | None:
    """Why somebody is told of an outcome no more; None where they are."""
    if not may_see(actor, week):
        return WhyGone.NOT_YOURS
    if outcome.withdrawn_at is not None:
        return WhyGone.WITHDRAWN
    return WhyGone.OTHER_KIND if kind not in (None, outcome.kind) else None


def tombstone(outcome_id: str, seq: int | None, why: WhyGone) -> OutcomeGone:
    return OutcomeGone.model_construct(id=outcome_id, seq=seq or 0, gone=True, reason=why)


def _seen_once(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on weeks that are hidden from an actor who was their organizer or guest once, and may have a copy."""
    if actor.is_guest:
        return sa.exists().where(
            col(_Told.week_id) == Week.id, col(_Told.type) == GuestRemoved.type,
            col(_Told.data)["person_id"].as_string() == actor.person_id,
        )  # fmt: skip
    if actor.person_id is None or Scope.ORGANIZE not in actor.scopes:
        return sa.false()
    organized = sa.exists().where(
        col(_Told.week_id) == Week.id, col(_Told.type) == OrganizerRemoved.type,
        col(_Told.person_id) == actor.person_id,
    )  # fmt: skip
    organized_all = sa.exists().where(
        col(_Told.subject_id) == actor.person_id, col(_Told.type) == PersonEdited.type,
        col(_Told.data)[("changes", "role", "before")].as_string().in_((Role.ORGANIZER, Role.ADMIN)),
    )  # fmt: skip
    return organized | organized_all


def _was_once(kind: OutcomeKind) -> sa.ColumnElement[bool]:
    """The condition on outcomes that were of a kind in some version, so that a reader of that kind may have a copy."""
    return sa.exists().where(
        col(_Told.subject_id) == Outcome.id, col(_Told.type) == OutcomeRevised.type,
        col(_Told.data)[("before", "kind")].as_string() == kind,
    )  # fmt: skip


def these(session: Session, outcome_ids: Collection[str]) -> list[OutcomeOut]:
    """Outcomes by their ids, in no order."""
    found = session.execute(_THESE, {"ids": outcome_ids})
    return shown(session, [(outcome, pitch, week, seq) for outcome, pitch, week, seq in found])


def one(session: Session, pitch: Pitch, week: Week) -> OutcomeOut | None:
    """The outcome of a pitch, with its number as far as it has one."""
    outcome = of_pitch(session, pitch.id)
    if outcome is None:
        return None
    seq = rows(session, _NUMBER, event_id=outcome.event_id)[0][0]
    return shown(session, [(outcome, pitch, week, seq)])[0]


def shown(session: Session, rows: Sequence[tuple[Outcome, Pitch, Week, int | None]]) -> list[OutcomeOut]:
    """Outcomes with all that goes with them: the same number of statements for one and for many."""
    pitch_ids = [pitch.id for _, pitch, _, _ in rows]
    leads, crews = pitches.leads(session, pitch_ids), signups.crews(session, pitch_ids)
    impacts = impact(session, [outcome.id for outcome, _, _, _ in rows])
    ids = {id_ for group in leads.values() for id_ in group} | {
        s.person_id for crew in crews.values() for s in crew
    }
    named, stays = people.refs(session, ids), people.stays(session, ids)
    return [
        OutcomeOut.model_construct(
            **{name: getattr(outcome, name) for name in _FIELDS},
            seq=seq, pitch=PitchRef.model_construct(id=pitch.id, title=pitch.title), pitch_status=pitch.status,
            week=week.slug, week_title=week.title, week_cancelled=week.cancelled_at is not None,
            leads=[_then(named[id_], stays.get(id_, []), week.exploring_at) for id_ in leads[pitch.id]],
            crew=[_member(signup, week, named[signup.person_id], stays.get(signup.person_id, [])) for signup in crews[pitch.id]],
            evidence=[Link.kept(link) for link in outcome.evidence], impact=impacts[outcome.id], can={},
        )
        for outcome, pitch, week, seq in rows
    ]  # fmt: skip


def _member(signup: signups.CrewMember, week: Week, person: PersonRef, stays: Stays) -> CrewMember:
    joined = [at for at in (week.exploring_at, signup.accepted_at) if at is not None]
    return CrewMember.model_construct(
        person=_then(person, stays, max(joined, default=None)), role=signup.role
    )


def _then(person: PersonRef, stays: Stays, at: datetime | None) -> PersonRef:
    """A person with the home team of an instant, so that what is shown of a week stays; the present one without it."""
    home_team = people.home_team_at(stays, at) if at else person.home_team
    return PersonRef.model_construct(id=person.id, name=person.name, home_team=home_team)


def make_findable(session: Session, pitch: Pitch, outcome: Outcome) -> None:
    """Put an outcome's words and its pitch's title into the text index."""
    metrics = [f"{row.metric} {row.unit}" for row in impact(session, [outcome.id])[outcome.id]]
    text.index(
        session, "outcome", outcome.id, pitch.title, outcome.summary, outcome.learned, outcome.home, *metrics
    )


def with_outcome_of(session: Session, pitch_id: str) -> list[tuple[Outcome, Pitch]]:
    """The outcome of a pitch, with the pitch; empty without one."""
    return [(outcome, pitch) for outcome, pitch in session.exec(_WITH_PITCH, params={"pitch_id": pitch_id})]


def with_outcome(session: Session, condition: sa.ColumnElement[bool]) -> list[tuple[Outcome, Pitch]]:
    """Outcomes of the pitches for which a condition on `Pitch` holds."""
    found = (
        select(Outcome, Pitch)
        .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
        .where(condition)
        .order_by(col(Outcome.id))
    )
    return [(outcome, pitch) for outcome, pitch in session.exec(found)]
