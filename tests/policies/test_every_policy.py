"""What holds for every policy that there is, so that none is forgotten: in these tests, and in docs/permissions.md."""

import inspect
from pathlib import Path
from types import ModuleType

import pytest

from app.core.actor import Actor, Role
from app.core.decision import Decision
from app.exports import policy as exports
from app.feed import policy as feed
from app.insights import policy as insights
from app.people import policy as people
from app.pitches import policy as pitches
from app.pitches.models import PitchStatus
from app.signups import policy as signups
from app.signups.models import SignUpStatus
from app.webhooks import policy as webhooks
from app.weeks import policy as weeks
from app.weeks.phases import Phase
from app.weeks.policy import Who
from tests.policies.asking import ACTORS, Policy, a_pitch, a_signup, ask, functions, modules, week_in, who_may
from tests.policies.test_phase_table import ORGANIZERS, POLICIES
from tools import permissions

SIGNED_IN = set(ACTORS) - {"nobody"}
ALL_WEEKS = {"organizer", "admin"}
DRAFT = {"pitch": a_pitch(PitchStatus.DRAFT)}
PUBLISHED = {Phase.FORMING: SIGNED_IN}
ASKED, INVITED, WAITING = (
    {"signup": a_signup(status)}
    for status in (SignUpStatus.ASKED, SignUpStatus.INVITED, SignUpStatus.WAITING)
)

# What the table of phases doesn't tell: the policy, the state of things, and who may.
CASES: list[tuple[Policy, Phase, dict[str, object], set[str]]] = [
    (people.may_keep_people, Phase.FORMING, {}, ALL_WEEKS),
    (people.may_give_role, Phase.FORMING, {}, ALL_WEEKS),
    (people.may_keep_sign_in, Phase.FORMING, {}, ALL_WEEKS),
    (people.may_keep_sign_in, Phase.FORMING, {"role": Role.ORGANIZER}, {"admin"}),
    (people.may_keep_sign_in, Phase.FORMING, {"role": Role.ADMIN}, {"admin"}),
    (people.may_anonymise, Phase.FORMING, {}, {"admin"}),
    (people.may_give_role, Phase.FORMING, {"role": Role.ORGANIZER}, {"admin"}),
    (people.may_give_role, Phase.FORMING, {"before": Role.ORGANIZER}, {"admin"}),
    (people.may_give_role, Phase.FORMING, {"role": Role.ORGANIZER, "before": Role.ORGANIZER}, {"admin"}),
    (people.may_give_role, Phase.FORMING, {"before": Role.ADMIN}, {"admin"}),
    (people.may_give_role, Phase.FORMING, {"role": Role.GUEST}, ALL_WEEKS),
    (people.may_give_role, Phase.FORMING, {"before": Role.GUEST}, ALL_WEEKS),
    (people.may_give_role, Phase.FORMING, {"role": Role.ORGANIZER, "before": Role.GUEST}, {"admin"}),
    (people.may_keep_sign_in, Phase.FORMING, {"role": Role.GUEST}, ALL_WEEKS),
    (people.may_view_as, Phase.FORMING, {}, ORGANIZERS),
    (people.may_view_as, Phase.FORMING, {"role": Role.ORGANIZER}, {"admin"}),
    (people.may_view_as, Phase.FORMING, {"role": Role.ADMIN}, set()),
    (people.may_see_email_of, Phase.FORMING, {}, ALL_WEEKS | {"oneself"}),
    (exports.may_take_people_along, Phase.FORMING, {}, ALL_WEEKS),
    (feed.may_read_the_log, Phase.FORMING, {}, ORGANIZERS),
    (feed.may_read_the_log, Phase.FORMING, {"week_id": None}, ALL_WEEKS),
    (weeks.may_see, Phase.DRAFT, {}, ORGANIZERS),
    (weeks.may_see, Phase.ANNOUNCED, {}, SIGNED_IN),
    (weeks.may_see, Phase.CANCELLED, {}, SIGNED_IN),
    (weeks.may_create, Phase.DRAFT, {}, ALL_WEEKS),
    (weeks.may_copy, Phase.CLOSED, {}, ALL_WEEKS),
    (weeks.may_edit, Phase.CLOSED, {}, ORGANIZERS),
    (weeks.may_publish, Phase.DRAFT, {}, ORGANIZERS),
    (weeks.may_publish, Phase.ANNOUNCED, {}, set()),
    (weeks.may_cancel, Phase.WRAP_UP, {}, ORGANIZERS),
    (weeks.may_cancel, Phase.CLOSED, {}, set()),
    (weeks.may_reschedule, Phase.CLOSED, {}, ORGANIZERS),
    (weeks.may_name_organizers, Phase.DRAFT, {}, ORGANIZERS),
    (weeks.may_invite_guests, Phase.DRAFT, {}, ORGANIZERS),
    (weeks.may_take_part, Phase.WRAP_UP, {}, SIGNED_IN),
    (weeks.may_take_part, Phase.CLOSED, {}, set()),
    (weeks.may_accept_guardrails, Phase.ANNOUNCED, {}, SIGNED_IN),
    (weeks.may_accept_guardrails, Phase.ANNOUNCED, {"accepted_at": ACTORS}, set()),
    (pitches.may_see, Phase.FORMING, {}, SIGNED_IN),
    (pitches.may_see, Phase.FORMING, DRAFT, {"lead"} | ORGANIZERS),
    (pitches.may_see, Phase.DRAFT, {}, ORGANIZERS),
    (pitches.may_continue, Phase.CLOSED, {}, SIGNED_IN - {"guest"}),
    (pitches.may_delete, Phase.CLOSED, DRAFT, {"lead"} | ORGANIZERS),
    (pitches.may_delete, Phase.FORMING, {}, set()),
    (pitches.may_edit_comment, Phase.WRAP_UP, {}, {"oneself"}),
    (pitches.may_edit_comment, Phase.CLOSED, {}, set()),
    (pitches.may_delete_comment, Phase.CLOSED, {}, {"oneself"} | ORGANIZERS),
    (signups.may_sign_up, Phase.FORMING, {}, SIGNED_IN),
    (signups.may_sign_up, Phase.FORMING, DRAFT, set()),
    (signups.may_invite, Phase.FORMING, {}, {"lead"}),
    (signups.may_invite, Phase.DEMOS, {}, set()),
    (signups.may_accept, Phase.FORMING, ASKED, {"lead"} | ORGANIZERS),
    (signups.may_accept, Phase.FORMING, INVITED, {"oneself"}),
    (signups.may_accept, Phase.FORMING, WAITING, set()),
    (signups.may_accept, Phase.EXPLORING, WAITING, {"lead"} | ORGANIZERS),
    (signups.may_decline, Phase.FORMING, ASKED, {"lead"} | ORGANIZERS),
    (signups.may_decline, Phase.FORMING, INVITED, {"oneself"}),
    (signups.may_see, Phase.FORMING, ASKED, {"oneself", "lead"} | ORGANIZERS),
    (signups.may_see, Phase.FORMING, {}, set(ACTORS)),
    (people.may_see_writing_tokens, Phase.FORMING, {}, ALL_WEEKS),
    (people.may_revoke, Phase.FORMING, {}, {"oneself", "admin"}),
    (insights.may_see_insights, Phase.FORMING, {}, ORGANIZERS),
    (insights.may_see_insights, Phase.CANCELLED, {}, ORGANIZERS),
    (insights.may_see_insights_over_years, Phase.FORMING, {}, ALL_WEEKS),
    (exports.may_have_package, Phase.CANCELLED, {}, ORGANIZERS),
    (webhooks.may_keep_webhooks, Phase.FORMING, {}, ORGANIZERS),
    (webhooks.may_keep_webhooks, Phase.FORMING, {"week_id": None}, ALL_WEEKS),
]  # fmt: skip
TOLD_ELSEWHERE = {
    signups.may_leave,  # in test_phase_table.py
    signups.may_place,  # below: it always takes a reason
    signups.may_place_in,  # below, likewise
    signups.may_come_uninvited,  # below: asks for no actor
}


def every_policy() -> dict[str, Policy]:
    return {
        f"{feature}.{name}": it
        for feature, module in modules().items()
        for name, it in functions(module).items()
        if name.startswith("may_")
    }


@pytest.mark.parametrize(
    ("policy", "phase", "given", "who"), CASES, ids=[f"{c[0].__module__.split('.')[1]}.{c[0].__name__}" for c in CASES]
)  # fmt: skip
def test_who_may(policy: Policy, phase: Phase, given: dict[str, object], who: set[str]) -> None:
    assert who_may(policy, phase, **given) == who


def test_an_organizer_places_people_for_a_reason() -> None:
    assert who_may(signups.may_place) == set()
    assert who_may(signups.may_place, reason="They asked me in the corridor.") == ORGANIZERS
    assert who_may(signups.may_place_in) == set()
    assert who_may(signups.may_place_in, reason="They asked me in the corridor.") == ORGANIZERS


def test_a_guest_sees_their_weeks_alone_and_no_public_one() -> None:
    week, public = week_in(Phase.FORMING), week_in(Phase.FORMING)
    public.public = True
    elsewhere = Actor("gil", Role.GUEST, guest_of=frozenset({"another"}))

    assert weeks.may_see(ACTORS["guest"], week)
    assert not weeks.may_see(ACTORS["guest"], week_in(Phase.DRAFT))
    assert not weeks.may_see(elsewhere, week)
    assert not weeks.may_see(elsewhere, public)
    assert not pitches.may_see(elsewhere, week, a_pitch(), [])


def test_a_guest_who_leads_a_draft_does_not_submit_it() -> None:
    guest = {"actor": ACTORS["guest"], "near": Who.LEAD, **DRAFT}

    assert ask(pitches.may_submit, "guest", Phase.PITCHING, **guest).code == "members_only"


def test_no_policy_is_without_a_case() -> None:
    told = {case[0] for case in CASES} | set(POLICIES.values()) | TOLD_ELSEWHERE

    assert [name for name, policy in every_policy().items() if policy not in told] == []


@pytest.mark.parametrize("feature", permissions.features())
def test_no_policy_is_missing_from_the_generated_table(feature: str) -> None:
    """`make check` keeps the document fresh; here it is looked through for what should be in it."""
    title = permissions.TITLES.get(feature, feature.capitalize())
    document = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text(encoding="utf-8")

    table = document.partition(f"## {title}\n")[2].partition("\n## ")[0]

    names = [name.removeprefix("may_").replace("_", " ") for name in permissions.policies(feature)]
    assert [name for name in names if f"**{name}**" not in table] == []


@pytest.mark.parametrize("module", modules().values(), ids=modules())
def test_whatever_decides_about_an_actor_is_named_as_a_policy(module: ModuleType) -> None:
    """So that the two tests above find it; `within` is what policies are made with."""
    deciding = [
        name
        for name, it in functions(module).items()
        if "actor" in inspect.signature(it).parameters
        and inspect.signature(it).return_annotation in (Decision, bool)
    ]

    assert [name for name in deciding if not name.startswith("may_") and name != "within"] == []


@pytest.mark.parametrize(
    "name", [name for name, it in every_policy().items() if "week" in inspect.signature(it).parameters]
)
def test_a_cancelled_week_is_read_only_to_all(name: str) -> None:
    policy = every_policy()[name]
    reads = name.endswith((".may_see", ".may_see_insights", ".may_have_package", ".may_copy"))

    for status in PitchStatus:
        found = who_may(policy, Phase.CANCELLED, "It was agreed.", pitch=a_pitch(status))

        assert reads or found == set()


@pytest.mark.parametrize("name", every_policy())
def test_the_generated_table_knows_what_to_hand_to_it(name: str) -> None:
    asked_for = inspect.signature(every_policy()[name]).parameters

    assert [parameter for parameter in asked_for if parameter not in permissions.VALUES] == []


@pytest.mark.parametrize("name", every_policy())
def test_a_refusal_has_a_code_and_a_sentence(name: str) -> None:
    policy = every_policy()[name]
    if inspect.signature(policy).return_annotation is bool:
        return

    refusals = [ask(policy, who, phase) for who in ACTORS for phase in Phase]

    for refusal in refusals:
        if not refusal.allowed:
            assert (refusal.code or "").replace("_", "").isalpha()
            assert (refusal.reason or "").endswith(".")


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        ({"read"}, False), ({"outcomes:read"}, False), ({"read", "write", "outcomes:read"}, False),
        ({"organize", "write", "read", "outcomes:read"}, True),
    ],
)  # fmt: skip
def test_a_token_organizes_with_the_scope_alone(scopes: set[str], may: bool) -> None:
    for role, organizes in ((Role.ORGANIZER, set()), (Role.MEMBER, {"week"}), (Role.ADMIN, set())):
        actor = Actor("grace", role, frozenset(scopes), frozenset(organizes))  # type: ignore[arg-type]  # words will do

        assert weeks.may_edit(actor, week_in(Phase.FORMING)).allowed is may


def test_an_organizing_admin_without_the_scope_gives_no_roles() -> None:
    token = Actor("adele", Role.ADMIN, frozenset({"organize", "write", "read"}))  # type: ignore[arg-type]  # words will do

    assert not people.may_give_role(token, Role.ADMIN, Role.MEMBER).allowed
    assert people.may_keep_people(token).allowed
