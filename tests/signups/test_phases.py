"""The rows of the phase table that are about sign-ups: who may do what, in each phase."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import Actor, Role, system
from app.core.decision import Decision
from app.pitches.models import JoinMode, Pitch, PitchStatus
from app.signups import policy
from app.signups.models import SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase, Schedule
from app.weeks.policy import Who
from tests.world import BEGINS_BEFORE, START, STEP

PHASES = (Phase.ANNOUNCED, *SCHEDULED)
LEAD, PERSON, OTHER = Actor("ada"), Actor("linus"), Actor("mallory")
ORGANIZER = Actor("grace", Role.ORGANIZER)
WITH_REASON = Actor("grace", Role.ORGANIZER, reason="They asked me to.")
NEAR = {LEAD: Who.LEAD}

# One column for each of announced, pitching, forming, exploring, demos, wrap_up, closed; the person's sign-up.
TABLE = {
    ("sign up", PERSON): "signups_closed signups_closed yes yes signups_closed signups_closed signups_closed",
    (
        "sign up",
        ORGANIZER,
    ): "reason_required reason_required yes yes reason_required reason_required reason_required",
    ("sign up", WITH_REASON): "yes yes yes yes yes yes yes",
    (
        "leave accepted",
        PERSON,
    ): "leaving_closed leaving_closed yes yes leaving_closed leaving_closed leaving_closed",
    ("leave accepted", LEAD): " ".join(["not_yours"] * 7),
    ("leave accepted", ORGANIZER): " ".join(["reason_required"] * 7),
    ("leave accepted", WITH_REASON): "yes yes yes yes yes yes yes",
    ("accept asked", LEAD): "signups_closed signups_closed yes yes signup_over signup_over signup_over",
    (
        "accept asked",
        PERSON,
    ): "signups_closed signups_closed leads_only leads_only signup_over signup_over signup_over",
    (
        "accept asked",
        ORGANIZER,
    ): "reason_required reason_required yes yes signup_over signup_over signup_over",
    ("decline waiting", LEAD): "signups_closed signups_closed yes yes signup_over signup_over signup_over",
    (
        "accept waiting",
        LEAD,
    ): "signups_closed signups_closed line_moves_itself yes signup_over signup_over signup_over",
    ("accept invited", PERSON): "signups_closed signups_closed yes yes signup_over signup_over signup_over",
    ("accept invited", LEAD): "not_yours not_yours not_yours not_yours signup_over signup_over signup_over",
    ("accept offered", PERSON): "offer_expired offer_expired yes " + " ".join(["offer_expired"] * 4),
    ("accept accepted", LEAD): " ".join(["already_accepted"] * 7),
    ("invite", LEAD): "signups_closed signups_closed yes yes signups_closed signups_closed signups_closed",
    ("invite", ORGANIZER): " ".join(["leads_only"] * 7),
    ("place", LEAD): " ".join(["organizers_only"] * 7),
    ("place", ORGANIZER): " ".join(["reason_required"] * 7),
    ("place", WITH_REASON): "yes yes yes yes yes yes yes",
}
OVER = {
    "leave": ("left", "declined", "ended"), "accept": ("left", "declined", "ended"), "decline": ("left", "declined", "ended"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    clock.set_source(lambda: START)
    yield
    clock.set_source(None)


def a_week(phase: Phase) -> Week:
    week = Week(slug="winter", title="Winter", time_zone="Europe/Berlin", sorts_at=START, published_at=START)
    began = START - timedelta(hours=1) - STEP * BEGINS_BEFORE.get(phase, 0)
    week.put_schedule(Schedule({p: began + STEP * BEGINS_BEFORE[p] for p in SCHEDULED}))
    week.cancelled_at = START if phase is Phase.CANCELLED else None
    return week


def a_pitch(status: PitchStatus = PitchStatus.SUBMITTED, join: JoinMode = JoinMode.OPEN) -> Pitch:
    return Pitch(week_id="w", title="Runbooks", title_folded="runbooks", status=status, join_mode=join)


def a_signup(status: str) -> SignUp:
    until = START + timedelta(hours=1) if status == "offered" else None
    return SignUp(
        pitch_id="p",
        week_id="w",
        person_id="linus",
        status=SignUpStatus(status),
        line_number=1,
        offer_expires_at=until,
    )


def decided(deed: str, actor: Actor, phase: Phase) -> Decision:
    week, near = a_week(phase), NEAR.get(actor, Who.ANYONE)
    match deed.split():
        case ["leave", status]:
            return policy.may_leave(actor, week, a_signup(status))
        case ["accept", status]:
            return policy.may_accept(actor, week, a_signup(status), near)
        case ["decline", status]:
            return policy.may_decline(actor, week, a_signup(status), near)
        case ["invite"]:
            return policy.may_invite(actor, week, a_pitch(), near)
        case ["place"]:
            return policy.may_place(actor, week, a_pitch())
    return policy.may_sign_up(actor, week, a_pitch())


def codes(deed: str, actor: Actor, *phases: Phase) -> list[str]:
    return [decision.code or "yes" for decision in (decided(deed, actor, phase) for phase in phases)]


@pytest.mark.parametrize(("deed", "actor"), TABLE)
def test_the_table_says_who_may_when(deed: str, actor: Actor) -> None:
    assert codes(deed, actor, *PHASES) == TABLE[deed, actor].split()


def test_a_cancelled_week_is_read_only_to_all() -> None:
    answers = {(deed, actor): codes(deed, actor, Phase.CANCELLED)[0] for deed, actor in TABLE}

    said_first = {"not_yours", "leads_only", "organizers_only", "already_accepted", "offer_expired"}
    assert set(answers.values()) - said_first == {"week_cancelled"}
    assert "yes" not in answers.values()


@pytest.mark.parametrize(
    ("status", "code"),
    [("draft", "not_submitted"), ("withdrawn", "pitch_withdrawn"), ("merged", "pitch_merged")],
)
def test_a_pitch_that_is_not_there_for_all_takes_nobody(status: str, code: str) -> None:
    week, pitch = a_week(Phase.FORMING), a_pitch(PitchStatus(status))

    decisions = [
        policy.may_sign_up(PERSON, week, pitch),
        policy.may_invite(LEAD, week, pitch, Who.LEAD),
        policy.may_place(WITH_REASON, week, pitch),
    ]

    assert [decision.code for decision in decisions] == [code] * 3


@pytest.mark.parametrize(("deed", "statuses"), OVER.items())
def test_what_is_over_is_nothing_to_answer(deed: str, statuses: tuple[str, ...]) -> None:
    for status in statuses:
        assert codes(f"{deed} {status}", PERSON, Phase.FORMING) == ["signup_over"]


def test_a_program_without_a_person_signs_nobody_up() -> None:
    assert policy.may_sign_up(system(), a_week(Phase.FORMING), a_pitch()).code == "people_only"


@pytest.mark.parametrize(
    ("join", "phase", "near", "asks"),
    [
        (JoinMode.OPEN, Phase.FORMING, Who.ANYONE, False),
        (JoinMode.ASK, Phase.FORMING, Who.ANYONE, True),
        (JoinMode.ASK, Phase.FORMING, Who.LEAD, False),
        (JoinMode.OPEN, Phase.EXPLORING, Who.ANYONE, True),
        (JoinMode.OPEN, Phase.EXPLORING, Who.LEAD, False),
    ],
)
def test_whose_yes_it_takes(join: JoinMode, phase: Phase, near: Who, asks: bool) -> None:
    assert policy.needs_yes(a_week(phase), a_pitch(join=join), near) is asks
