"""The table of what is open to whom in which phase, cell by cell."""

import pytest

from app.demos import policy as demos
from app.outcomes import policy as outcomes
from app.pitches import policy as pitches
from app.pitches.models import PitchStatus
from app.signups import policy as signups
from app.weeks.phases import SCHEDULED, Phase
from tests.policies.asking import ACTORS, OPEN, Policy, a_pitch, ask, week_in, who_may

ORGANIZERS = {"week organizer", "organizer", "admin"}
MAY = {
    "all": set(ACTORS) - {"nobody"},
    "memb": set(ACTORS) - {"nobody", "guest"},
    "crew": {"crew", "lead", *ORGANIZERS},
    "lead": {"lead", *ORGANIZERS},
    "org": ORGANIZERS,
    "-": set[str](),
}
#                        announced pitching forming exploring demos wrap_up closed
TABLE = {
    "draft a pitch":    "memb memb memb org  -    -    -",
    "pitch":            "-    memb memb org  -    -    -",
    "submit a draft":   "-    lead lead org  -    -    -",
    "edit a pitch":     "lead lead lead lead lead org  -",
    "say interested":   "-    all  all  all  -    -    -",
    "sign up":          "-    -    all  all  -    -    -",
    "comment":          "-    all  all  all  all  all  -",
    "hand over":        "lead lead lead lead lead lead lead",
    "withdraw":         "lead lead lead lead -    -    -",
    "restore":          "lead lead lead lead -    -    -",
    "demo details":     "-    -    -    crew crew org  -",
    "order the demos":  "org  org  org  org  org  org  -",
    "record an outcome": "-   -    -    crew crew crew lead",
}  # fmt: skip
POLICIES: dict[str, Policy] = {
    "draft a pitch": pitches.may_draft,
    "pitch": pitches.may_pitch,
    "submit a draft": pitches.may_submit,
    "edit a pitch": pitches.may_edit,
    "say interested": pitches.may_say_interest,
    "sign up": signups.may_sign_up_in,
    "comment": pitches.may_comment,
    "hand over": pitches.may_hand_over,
    "withdraw": pitches.may_withdraw,
    "restore": pitches.may_restore,
    "demo details": demos.may_describe,
    "order the demos": demos.may_order,
    "record an outcome": outcomes.may_record,
}
OF_A = {"submit a draft": PitchStatus.DRAFT, "restore": PitchStatus.WITHDRAWN}


def asked(action: str) -> dict[str, object]:
    return {"pitch": a_pitch(OF_A.get(action, PitchStatus.SUBMITTED))}


@pytest.mark.parametrize("action", TABLE)
def test_each_phase_is_open_to_those_whom_the_table_names(action: str) -> None:
    row = dict(zip(OPEN, TABLE[action].split(), strict=True))

    found = {phase: who_may(POLICIES[action], phase, **asked(action)) for phase in OPEN}

    assert found == {phase: MAY[cell] for phase, cell in row.items()}


@pytest.mark.parametrize("action", TABLE)
def test_an_organizer_may_at_any_time_with_a_reason(action: str) -> None:
    row = dict(zip(OPEN, TABLE[action].split(), strict=True))

    found = {phase: who_may(POLICIES[action], phase, "It was agreed.", **asked(action)) for phase in OPEN}

    assert found == {phase: MAY[cell] | ORGANIZERS for phase, cell in row.items()}


@pytest.mark.parametrize("action", TABLE)
def test_an_organizer_without_a_reason_is_told_that_one_is_needed(action: str) -> None:
    row = dict(zip(OPEN, TABLE[action].split(), strict=True))
    closed = [phase for phase in OPEN if row[phase] == "-"]

    codes = {
        ask(POLICIES[action], who, phase, **asked(action)).code for phase in closed for who in ORGANIZERS
    }

    assert codes == ({"reason_required"} if closed else set())


@pytest.mark.parametrize("action", TABLE)
def test_a_refusal_names_the_first_phase_that_will_allow_it(action: str) -> None:
    """Not now: with the instant of the first later phase in which the person may; else never, or not they."""
    row = dict(zip(OPEN, TABLE[action].split(), strict=True))
    for who in ("guest", "everyone", "crew", "lead"):
        for place, phase in enumerate(OPEN):
            later = [p for p in OPEN[place + 1 :] if who in MAY[row[p]]]

            decision = ask(POLICIES[action], who, phase, **asked(action))

            begins = week_in(phase).schedule.begins
            assert decision.allowed_from == (begins[later[0]] if later and not decision.allowed else None)


@pytest.mark.parametrize("phase", SCHEDULED)
def test_leaving_is_open_until_demos_begin(phase: Phase) -> None:
    open_to = {"oneself"} if phase in (Phase.FORMING, Phase.EXPLORING) else set()

    assert who_may(signups.may_leave, phase) == open_to
    assert who_may(signups.may_leave, phase, "They moved away.") == open_to | ORGANIZERS
