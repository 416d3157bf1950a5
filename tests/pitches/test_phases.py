"""The rows of the phase table that are about a pitch: who may do what, in each phase."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.actor import Actor, Role
from app.demos import policy as demos
from app.outcomes import policy as outcomes
from app.pitches import policy
from app.pitches.models import Comment, JoinMode, Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase, Schedule
from app.weeks.policy import Who
from tests.world import BEGINS_BEFORE, START, STEP

PHASES = (Phase.ANNOUNCED, *SCHEDULED)
LEAD, CREW, ANYONE = Actor("ada"), Actor("linus"), Actor("mallory")
ORGANIZER = Actor("grace", Role.ORGANIZER)
WITH_REASON = Actor("grace", Role.ORGANIZER, reason="The demos start late.")
NEAR = {LEAD: Who.LEAD, CREW: Who.CREW, ANYONE: Who.ANYONE, ORGANIZER: Who.ANYONE, WITH_REASON: Who.ANYONE}
WHO = {"lead": {LEAD}, "crew": {LEAD, CREW}, "yes": {LEAD, CREW, ANYONE}, "organizer": set(), "–": set()}

# As in product.md: one column for each of announced, pitching, forming, exploring, demos, wrap_up, closed.
TABLE = {
    "draft": "yes yes yes organizer – – –",
    "pitch": "– yes yes organizer – – –",
    "submit": "– lead lead organizer – – –",
    "edit": "lead lead lead lead lead organizer –",
    "interest": "– yes yes yes – – –",
    "comment": "– yes yes yes yes yes –",
    "hand over": "lead lead lead lead lead lead lead",
    "withdraw": "lead lead lead lead – – –",
    "restore": "lead lead lead lead – – –",
    "demo": "– – – crew crew organizer –",
    "outcome": "– – – crew crew crew lead",
}


@pytest.fixture(autouse=True)
def now():
    clock.set_source(lambda: START)
    yield START
    clock.set_source(None)


def a_week(phase: Phase) -> Week:
    present = BEGINS_BEFORE.get(phase, 0)
    week = Week(slug="winter", title="Winter", time_zone="Europe/Berlin", sorts_at=START, published_at=START)
    began = START - timedelta(hours=1)
    week.put_schedule(Schedule({p: began + STEP * (BEGINS_BEFORE[p] - present) for p in SCHEDULED}))
    week.cancelled_at = START if phase is Phase.CANCELLED else None
    return week


def a_pitch(status: PitchStatus = PitchStatus.SUBMITTED) -> Pitch:
    return Pitch(
        week_id="w", title="Runbooks", title_folded="runbooks", status=status, join_mode=JoinMode.OPEN
    )


def decision(action: str, actor: Actor, week: Week):
    near, submitted = NEAR[actor], a_pitch()
    return {
        "draft": lambda: policy.may_draft(actor, week),
        "pitch": lambda: policy.may_pitch(actor, week),
        "submit": lambda: policy.may_submit(actor, week, a_pitch(PitchStatus.DRAFT), near),
        "edit": lambda: policy.may_edit(actor, week, submitted, near),
        "interest": lambda: policy.may_say_interest(actor, week, submitted),
        "comment": lambda: policy.may_comment(actor, week, submitted),
        "hand over": lambda: policy.may_hand_over(actor, week, submitted, near),
        "withdraw": lambda: policy.may_withdraw(actor, week, submitted, near),
        "restore": lambda: policy.may_restore(actor, week, a_pitch(PitchStatus.WITHDRAWN), near),
        "demo": lambda: demos.may_describe(actor, week, submitted, near),
        "outcome": lambda: outcomes.may_record(actor, week, submitted, near),
    }[action]()


@pytest.mark.parametrize("action", TABLE)
def test_the_table_says_who_may_in_each_phase(action):
    columns = dict(zip(PHASES, TABLE[action].split(), strict=True))

    allowed = {
        phase: {actor for actor in (LEAD, CREW, ANYONE) if decision(action, actor, a_week(phase)).allowed}
        for phase in PHASES
    }

    assert allowed == {phase: WHO[who] for phase, who in columns.items()}


@pytest.mark.parametrize("action", TABLE)
def test_an_organizer_may_what_anyone_may_and_the_rest_with_a_reason(action):
    columns = dict(zip(PHASES, TABLE[action].split(), strict=True))

    plain = {phase: decision(action, ORGANIZER, a_week(phase)) for phase in PHASES}

    assert {phase for phase, said in plain.items() if said.allowed} == {
        p for p in PHASES if columns[p] != "–"
    }
    assert {said.code for said in plain.values() if not said.allowed} <= {"reason_required"}
    assert all(decision(action, WITH_REASON, a_week(phase)).allowed for phase in PHASES)


@pytest.mark.parametrize("action", TABLE)
def test_a_cancelled_week_is_read_only_to_all(action):
    week = a_week(Phase.CANCELLED)

    said = {decision(action, actor, week).code for actor in NEAR}

    # who may never submit somebody else's draft is told so in every phase
    assert said - {"leads_only"} == {"week_cancelled"}


@pytest.mark.parametrize("near", [LEAD, ORGANIZER, ANYONE])
def test_drafts_and_comments_of_a_cancelled_week_are_not_deleted_either(near):
    week = a_week(Phase.CANCELLED)
    comment = Comment(pitch_id="p", author_id=near.person_id, body="Which runbooks?")

    draft = policy.may_delete(near, week, a_pitch(PitchStatus.DRAFT), Who.LEAD)

    assert (draft.allowed, draft.code) == (False, "week_cancelled")
    assert policy.may_delete_comment(near, week, comment).code == "week_cancelled"


@pytest.mark.parametrize("action", ["pitch", "interest", "comment", "demo", "outcome"])
def test_a_refusal_says_when_it_will_be_possible(action):
    week = a_week(Phase.ANNOUNCED)
    opens = next(
        phase for phase, who in zip(PHASES, TABLE[action].split(), strict=True) if who in ("yes", "crew")
    )

    refusal = decision(action, LEAD, week)

    assert refusal.allowed_from == week.schedule.begins[opens]
    assert opens in refusal.reason


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        ("edit", PitchStatus.WITHDRAWN, "pitch_withdrawn"),
        ("edit", PitchStatus.MERGED, "pitch_merged"),
        ("withdraw", PitchStatus.DRAFT, "not_submitted"),
        ("withdraw", PitchStatus.WITHDRAWN, "pitch_withdrawn"),
        ("restore", PitchStatus.SUBMITTED, "not_withdrawn"),
        ("submit", PitchStatus.SUBMITTED, "already_submitted"),
        ("delete", PitchStatus.SUBMITTED, "already_submitted"),
        ("delete", PitchStatus.WITHDRAWN, "already_submitted"),
        ("hand_over", PitchStatus.MERGED, "pitch_merged"),
    ],
)
def test_the_state_of_a_pitch_refuses_even_its_lead(action, status, code):
    may = getattr(policy, f"may_{action}")

    said = may(LEAD, a_week(Phase.FORMING), a_pitch(status), Who.LEAD)

    assert (said.allowed, said.code) == (False, code)


@pytest.mark.parametrize("status", [PitchStatus.DRAFT, PitchStatus.WITHDRAWN, PitchStatus.MERGED])
def test_only_a_submitted_pitch_is_talked_about(status):
    week, pitch = a_week(Phase.FORMING), a_pitch(status)

    assert not policy.may_comment(ANYONE, week, pitch).allowed
    assert not policy.may_say_interest(ANYONE, week, pitch).allowed
