"""Who may do what with a sign-up, and in which phase."""

from app.core import clock
from app.core.actor import Actor
from app.core.decision import Decision, no, not_now, unless_organizing, yes
from app.pitches.models import JoinMode, Pitch, PitchStatus
from app.signups.models import SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Row, Who, always, unless_cancelled, within

SIGNING_UP: Row = always(Who.ANYONE, Phase.FORMING, Phase.EXPLORING)
LEAVING: Row = SIGNING_UP
DECIDING: Row = always(Who.LEAD, Phase.FORMING, Phase.EXPLORING)
OVER = frozenset({Phase.DEMOS, Phase.WRAP_UP, Phase.CLOSED})


def status_at(signup: SignUp, phase: Phase) -> SignUpStatus:
    """The status as it reads now: an offer past its time, and a wish past the phase for wishes, change by themselves."""
    if signup.status is SignUpStatus.OFFERED and (phase is not Phase.FORMING or _is_due(signup)):
        return SignUpStatus.EXPIRED
    if phase in OVER and signup.status in (SignUpStatus.ASKED, SignUpStatus.INVITED, SignUpStatus.WAITING):
        return SignUpStatus.ENDED
    return signup.status


def _is_due(signup: SignUp) -> bool:
    return signup.offer_expires_at is not None and signup.offer_expires_at <= clock.now()


def may_sign_up_in(actor: Actor, week: Week) -> Decision:
    """Sign up for any pitch of a week."""
    if actor.person_id is None:
        return no("people_only", "A sign-up is a person's.")
    return within(actor, week, SIGNING_UP, Who.ANYONE, code="signups_closed", doing="sign up")


def may_sign_up(actor: Actor, week: Week, pitch: Pitch) -> Decision:
    """Sign up for this pitch, or ask to: `needs_yes` says which."""
    return _unless_submitted(pitch) or may_sign_up_in(actor, week)


def may_come_uninvited(pitch: Pitch, near: Who) -> Decision:
    if pitch.join_mode is JoinMode.INVITE and near is not Who.LEAD:
        return not_now("invite_only", "This crew invites people; ask the lead in a comment.")
    return yes()


def needs_yes(week: Week, pitch: Pitch, near: Who) -> bool:
    """Whether a sign-up waits for the lead: in the mode `ask`, and for every pitch once exploring has begun."""
    return near is not Who.LEAD and (
        pitch.join_mode is JoinMode.ASK or week.phase(clock.now()) is Phase.EXPLORING
    )


def must_switch(week: Week, pitch: Pitch, near: Who) -> bool:
    """Whether a free place is for those alone who give up the one they have.

    Who has a crew may ask a lead who can still answer with an offer, which there is while people find their crews.
    """
    return not needs_yes(week, pitch, near) or week.phase(clock.now()) is not Phase.FORMING


def may_invite(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if (refusal := _unless_submitted(pitch)) is not None:
        return refusal
    if near is not Who.LEAD:
        return unless_organizing(actor, week.id, "leads_only", "Only a lead of the pitch may invite people.")
    return within(actor, week, DECIDING, near, code="signups_closed", doing="invite people")


def may_place(actor: Actor, week: Week, pitch: Pitch) -> Decision:
    """Put somebody into a crew, as an organizer, for a reason."""
    if (refusal := _unless_submitted(pitch)) is not None:
        return refusal
    return may_place_in(actor, week)


def may_place_in(actor: Actor, week: Week) -> Decision:
    """Put somebody into any crew of a week."""
    if not actor.may_organize(week.id):
        return unless_organizing(
            actor, week.id, "organizers_only", "Only organizers place people; a lead can invite them."
        )
    return _for_a_reason(actor, week, "Placing somebody")


def may_accept(actor: Actor, week: Week, signup: SignUp, near: Who) -> Decision:
    """The lead for those who asked, the person for invitations and offers; from exploring on, the lead for the line."""
    phase = week.phase(clock.now())
    status = status_at(signup, phase)
    if status in (SignUpStatus.INVITED, SignUpStatus.OFFERED):
        return _their_own(actor, week, signup, "accept this")
    if status is SignUpStatus.WAITING and phase is Phase.FORMING:
        return not_now(
            "line_moves_itself",
            "The line moves by itself until exploring begins; raise the crew limit to let more in.",
        )
    if status not in (SignUpStatus.ASKED, SignUpStatus.WAITING):
        return _not_open(status)
    return within(actor, week, DECIDING, near, code="signups_closed", doing="let people in")


def may_decline(actor: Actor, week: Week, signup: SignUp, near: Who) -> Decision:
    status = status_at(signup, week.phase(clock.now()))
    if status in (SignUpStatus.INVITED, SignUpStatus.OFFERED):
        return _their_own(actor, week, signup, "decline this")
    if status not in (SignUpStatus.ASKED, SignUpStatus.WAITING):
        return _not_open(status)
    return within(actor, week, DECIDING, near, code="signups_closed", doing="decline people")


def may_leave(actor: Actor, week: Week, signup: SignUp) -> Decision:
    """Give up a place or a wish; nobody's yes is needed. An organizer may take somebody out, for a reason."""
    status = status_at(signup, week.phase(clock.now()))
    if status not in (
        SignUpStatus.ASKED,
        SignUpStatus.INVITED,
        SignUpStatus.WAITING,
        SignUpStatus.OFFERED,
        SignUpStatus.ACCEPTED,
    ):
        return _not_open(status)
    if actor.is_person(signup.person_id):
        return within(actor, week, LEAVING, Who.ANYONE, code="leaving_closed", doing="leave")
    if not actor.may_organize(week.id):
        return unless_organizing(
            actor, week.id, "not_yours", "Only the person, or an organizer, may give up this place."
        )
    return _for_a_reason(actor, week, "Taking somebody out")


def _for_a_reason(actor: Actor, week: Week, doing: str) -> Decision:
    """What an organizer does to somebody else takes a reason whatever the phase."""
    if (cancelled := unless_cancelled(week)) is not None:
        return cancelled
    if actor.reason:
        return yes()
    return not_now(
        "reason_required", f"{doing} takes a reason in every phase, with ?reason=, which is recorded."
    )


def may_see(actor: Actor, week: Week, signup: SignUp, near: Who) -> bool:
    """Accepted places are everyone's to see; a wish is its person's, the leads' and the organizers'."""
    if signup.status is SignUpStatus.ACCEPTED or actor.is_person(signup.person_id):
        return True
    return near is Who.LEAD or actor.may_organize(week.id) or signup.status is SignUpStatus.WAITING


def _their_own(actor: Actor, week: Week, signup: SignUp, doing: str) -> Decision:
    if not actor.is_person(signup.person_id):
        return no("not_yours", "Only the person that it was offered to may answer.")
    return within(actor, week, SIGNING_UP, Who.ANYONE, code="signups_closed", doing=doing)


def _not_open(status: SignUpStatus) -> Decision:
    if status is SignUpStatus.ACCEPTED:
        return not_now("already_accepted", "This person is in the crew already.")
    if status is SignUpStatus.EXPIRED:
        return not_now(
            "offer_expired",
            "This offer has run out, and the next in line is served; sign up again to stand in line.",
        )
    return not_now("signup_over", f"This sign-up is over ({status}); sign up again if you want a place.")


def _unless_submitted(pitch: Pitch) -> Decision | None:
    if pitch.status is PitchStatus.SUBMITTED:
        return None
    refusals = {
        PitchStatus.DRAFT: not_now("not_submitted", "This pitch is still a draft."),
        PitchStatus.WITHDRAWN: not_now(
            "pitch_withdrawn", "This pitch was withdrawn; its lead can restore it."
        ),
        PitchStatus.MERGED: not_now("pitch_merged", "This pitch went into another one; look there."),
    }
    return refusals[pitch.status]
