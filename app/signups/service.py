"""Ask for a place, invite, accept, decline, leave and switch: one function for each, one transaction each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, Problem
from app.events.log import record
from app.people import queries as people
from app.people.models import Person
from app.pitches import policy as pitch_policy
from app.pitches import queries as pitches
from app.pitches.models import Pitch
from app.pitches.settling import settles
from app.signups import events, places, policy, queries, waiting_line
from app.signups.models import CrewRole, SignUp, SignUpStatus
from app.signups.schemas import SignUpIn
from app.signups.waiting_line import Locked, admit, end, lock, move_lines, offer, stand_in_line
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Who


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, on which pitch, and how near they are to it."""

    actor: Actor
    pitch: Pitch
    asked: SignUpIn
    near: Who


class Entered(NamedTuple):
    """A new sign-up, with its place in line, from 1, where it waits."""

    signup: SignUp
    place: int | None


def sign_up(session: Session, actor: Actor, week: Week, pitch: Pitch, wish: SignUpIn) -> SignUp:
    """Take a place, ask for one, or stand in line for one.

    Raises Conflict: "signups_closed", "invite_only", "guardrails_not_accepted", "already_signed_up" (with its
    `signup_id`), "already_in_crew" (with `switch_from`), "pitch_withdrawn".
    """
    made = sign_up_each(session, week, [Wish(actor, pitch, wish, _near(session, actor, pitch))])[0]
    if isinstance(made, Problem):
        raise made
    return made.signup


def sign_up_each(session: Session, week: Week, wishes: Sequence[Wish]) -> list[Entered | Problem]:
    """The same for several people, in their order and with as many statements as for one. A wish that gives up a place comes alone.

    Who is refused gets what `sign_up` raises, and nothing is changed for them.
    """
    known = people.kept(session, {wish.actor.person_id for wish in wishes if wish.actor.person_id})
    made: list[Entered | Problem | None] = [_refused(session, week, wish, known) for wish in wishes]
    going = {number: wish for number, wish in enumerate(wishes) if made[number] is None}
    if going:
        first = next(iter(going.values())).actor  # whatever is due by itself is done on their way in
        locked, own = _locked_with_own(session, first, week.id, [*going.values()])
        with session.no_autoflush:  # all of them are written at once
            for number, wish in going.items():
                made[number] = _entered(session, wish, locked, own[wish.actor.person_id or ""])
        if any(wish.asked.switch_from for wish in going.values()):
            move_lines(session, first, locked)
        else:
            session.flush()
    return [one for one in made if one is not None]


def _refused(session: Session, week: Week, wish: Wish, known: Mapping[str, Person]) -> Problem | None:
    """What keeps somebody out whoever else comes; known before anything is locked."""
    try:
        policy.may_sign_up(wish.actor, week, wish.pitch).require()
        places.require_active(session, week, known.get(wish.actor.person_id or ""))
    except Problem as refusal:
        return refusal
    return None


def _entered(session: Session, wish: Wish, locked: Locked, mine: queries.Own) -> Entered | Problem:
    """The sign-up of one among several; what they have, and the counts on the pitch, are as it left them."""
    try:
        pitch = locked.pitch(wish.pitch.id)
        week, held, actor, near = locked.week_of(pitch), mine.held, wish.actor, wish.near
        policy.may_sign_up(actor, week, pitch).require()
        if already := mine.open_on(pitch.id):
            raise places.already(already)
        policy.may_come_uninvited(pitch, near).require()
        places.require_guardrails(week, actor.person_id, locked)
        places.require_switch_from_held(wish.asked.switch_from, held, locked)
        takes_a_place = wish.asked.role is CrewRole.MEMBER and pitch.has_room
        if takes_a_place and held and not wish.asked.switch_from and policy.must_switch(week, pitch, near):
            raise places.in_another_crew(held)
    except Problem as refusal:
        return refusal
    signup = places.add(session, pitch, actor.person_id or "", wish.asked)
    if policy.needs_yes(week, pitch, near):
        places.ask(session, actor, signup)
    else:
        places.enter(session, actor, pitch, signup, held)
    mine.open.append(signup)
    pitch.places_taken += signup.holds_a_place
    waits = signup.status is SignUpStatus.WAITING
    pitch.waiting += waits
    return Entered(signup, pitch.waiting if waits else None)


def invite(session: Session, actor: Actor, week: Week, pitch: Pitch, wish: SignUpIn) -> SignUp:
    """As a lead, offer somebody a place that they may accept or decline. Raises Conflict("already_signed_up")."""
    near = pitch_policy.standing(actor, pitches.leads_of(session, pitch.id))
    policy.may_invite(actor, week, pitch, near).require()
    if wish.switch_from is not None:
        raise Invalid(
            "not_yours", "Only the person can say which place to give up, on accepting.", field="switch_from"
        )
    person = places.active(session, week, wish.person_id)
    pitch = lock(session, actor, [pitch.id]).pitch(pitch.id)
    policy.may_invite(actor, week, pitch, near).require()
    if already := queries.open_one(session, pitch.id, person.id):
        raise places.already(already)
    signup = places.add(session, pitch, person.id, wish, SignUpStatus.INVITED)
    record(
        session, actor, events.SignUpInvited(**waiting_line.naming(signup), message=signup.message or None)
    )
    return signup


def place(session: Session, actor: Actor, week: Week, pitch: Pitch, wish: SignUpIn) -> SignUp:
    """As an organizer, for a reason, put somebody into the crew; an open wish of theirs becomes the place.

    Raises Conflict: "reason_required", "crew_full", "already_in_crew".
    """
    policy.may_place(actor, week, pitch).require()
    person = places.active(session, week, wish.person_id)
    locked, mine = places.locked_with_place(session, actor, week.id, pitch.id, person.id)
    held = mine.held
    pitch = locked.pitch(pitch.id)
    policy.may_place(actor, week, pitch).require()
    signup = mine.open_on(pitch.id)
    if signup is not None and signup.status is SignUpStatus.ACCEPTED:
        raise places.already(signup)
    places.require_switch_from_held(wish.switch_from, held, locked)
    member = wish.role is CrewRole.MEMBER
    if member and held and not wish.switch_from:
        raise places.in_another_crew(held)
    if member and not pitch.has_room and not (signup and signup.holds_a_place):
        raise places.full(pitch)
    signup = signup or places.add(session, pitch, person.id, wish)
    signup.role = wish.role
    admit(session, actor, signup, held if member else None)
    move_lines(session, actor, locked)
    return signup


def accept(session: Session, actor: Actor, signup: SignUp, switch_from: str | None = None) -> SignUp:
    """Say yes: the lead to somebody who asked, a person to an invitation or an offer.

    Accepting an offer gives up the place that one has, in the same step. Raises Conflict: "crew_full" (for a lead
    who fills places from the line), "already_in_crew", "offer_expired", "signup_over", "guardrails_not_accepted".
    """
    locked, mine = places.locked_with_place(session, actor, signup.week_id, signup.pitch_id, signup.person_id)
    held = mine.held
    session.refresh(signup)
    pitch = locked.pitch(signup.pitch_id)
    week = locked.week_of(pitch)
    policy.may_accept(actor, week, signup, _near(session, actor, pitch)).require()
    places.require_locked(held, locked)
    if signup.status is SignUpStatus.OFFERED:
        admit(session, actor, signup, held)
    elif signup.status is SignUpStatus.INVITED:
        places.require_guardrails(week, signup.person_id, locked)
        places.require_switch_from_held(switch_from, held, locked)
        if signup.role is CrewRole.MEMBER and pitch.has_room and held and not switch_from:
            raise places.in_another_crew(held)
        places.enter(session, actor, pitch, signup, held)
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
            raise places.full(pitch)
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


def _locked_with_own(
    session: Session, actor: Actor, week_id: str, wishes: Sequence[Wish]
) -> tuple[Locked, dict[str, queries.Own]]:
    """Lock the pitches that people wish for, and what they have, as it is once all is locked."""
    ids = {wish.actor.person_id or "" for wish in wishes}
    if any(wish.asked.switch_from for wish in wishes):
        (alone,) = wishes
        (person_id,) = ids
        locked, mine = places.locked_with_place(session, actor, week_id, alone.pitch.id, person_id)
        return locked, {person_id: mine}
    locked = lock(session, actor, {wish.pitch.id for wish in wishes}, ids, may_free=False)
    return locked, queries.own_in_week(session, week_id, ids)


def _locked_for(session: Session, actor: Actor, signup: SignUp) -> tuple[Locked, Week, Pitch]:
    """Lock what giving up this sign-up may move."""
    locked = lock(session, actor, [signup.pitch_id], [signup.person_id])
    session.refresh(signup)
    pitch = locked.pitch(signup.pitch_id)
    return locked, locked.week_of(pitch), pitch


def _near(session: Session, actor: Actor, pitch: Pitch) -> Who:
    return pitch_policy.standing(actor, pitches.leads_of(session, pitch.id))
