"""Signing up over HTTP; reading sign-ups is in `board`."""

from collections.abc import Sequence

from pydantic import BaseModel
from sqlmodel import Session

from app.board import shown
from app.core.actor import Actor
from app.core.errors import NotFound, Problem
from app.core.http import Writing, refuses, router
from app.core.together import Arguments, Asked, answered_together
from app.people.deps import ReasonedWriter, writers
from app.pitches import policy as pitch_policy
from app.pitches import queries as pitches
from app.pitches.deps import PitchDep, may_see, placed_by_id
from app.signups import service
from app.signups.deps import Found, SignUpDep
from app.signups.models import SignUp
from app.signups.schemas import AcceptIn, SignUpIn, SignUpOut
from app.weeks.policy import Who

routes = router(tag="Sign-ups")

_CROWDED = "already_signed_up, already_in_crew, crew_full, no_such_place"
_LATE = "signups_closed, week_cancelled, pitch_withdrawn, reason_required"


class _Joining:
    """How people who sign up at the same moment are answered together, in one transaction: those who ask for themselves, and give up nothing."""

    body: type[BaseModel] = SignUpIn

    @staticmethod
    def takes(arguments: Arguments) -> bool:
        body: SignUpIn = arguments["body"]
        return body.person_id is None and body.switch_from is None

    @staticmethod
    def callers(session: Session, asked: Sequence[Asked]) -> list[Actor | Problem]:
        return writers(session, [(one.request, one.arguments["bearer"]) for one in asked])

    @staticmethod
    def write(session: Session, asked: Sequence[tuple[Actor, Arguments]]) -> list[BaseModel | Problem | None]:
        """None for who wants a pitch of another week than the first."""
        placed = placed_by_id(session, {arguments["pitch_id"] for _, arguments in asked})
        week = next((one.week for one in placed.values()), None)
        on = pitches.named_with_leads(session, placed.keys())
        answers: list[BaseModel | Problem | None] = [None] * len(asked)
        wishes: dict[int, service.Wish] = {}
        for number, (actor, arguments) in enumerate(asked):
            found = placed.get(arguments["pitch_id"])
            if found is None or not may_see(session, actor, found):
                answers[number] = NotFound()
            elif found.week is week:
                near = pitch_policy.standing(actor, on[found.pitch.id].leads)
                wishes[number] = service.Wish(actor, found.pitch, arguments["body"], near)
        if week is None or not wishes:
            return answers
        made = dict(zip(wishes, service.sign_up_each(session, week, [*wishes.values()]), strict=True))
        done = {number: one for number, one in made.items() if isinstance(one, service.Entered)}
        pairs = [(asked[number][0], one.signup) for number, one in done.items()]
        places = {one.signup.id: one.place for one in done.values() if one.place is not None}
        outs = shown.signups_shown_to(session, pairs, {week.id: week}, on, places)
        told = dict(zip(done, outs, strict=True))
        for number, one in made.items():
            answers[number] = one if isinstance(one, Problem) else told[number]
        return answers


@routes.post("/pitches/{pitch_id}/signups", status_code=201, operation_id="signUp", summary="Sign up for a pitch",
             responses=refuses((403, "leads_only, organizers_only"), (409, f"{_CROWDED}, guardrails_not_accepted, invite_only, deactivated, not_a_guest_here, {_LATE}")))  # fmt: skip
@answered_together(_Joining())
def sign_up(session: Writing, actor: ReasonedWriter, placed: PitchDep, body: SignUpIn) -> SignUpOut:
    """Take a place, ask for one, or stand in line: `status` in the reply says which.

    With a crew elsewhere a free place answers 409 `already_in_crew`; send its `switch_from` to switch in one step.
    With `person_id` a lead invites somebody; an organizer, with `?reason=`, places them.
    """
    week, pitch = placed.week, placed.pitch
    if body.person_id is None or actor.is_person(body.person_id):
        signup = service.sign_up(session, actor, week, pitch, body)
    elif _invites(session, actor, placed.pitch.id):
        signup = service.invite(session, actor, week, pitch, body)
    else:
        signup = service.place(session, actor, week, pitch, body)
    return shown.signups_shown(session, actor, [signup], {week.id: week})[0]


def _invites(session: Writing, actor: Actor, pitch_id: str) -> bool:
    """A lead invites, unless they act as an organizer, with a reason."""
    return (
        actor.reason is None and pitch_policy.standing(actor, pitches.leads_of(session, pitch_id)) is Who.LEAD
    )


@routes.post("/signups/{signup_id}/accept", operation_id="acceptSignUp", summary="Say yes",
             responses=refuses((403, "leads_only, not_yours"), (409, f"{_CROWDED}, offer_expired, signup_over, already_accepted, line_moves_itself, {_LATE}")))  # fmt: skip
def accept_signup(
    session: Writing, actor: ReasonedWriter, found: SignUpDep, body: AcceptIn | None = None
) -> SignUpOut:
    """The lead to somebody who asked; the person to an invitation or an offer. An accepted offer is a switch."""
    accepted = service.accept(session, actor, found.signup, body.switch_from if body else None)
    return _shown(session, actor, found, accepted)


@routes.post("/signups/{signup_id}/decline", operation_id="declineSignUp", summary="Say no",
             responses=refuses((403, "leads_only, not_yours"), (409, f"offer_expired, signup_over, already_accepted, {_LATE}")))  # fmt: skip
def decline_signup(session: Writing, actor: ReasonedWriter, found: SignUpDep) -> SignUpOut:
    return _shown(session, actor, found, service.decline(session, actor, found.signup))


@routes.post("/signups/{signup_id}/leave", operation_id="leaveCrew", summary="Give up a place or a wish",
             responses=refuses((403, "not_yours"), (409, "leaving_closed, signup_over, offer_expired, week_cancelled, reason_required")))  # fmt: skip
def leave_crew(session: Writing, actor: ReasonedWriter, found: SignUpDep) -> SignUpOut:
    """Needs nobody's yes until demos begin; the line moves."""
    return _shown(session, actor, found, service.leave(session, actor, found.signup))


def _shown(session: Writing, actor: Actor, found: Found, signup: SignUp) -> SignUpOut:
    return shown.signups_shown(session, actor, [signup], {found.placed.week.id: found.placed.week})[0]
