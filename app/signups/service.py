"""Ask for a place, invite, accept, decline, leave and switch: one function for each, one transaction each."""

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Conflict, Invalid, NotFound
from app.events.log import record
from app.people import queries as people
from app.people.models import Person
from app.pitches import policy as pitch_policy
from app.pitches import queries as pitches
from app.pitches.models import Pitch
from app.pitches.settling import settles
from app.signups import events, policy, queries, waiting_line
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.signups.schemas import SignUpIn
from app.signups.waiting_line import Locked, admit, end, lock, move_lines, offer, stand_in_line
from app.weeks import queries as weeks
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Who


def sign_up(session: Session, actor: Actor, week: Week, pitch: Pitch, wish: SignUpIn) -> SignUp:
    """Take a place, ask for one, or stand in line for one.

    Raises Conflict: "signups_closed", "invite_only", "guardrails_not_accepted", "already_signed_up" (with its
    `signup_id`), "already_in_crew" (with `switch_from`), "pitch_withdrawn".
    """
    near = pitch_policy.standing(actor, pitches.leads_of(session, pitch.id))
    policy.may_sign_up(actor, week, pitch).require()
    person_id = _active(session, week, actor.person_id).id
    locked, mine = _locked_with_own(session, actor, week.id, pitch.id, person_id)
    held = mine.held
    pitch = locked.pitches[pitch.id]
    policy.may_sign_up(actor, week, pitch).require()
    if already := mine.open_on(pitch.id):
        raise _already(already)
    policy.may_come_uninvited(pitch, near).require()
    _require_guardrails(session, week, person_id)
    _require_switch_from_held(wish.switch_from, held, locked)
    takes_a_place = wish.role is CrewRole.MEMBER and pitch.has_room
    if takes_a_place and held and not wish.switch_from and policy.must_switch(week, pitch, near):
        raise _in_another_crew(held)
    signup = _add(session, pitch, person_id, wish)
    if policy.needs_yes(week, pitch, near):
        _ask(session, actor, signup)
    else:
        _enter(session, actor, pitch, signup, held)
    move_lines(session, actor, locked)
    return signup


def invite(session: Session, actor: Actor, week: Week, pitch: Pitch, wish: SignUpIn) -> SignUp:
    """As a lead, offer somebody a place that they may accept or decline. Raises Conflict("already_signed_up")."""
    near = pitch_policy.standing(actor, pitches.leads_of(session, pitch.id))
    policy.may_invite(actor, week, pitch, near).require()
    if wish.switch_from is not None:
        raise Invalid(
            "not_yours", "Only the person can say which place to give up, on accepting.", field="switch_from"
        )
    person = _active(session, week, wish.person_id)
    locked = lock(session, actor, [pitch.id])
    pitch = locked.pitches[pitch.id]
    policy.may_invite(actor, week, pitch, near).require()
    if already := queries.open_one(session, pitch.id, person.id):
        raise _already(already)
    signup = _add(session, pitch, person.id, wish, SignUpStatus.INVITED)
    record(
        session, actor, events.SignUpInvited(**waiting_line.naming(signup), message=signup.message or None)
    )
    return signup


def place(session: Session, actor: Actor, week: Week, pitch: Pitch, wish: SignUpIn) -> SignUp:
    """As an organizer, for a reason, put somebody into the crew; an open wish of theirs becomes the place.

    Raises Conflict: "reason_required", "crew_full", "already_in_crew".
    """
    policy.may_place(actor, week, pitch).require()
    person = _active(session, week, wish.person_id)
    locked, mine = _locked_with_own(session, actor, week.id, pitch.id, person.id)
    held = mine.held
    pitch = locked.pitches[pitch.id]
    policy.may_place(actor, week, pitch).require()
    signup = mine.open_on(pitch.id)
    if signup is not None and signup.status is SignUpStatus.ACCEPTED:
        raise _already(signup)
    _require_switch_from_held(wish.switch_from, held, locked)
    member = wish.role is CrewRole.MEMBER
    if member and held and not wish.switch_from:
        raise _in_another_crew(held)
    if member and not pitch.has_room and not (signup and signup.holds_a_place):
        raise _full(pitch)
    signup = signup or _add(session, pitch, person.id, wish)
    signup.role = wish.role
    admit(session, actor, signup, held if member else None)
    move_lines(session, actor, locked)
    return signup


def accept(session: Session, actor: Actor, signup: SignUp, switch_from: str | None = None) -> SignUp:
    """Say yes: the lead to somebody who asked, a person to an invitation or an offer.

    Accepting an offer gives up the place that one has, in the same step. Raises Conflict: "crew_full" (for a lead
    who fills places from the line), "already_in_crew", "offer_expired", "signup_over", "guardrails_not_accepted".
    """
    locked, mine = _locked_with_own(session, actor, signup.week_id, signup.pitch_id, signup.person_id)
    held = mine.held
    session.refresh(signup)
    pitch = locked.pitches[signup.pitch_id]
    week = locked.week_of(pitch)
    policy.may_accept(actor, week, signup, _near(session, actor, pitch)).require()
    _require_locked(held, locked)
    if signup.status is SignUpStatus.OFFERED:
        admit(session, actor, signup, held)
    elif signup.status is SignUpStatus.INVITED:
        _require_guardrails(session, week, signup.person_id)
        _require_switch_from_held(switch_from, held, locked)
        if signup.role is CrewRole.MEMBER and pitch.has_room and held and not switch_from:
            raise _in_another_crew(held)
        _enter(session, actor, pitch, signup, held)
    else:
        _say_yes(session, actor, week, pitch, signup, held)
    move_lines(session, actor, locked)
    return signup


def decline(session: Session, actor: Actor, signup: SignUp) -> SignUp:
    """Say no: the lead to somebody who asked, a person to an invitation or an offer."""
    locked, week, pitch = _locked_for(session, actor, signup)
    policy.may_decline(actor, week, signup, _near(session, actor, pitch)).require()
    end(session, actor, signup, SignUpStatus.DECLINED)
    move_lines(session, actor, locked)
    return signup


def leave(session: Session, actor: Actor, signup: SignUp) -> SignUp:
    """Give up a place or a wish; the line moves. Raises Conflict("leaving_closed") once demos have begun."""
    locked, week, _ = _locked_for(session, actor, signup)
    policy.may_leave(actor, week, signup).require()
    end(session, actor, signup, SignUpStatus.LEFT)
    move_lines(session, actor, locked)
    return signup


@settles
def settle(session: Session, actor: Actor, pitch_id: str, whole_line: bool = False) -> None:
    """Let offers lapse that are due, and serve the next in line."""
    lock(session, actor, [pitch_id], whole_line=whole_line)


def _say_yes(
    session: Session, actor: Actor, week: Week, pitch: Pitch, signup: SignUp, held: SignUp | None
) -> None:
    """The lead's yes: a place, a place in line when full, or an offer to somebody who has a crew elsewhere."""
    exploring = week.phase(clock.now()) is not Phase.FORMING
    if signup.role is not CrewRole.MEMBER:
        admit(session, actor, signup)
    elif not pitch.has_room:
        if exploring:
            raise _full(pitch)
        stand_in_line(session, actor, signup)
    elif held is None:
        admit(session, actor, signup)
    elif not exploring:
        offer(session, actor, week, signup)
    elif signup.switch_from_id == held.id:
        admit(session, actor, signup, held)
    else:
        raise Conflict(
            "already_in_crew",
            "This person has another crew; they can leave it, or ask anew with switch_from.",
        )


def _enter(session: Session, actor: Actor, pitch: Pitch, signup: SignUp, held: SignUp | None) -> None:
    """Into the crew while there is room, else into the line."""
    if signup.role is not CrewRole.MEMBER:
        admit(session, actor, signup)
    elif pitch.has_room:
        admit(session, actor, signup, held)
    else:
        stand_in_line(session, actor, signup)


def _ask(session: Session, actor: Actor, signup: SignUp) -> None:
    record(session, actor, events.SignUpAsked(**waiting_line.naming(signup), message=signup.message or None))


def _add(
    session: Session, pitch: Pitch, person_id: str, wish: SignUpIn, status: SignUpStatus = SignUpStatus.ASKED
) -> SignUp:
    """A new sign-up, with the next number in line. It starts as asked, or invited, and moves on from there."""
    signup = SignUp(
        pitch_id=pitch.id, week_id=pitch.week_id, person_id=person_id, role=wish.role, status=status,
        message=wish.message, line_number=pitch.next_line_number, switch_from_id=wish.switch_from,
    )  # fmt: skip
    pitch.next_line_number += 1
    session.add(pitch)
    session.add(signup)
    return signup


def _locked_with_own(
    session: Session, actor: Actor, week_id: str, pitch_id: str, person_id: str
) -> tuple[Locked, queries.Own]:
    """Lock a pitch, and the one where the person has a place; what they have, as it is once both are locked."""
    held = queries.held_place(session, week_id, person_id)
    locked = lock(session, actor, {pitch_id} | ({held.pitch_id} if held else set()), [person_id])
    return locked, queries.own_in_week(session, week_id, person_id)


def _locked_for(session: Session, actor: Actor, signup: SignUp) -> tuple[Locked, Week, Pitch]:
    """Lock what giving up this sign-up may move."""
    locked = lock(session, actor, [signup.pitch_id], [signup.person_id])
    session.refresh(signup)
    pitch = locked.pitches[signup.pitch_id]
    return locked, locked.week_of(pitch), pitch


def _near(session: Session, actor: Actor, pitch: Pitch) -> Who:
    return pitch_policy.standing(actor, pitches.leads_of(session, pitch.id))


def _active(session: Session, week: Week, person_id: str | None) -> Person:
    """The person, held so that they can't be deactivated, or be a guest no more, meanwhile: that would overlook a place given here."""
    person = people.kept(session, person_id) if person_id else None
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


def _require_guardrails(session: Session, week: Week, person_id: str) -> None:
    if week.guardrails:
        mine = weeks.participation(session, week.id, person_id)
        if mine is None or mine.guardrails_accepted_at is None:
            raise Conflict(
                "guardrails_not_accepted",
                "Read and accept the guardrails of this week first; once is enough.",
            )


def _require_switch_from_held(switch_from: str | None, held: SignUp | None, locked: Locked) -> None:
    if switch_from is None:
        return
    if held is None or held.id != switch_from:
        sentence = "switch_from must name the place that the person has in this week."
        raise Conflict("no_such_place", sentence, switch_from=held.id if held else None)
    _require_locked(held, locked)


def _require_locked(held: SignUp | None, locked: Locked) -> None:
    """A place that came to the person at this very moment is on a pitch that is not locked."""
    if held is not None and held.pitch_id not in locked.pitches:
        raise Conflict("conflict", "The person's place changed at the same moment; look again and retry.")


def _already(signup: SignUp) -> Conflict:
    return Conflict(
        "already_signed_up",
        "There is a sign-up for this pitch already.",
        signup_id=signup.id,
        signup_status=signup.status,
    )


def _in_another_crew(held: SignUp) -> Conflict:
    return Conflict(
        "already_in_crew", "One person has one crew in a week; send switch_from to give up the other place for this one.",
        switch_from=held.id, switch_from_pitch_id=held.pitch_id,
    )  # fmt: skip


def _full(pitch: Pitch) -> Conflict:
    return Conflict(
        "crew_full",
        f"All {pitch.crew_limit} places are taken; raise the crew limit, or wait until somebody leaves.",
    )
