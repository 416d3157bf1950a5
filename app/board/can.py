"""What the reader can do now: the very policies that services require, repeated in replies for the page to follow."""

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.decision import Decision, not_now
from app.core.schema import Can
from app.demos import policy as demos
from app.outcomes import policy as outcomes
from app.pitches import policy as pitches
from app.pitches.models import Pitch
from app.signups import policy as signups
from app.signups.models import OPEN_STATUSES, SignUp
from app.weeks import policy as weeks
from app.weeks import queries as week_queries
from app.weeks.models import Week
from app.weeks.policy import Who


def week_can(session: Session, actor: Actor, week: Week) -> dict[str, Can]:
    """What the reader can do with a week; nothing without sign-in."""
    if not actor.signed_in:
        return {}
    mine = week_queries.participation(session, week.id, actor.person_id)
    decisions = {
        "edit": weeks.may_edit(actor, week),
        "publish": weeks.may_publish(actor, week),
        "cancel": weeks.may_cancel(actor, week),
        "copy": weeks.may_copy(actor),
        "schedule": weeks.may_reschedule(actor, week),
        "organize": weeks.may_name_organizers(actor, week),
        "take_part": weeks.may_take_part(actor, week),
        "accept_guardrails": weeks.may_accept_guardrails(
            actor, week, mine.guardrails_accepted_at if mine else None
        ),
        "draft_pitch": pitches.may_draft(actor, week),
        "submit_pitch": pitches.may_pitch(actor, week),
        "sign_up": signups.may_sign_up_in(actor, week),
        "place": signups.may_place_in(actor, week),
        "order_demos": demos.may_order(actor, week),
    }
    return _shown(actor, decisions)


def pitch_can(
    actor: Actor, week: Week, pitch: Pitch, near: Who, mine: SignUp | None, held: str | None, *, room: bool
) -> dict[str, Can]:
    """What the reader can do with a pitch.

    `mine` is their sign-up for it, `held` the id of their place in the week, `room` whether a newcomer would find a place.
    """
    if not actor.signed_in:
        return {}
    lead = Who.LEAD if near is Who.LEAD else Who.ANYONE
    decisions = {
        "edit": pitches.may_edit(actor, week, pitch, lead),
        "submit": pitches.may_submit(actor, week, pitch, lead),
        "withdraw": pitches.may_withdraw(actor, week, pitch, lead),
        "restore": pitches.may_restore(actor, week, pitch, lead),
        "delete": pitches.may_delete(actor, week, pitch, lead),
        "continue": pitches.may_continue(actor),
        "hand_over": pitches.may_hand_over(actor, week, pitch, lead),
        "interest": pitches.may_say_interest(actor, week, pitch),
        "comment": pitches.may_comment(actor, week, pitch),
        "sign_up": may_sign_up_now(actor, week, pitch, lead, mine, held, room=room),
        "invite": signups.may_invite(actor, week, pitch, lead),
        "place": signups.may_place(actor, week, pitch),
        "demo": demos.may_describe(actor, week, pitch, near),
        "outcome": outcomes.may_record(actor, week, pitch, near),
    }
    shown = _shown(actor, decisions)
    if held is not None and shown["sign_up"].code == "already_in_crew":
        shown["sign_up"].switch_from = held
    return shown


def outcome_can(actor: Actor, week: Week, pitch: Pitch, near: Who) -> dict[str, Can]:
    """What the reader can do with what became of a pitch; nothing without sign-in."""
    if not actor.signed_in:
        return {}
    return {"edit": Can.of(actor, outcomes.may_record(actor, week, pitch, near))}


def signup_can(actor: Actor, week: Week, signup: SignUp, near: Who) -> dict[str, Can]:
    return _shown(
        actor,
        {
            "accept": signups.may_accept(actor, week, signup, near),
            "decline": signups.may_decline(actor, week, signup, near),
            "leave": signups.may_leave(actor, week, signup),
        },
    )


def may_sign_up_now(
    actor: Actor, week: Week, pitch: Pitch, near: Who, mine: SignUp | None, held: str | None, *, room: bool
) -> Decision:
    """As a member: with what the reader has already, which the phase's rule alone doesn't know."""
    decision = signups.may_sign_up(actor, week, pitch)
    if not decision.allowed:
        return decision
    if mine is not None and signups.status_at(mine, week.phase(clock.now())) in OPEN_STATUSES:
        return not_now("already_signed_up", "You have a sign-up for this pitch already.")
    invited = signups.may_come_uninvited(pitch, near)
    if not invited.allowed:
        return invited
    if held is not None and room and signups.must_switch(week, pitch, near):
        return not_now("already_in_crew", "You have a crew in this week; you can switch to this one.")
    return decision


def _shown(actor: Actor, decisions: dict[str, Decision]) -> dict[str, Can]:
    return {name: Can.of(actor, decision) for name, decision in decisions.items()}
