"""Who may do what with a pitch, and in which phase: the rows of the table, one by one."""

from collections.abc import Collection

from app.core.actor import Actor
from app.core.decision import Decision, no, not_now, unless_organizing, yes
from app.pitches.models import Comment, Pitch, PitchStatus
from app.weeks import policy as weeks
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Row, Who, always, within

_BEFORE_EXPLORING = (Phase.ANNOUNCED, Phase.PITCHING, Phase.FORMING)

DRAFTING: Row = {**always(Who.ANYONE, *_BEFORE_EXPLORING), Phase.EXPLORING: Who.ORGANIZER}
SUBMITTING: Row = {**always(Who.ANYONE, Phase.PITCHING, Phase.FORMING), Phase.EXPLORING: Who.ORGANIZER}
EDITING: Row = {
    **always(Who.LEAD, *_BEFORE_EXPLORING, Phase.EXPLORING, Phase.DEMOS),
    Phase.WRAP_UP: Who.ORGANIZER,
}
INTEREST: Row = always(Who.ANYONE, Phase.PITCHING, Phase.FORMING, Phase.EXPLORING)
COMMENTING: Row = {**INTEREST, **always(Who.ANYONE, Phase.DEMOS, Phase.WRAP_UP)}
HANDING_OVER: Row = always(
    Who.LEAD, *_BEFORE_EXPLORING, Phase.EXPLORING, Phase.DEMOS, Phase.WRAP_UP, Phase.CLOSED
)
WITHDRAWING: Row = always(Who.LEAD, *_BEFORE_EXPLORING, Phase.EXPLORING)


def standing(actor: Actor, leads: Collection[str], crew: Collection[str] = ()) -> Who:
    """How near the actor is to a pitch, organizing apart."""
    if actor.person_id in leads:
        return Who.LEAD
    return Who.CREW if actor.person_id in crew else Who.ANYONE


def may_see(actor: Actor, week: Week, pitch: Pitch, leads: Collection[str]) -> bool:
    """A draft is its leads' and the organizers' own; else whoever may see the week."""
    if not weeks.may_see(actor, week):
        return False
    if pitch.status is not PitchStatus.DRAFT:
        return True
    return actor.person_id in leads or actor.may_organize(week.id)


def may_draft(actor: Actor, week: Week) -> Decision:
    if (refusal := _unless_pitching(actor)) is not None:
        return refusal
    return within(actor, week, DRAFTING, Who.ANYONE, code="pitching_closed", doing="draft a pitch")


def may_pitch(actor: Actor, week: Week) -> Decision:
    """Bring a new pitch into a week at once."""
    if (refusal := _unless_pitching(actor)) is not None:
        return refusal
    return within(actor, week, SUBMITTING, Who.ANYONE, code="pitching_closed", doing="submit a pitch")


def may_continue(actor: Actor) -> Decision:
    """Go on with a pitch in another week; whether that week takes drafts is asked of that week."""
    return _unless_pitching(actor) or yes()


def may_submit(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if pitch.status is not PitchStatus.DRAFT:
        return not_now("already_submitted", "This pitch is no draft any more.")
    if near is not Who.LEAD and not actor.may_organize(week.id):
        return unless_organizing(actor, week.id, "leads_only", "Only a lead of the pitch may submit it.")
    if actor.is_guest:
        return _no_guests()
    return within(actor, week, SUBMITTING, Who.ANYONE, code="pitching_closed", doing="submit a pitch")


def may_edit(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if (refusal := _unless_alive(pitch)) is not None:
        return refusal
    return within(actor, week, EDITING, near, code="editing_closed", doing="edit a pitch")


def may_withdraw(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if pitch.status is PitchStatus.DRAFT:
        return not_now("not_submitted", "A draft was never submitted; delete it instead.")
    if (refusal := _unless_alive(pitch)) is not None:
        return refusal
    return within(actor, week, WITHDRAWING, near, code="withdrawing_closed", doing="withdraw a pitch")


def may_restore(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if pitch.status is not PitchStatus.WITHDRAWN:
        return not_now("not_withdrawn", "This pitch is not withdrawn.")
    return within(actor, week, WITHDRAWING, near, code="restoring_closed", doing="restore a pitch")


def may_delete(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if (refusal := weeks.unless_cancelled(week)) is not None:
        return refusal
    if pitch.status is not PitchStatus.DRAFT:
        return not_now(
            "already_submitted",
            "This pitch was submitted, and what was submitted is never erased; withdraw it instead.",
        )
    if near is Who.LEAD or actor.may_organize(week.id):
        return yes()
    return unless_organizing(actor, week.id, "leads_only", "Only a lead of the pitch may delete its draft.")


def may_hand_over(actor: Actor, week: Week, pitch: Pitch, near: Who) -> Decision:
    if pitch.status is PitchStatus.MERGED:
        return _merged()
    return within(actor, week, HANDING_OVER, near, code="handing_over_closed", doing="hand a pitch over")


def may_say_interest(actor: Actor, week: Week, pitch: Pitch) -> Decision:
    if actor.person_id is None:
        return no("people_only", "Interest is a person's.")
    if (refusal := _unless_submitted(pitch)) is not None:
        return refusal
    return within(
        actor, week, INTEREST, Who.ANYONE, code="interest_closed", doing="say that you are interested"
    )


def may_comment(actor: Actor, week: Week, pitch: Pitch) -> Decision:
    if actor.person_id is None:
        return no("people_only", "A comment is a person's.")
    if (refusal := _unless_submitted(pitch)) is not None:
        return refusal
    return within(actor, week, COMMENTING, Who.ANYONE, code="comments_closed", doing="comment")


def may_edit_comment(actor: Actor, week: Week, pitch: Pitch, comment: Comment) -> Decision:
    if not actor.is_person(comment.author_id):
        return no("authors_only", "Only its author may change a comment.")
    return may_comment(actor, week, pitch)


def may_delete_comment(actor: Actor, week: Week, comment: Comment) -> Decision:
    if (refusal := weeks.unless_cancelled(week)) is not None:
        return refusal
    if actor.is_person(comment.author_id) or actor.may_organize(week.id):
        return yes()
    return unless_organizing(
        actor, week.id, "authors_only", "Only its author or an organizer may delete a comment."
    )


def _unless_pitching(actor: Actor) -> Decision | None:
    """The refusal for who brings no pitches whatever the phase, or None."""
    if actor.person_id is None:
        return no("people_only", "A pitch is a person's.")
    return _no_guests() if actor.is_guest else None


def _no_guests() -> Decision:
    return no("members_only", "Guests bring no pitches; they join those that are there.")


def _unless_alive(pitch: Pitch) -> Decision | None:
    if pitch.status is PitchStatus.WITHDRAWN:
        return not_now("pitch_withdrawn", "This pitch was withdrawn; its lead can restore it.")
    return _merged() if pitch.status is PitchStatus.MERGED else None


def _unless_submitted(pitch: Pitch) -> Decision | None:
    if pitch.status is PitchStatus.DRAFT:
        return not_now("not_submitted", "This pitch is still a draft.")
    return _unless_alive(pitch)


def _merged() -> Decision:
    return not_now("pitch_merged", "This pitch went into another one; look there.")
