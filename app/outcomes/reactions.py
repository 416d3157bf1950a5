"""An outcome gets a new number whenever anything that is shown with it changes."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import clock
from app.core.actor import Actor
from app.events.log import reacts_to, record
from app.events.models import EventRow
from app.events.payloads import Event
from app.outcomes import queries
from app.outcomes.events import OutcomeRefreshed
from app.outcomes.models import Outcome
from app.people.events import HomeTeamMoved, HomeTeamRenamed, PersonAnonymised, PersonEdited
from app.people.models import HomeTeamStay
from app.pitches import queries as pitches
from app.pitches.events import PitchEdited, PitchEvent, PitchHandedOver, PitchRestored, PitchWithdrawn
from app.pitches.models import Pitch, PitchLead
from app.signups.events import SignUpAccepted, SignUpEnded, SignUpEvent, SignUpLeft
from app.signups.models import SignUp, SignUpStatus
from app.weeks.events import (
    GuestInvited,
    GuestRemoved,
    OrganizerAdded,
    OrganizerRemoved,
    WeekCancelled,
    WeekEdited,
    WeekEvent,
    WeekPublished,
)
from app.weeks.models import Week


@reacts_to(PitchEdited)
def pitch_retitled(session: Session, actor: Actor, event: PitchEdited, _: EventRow) -> None:
    if "title" in event.changes:
        found = queries.with_outcome_of(session, event.pitch_id)
        _refresh(session, actor, event, found)
        for outcome, pitch in found:
            queries.make_findable(session, pitch, outcome)


@reacts_to(PitchHandedOver)
def pitch_changed_hands(session: Session, actor: Actor, event: PitchHandedOver, _: EventRow) -> None:
    _refresh(session, actor, event, queries.with_outcome_of(session, event.pitch_id))


@reacts_to(PitchWithdrawn, PitchRestored)
def pitch_withdrawn_or_restored(session: Session, actor: Actor, event: PitchEvent, row: EventRow) -> None:
    """What was recorded is taken back with its pitch, and comes back with it."""
    found = queries.with_outcome_of(session, event.pitch_id)
    for outcome, _ in found:
        outcome.withdrawn_at = row.at if isinstance(event, PitchWithdrawn) else None
    _refresh(session, actor, event, found)


@reacts_to(SignUpAccepted, SignUpLeft, SignUpEnded)
def crew_changed(session: Session, actor: Actor, event: SignUpEvent, _: EventRow) -> None:
    _refresh(session, actor, event, queries.with_outcome_of(session, event.pitch_id))


@reacts_to(WeekEdited)
def week_renamed(session: Session, actor: Actor, event: WeekEdited, _: EventRow) -> None:
    if event.changes.keys() & {"title", "slug"}:
        _refresh(session, actor, event, queries.with_outcome(session, col(Pitch.week_id) == event.week_id))


@reacts_to(WeekPublished, WeekCancelled)
def week_seen_or_cancelled(session: Session, actor: Actor, event: WeekEvent, _: EventRow) -> None:
    """What an organizer recorded in a draft week is seen by others from now on, and must not lie behind them."""
    _refresh(session, actor, event, queries.with_outcome(session, col(Pitch.week_id) == event.week_id))


@reacts_to(OrganizerAdded, OrganizerRemoved)
def organizers_changed(session: Session, actor: Actor, event: WeekEvent, _: EventRow) -> None:
    """Somebody sees a draft week from now on, or no more: its outcomes must come to them anew, or as gone."""
    draft = _in_drafts() & (col(Pitch.week_id) == event.week_id)
    _refresh(session, actor, event, queries.with_outcome(session, draft))


@reacts_to(GuestInvited, GuestRemoved)
def guests_changed(session: Session, actor: Actor, event: WeekEvent, _: EventRow) -> None:
    """Likewise for a guest of a week."""
    _refresh(session, actor, event, queries.with_outcome(session, col(Pitch.week_id) == event.week_id))


@reacts_to(PersonEdited)
def person_renamed(session: Session, actor: Actor, event: PersonEdited, _: EventRow) -> None:
    """Also one who became an organizer, or is one no more: who sees draft weeks is another then."""
    if "name" in event.fields:
        _refresh_shown(session, actor, event, event.person_id)
    if "role" in event.fields:
        _refresh(session, actor, event, queries.with_outcome(session, _in_drafts()))


@reacts_to(PersonAnonymised)
def person_anonymised(session: Session, actor: Actor, event: PersonAnonymised, _: EventRow) -> None:
    """Every copy gets the outcome anew, and loses the name with that."""
    _refresh_shown(session, actor, event, event.person_id)


@reacts_to(HomeTeamMoved)
def person_moved(session: Session, actor: Actor, event: HomeTeamMoved, _: EventRow) -> None:
    """Home teams are shown as they were when exploring began: a later move changes only what has no such instant."""
    unfixed = sa.select(col(Week.id)).where(
        col(Week.exploring_at).is_(None) | (col(Week.exploring_at) > clock.now())
    )
    shown = _shows([event.person_id]) & col(Pitch.week_id).in_(unfixed)
    _refresh(session, actor, event, queries.with_outcome(session, shown))


@reacts_to(HomeTeamRenamed)
def home_team_renamed(session: Session, actor: Actor, event: HomeTeamRenamed, _: EventRow) -> None:
    """Whoever worked there at any time is shown under the new name."""
    worked_there = sa.select(col(HomeTeamStay.person_id)).where(
        col(HomeTeamStay.home_team_id) == event.home_team_id
    )
    _refresh(session, actor, event, queries.with_outcome(session, _shows(worked_there)))


def _in_drafts() -> sa.ColumnElement[bool]:
    """The pitches of weeks that their organizers alone see."""
    return col(Pitch.week_id).in_(sa.select(col(Week.id)).where(col(Week.published_at).is_(None)))


def _shows(people: list[str] | sa.Select[str]) -> sa.ColumnElement[bool]:
    """The pitches whose outcome names one of these people."""
    leads = sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id).in_(people))
    crews = sa.select(col(SignUp.pitch_id)).where(
        col(SignUp.person_id).in_(people), col(SignUp.status) == SignUpStatus.ACCEPTED
    )
    return col(Pitch.id).in_(leads) | col(Pitch.id).in_(crews)


def _refresh_shown(session: Session, actor: Actor, event: Event, person_id: str) -> None:
    """What names a person. Their pitches are locked first, all at once, as who changes one of them does before its outcome and its words."""
    pitches.these_locked(session, session.scalars(sa.select(col(Pitch.id)).where(_shows([person_id]))).all())
    _refresh(session, actor, event, queries.with_outcome(session, _shows([person_id])))


def _refresh(session: Session, actor: Actor, event: Event, outcomes: Sequence[tuple[Outcome, Pitch]]) -> None:
    for outcome, pitch in outcomes:
        row = record(session, actor, OutcomeRefreshed(
            week_id=pitch.week_id, pitch_id=pitch.id, outcome_id=outcome.id, cause=event.type
        ))  # fmt: skip
        session.flush()
        outcome.event_id = row.id
        session.add(outcome)
        session.flush()
