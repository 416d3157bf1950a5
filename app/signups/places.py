"""What every way to a place goes through: who may have one, what must be locked, and the ways in."""

from sqlmodel import Session

from app.core.actor import Actor, Role
from app.core.errors import Conflict, NotFound
from app.events.log import record
from app.people import queries as people
from app.people.models import Person
from app.pitches.models import Pitch
from app.signups import events, queries, waiting_line
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.signups.schemas import SignUpIn
from app.signups.waiting_line import Locked, admit, lock, stand_in_line
from app.weeks import queries as weeks
from app.weeks.models import Week


def enter(session: Session, actor: Actor, pitch: Pitch, signup: SignUp, held: SignUp | None) -> None:
    """Into the crew while there is room, else into the line."""
    if signup.role is not CrewRole.MEMBER:
        admit(session, actor, signup)
    elif pitch.has_room:
        admit(session, actor, signup, held)
    else:
        stand_in_line(session, actor, signup)


def ask(session: Session, actor: Actor, signup: SignUp) -> None:
    record(session, actor, events.SignUpAsked(**waiting_line.naming(signup), message=signup.message or None))


def add(
    session: Session, pitch: Pitch, person_id: str, wish: SignUpIn, status: SignUpStatus = SignUpStatus.ASKED
) -> SignUp:
    """A new sign-up, with the next number in line. It starts as asked, or invited, and moves on from there."""
    signup = SignUp(
        pitch_id=pitch.id, week_id=pitch.week_id, person_id=person_id, role=wish.role, status=status,
        message=wish.message, line_number=pitch.next_line_number, switch_from_id=wish.switch_from,
    )  # fmt: skip
    pitch.next_line_number += 1
    session.add(signup)
    return signup


def locked_with_place(
    session: Session, actor: Actor, week_id: str, pitch_id: str, person_id: str
) -> tuple[Locked, queries.Own]:
    """Lock a pitch, and the one where the person has a place, which they may give up; and what they have, likewise."""
    held = queries.held_place(session, week_id, person_id)
    locked = lock(session, actor, {pitch_id} | ({held.pitch_id} if held else set()), [person_id])
    return locked, queries.own_in_week(session, week_id, [person_id])[person_id]


def active(session: Session, week: Week, person_id: str | None) -> Person:
    """The person, held so that they can't be deactivated, or be a guest no more, meanwhile: that would overlook a place given here."""
    known = people.kept(session, [person_id] if person_id else [])
    return require_active(session, week, known.get(person_id or ""))


def require_active(session: Session, week: Week, person: Person | None) -> Person:
    if person is None:
        raise NotFound("There is no such person.")
    if not person.is_active:
        raise Conflict("deactivated", f"{person.name} has left the company.")
    if person.role is Role.GUEST and not weeks.is_guest(session, week.id, person.id):
        raise Conflict(
            "not_a_guest_here",
            f"{person.name} is a guest, and not of this week; an organizer can invite them.",
        )
    return person


def require_guardrails(week: Week, person_id: str | None, locked: Locked) -> None:
    if week.guardrails and person_id not in locked.accepted[week.id]:
        raise Conflict(
            "guardrails_not_accepted",
            "Read and accept the guardrails of this week first; once is enough.",
        )


def require_switch_from_held(switch_from: str | None, held: SignUp | None, locked: Locked) -> None:
    if switch_from is None:
        return
    if held is None or held.id != switch_from:
        sentence = "switch_from must name the place that the person has in this week."
        raise Conflict("no_such_place", sentence, switch_from=held.id if held else None)
    require_locked(held, locked)


def require_locked(held: SignUp | None, locked: Locked) -> None:
    """A place that came to the person at this very moment is on a pitch that is not locked."""
    if held is not None and held.pitch_id not in locked.pitches:
        raise Conflict("conflict", "The person's place changed at the same moment; look again and retry.")


def already(signup: SignUp) -> Conflict:
    return Conflict(
        "already_signed_up",
        "There is a sign-up for this pitch already.",
        signup_id=signup.id,
        signup_status=signup.status,
    )


def in_another_crew(held: SignUp) -> Conflict:
    return Conflict(
        "already_in_crew", "One person has one crew in a week; send switch_from to give up the other place for this one.",
        switch_from=held.id, switch_from_pitch_id=held.pitch_id,
    )  # fmt: skip


def full(pitch: Pitch) -> Conflict:
    return Conflict(
        "crew_full",
        f"All {pitch.crew_limit} places are taken; raise the crew limit, or wait until somebody leaves.",
    )
