"""One table: for each operation of the API, who is let in at all, what they must be able to see, and which policies it asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from app.core.actor import Role, Scope
from app.core.decision import Decision
from app.demos import policy as demos
from app.exports import policy as exports
from app.feed import policy as feed
from app.insights import policy as insights
from app.outcomes import policy as outcomes
from app.people import policy as people
from app.people.models import AddressKind
from app.pitches import policy as pitches
from app.signups import policy as signups
from app.webhooks import policy as webhooks
from app.weeks import policy as weeks
from app.weeks.phases import SCHEDULED
from app.weeks.policy import Who
from tests.policies.asking import Policy
from tests.policies.scene import SHOWN, Scene
from tests.world import A_PITCH

Handed = Mapping[str, Any]


class Door(Enum):
    """Who is let in before anything is looked at: the scope that it takes, and whether strangers read public weeks there."""

    ANYONE = (None, True)
    READ = (Scope.READ, False)
    VISIT = (Scope.READ, True)
    OUTCOMES = (Scope.OUTCOMES_READ, False)
    VISIT_OUTCOMES = (Scope.OUTCOMES_READ, True)
    WRITE = (Scope.WRITE, False)
    CALENDAR = (AddressKind.CALENDAR, True)
    FEEDS = (AddressKind.FEEDS, True)

    @property
    def scope(self) -> Scope | None:
        return self.value[0] if isinstance(self.value[0], Scope) else None

    @property
    def kind(self) -> AddressKind | None:
        return self.value[0] if isinstance(self.value[0], AddressKind) else None

    @property
    def is_open(self) -> bool:
        return self.value[1]


@dataclass(frozen=True)
class Case:
    """One way to call an operation. `then` is what answers past its policies, where that is no success."""

    door: Door
    sees: tuple[str, ...] = ()
    asks: tuple[Policy, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    body: Callable[[Scene], Any] | None = None
    query: str = ""
    then: tuple[int, str] | None = None
    also: tuple[Policy, ...] = ()
    """Policies that say beforehand, in `can`, what the asked ones would."""

    def state(self) -> str:
        return ", ".join(str(value) for value in self.given.values())


def _known(scene: Scene, handed: Handed) -> bool:
    actor, who = handed["actor"], handed.get("person", "oneself")
    if not actor.is_guest or actor.is_person(scene.id_of(who)):
        return True
    return who in SHOWN and weeks.may_see(actor, scene.week)


def _of_oneself(scene: Scene, handed: Handed) -> bool:
    return bool(handed["actor"].is_person(scene.id_of("oneself")))


def _in_sight(name: str) -> Callable[[Scene, Handed], bool]:
    """Whether the signs-up, or the pitch, is there for the actor, by the policies for seeing."""
    asked: dict[str, Policy] = {"week": weeks.may_see, "pitch": pitches.may_see, "signup": signups.may_see}
    policy = asked[name]
    names = policy.__code__.co_varnames[: policy.__code__.co_argcount]
    return lambda _, handed: bool(policy(**{one: handed[one] for one in names}))


def _kept(scene: Scene, handed: Handed) -> bool:
    return webhooks.may_keep_webhooks(handed["actor"], scene.webhooks[handed["webhook"]].week_id).allowed


SEES: dict[str, Callable[[Scene, Handed], bool]] = {
    "week": _in_sight("week"), "pitch": _in_sight("pitch"), "signup": _in_sight("signup"), "person": _known, "webhook": _kept,
    "own": _of_oneself, "token": lambda scene, handed: people.may_revoke(handed["actor"], scene.id_of("oneself")),
}  # fmt: skip
"""What is 404 to who may not see it."""


def invites_or_places(actor: Any, week: Any, pitch: Any, near: Who) -> Decision:
    """A lead invites, unless they act as an organizer, with a reason."""
    if near is Who.LEAD and actor.reason is None:
        return signups.may_invite(actor, week, pitch, near)
    return signups.may_place(actor, week, pitch)


def _schedule(scene: Scene) -> dict[str, str]:
    assert scene.week.schedule is not None
    return {phase: scene.week.schedule.begins[phase].isoformat() for phase in SCHEDULED}


def _a_week(scene: Scene) -> dict[str, Any]:
    return {"title": "Another", "slug": "another", "time_zone": "UTC", "schedule": _schedule(scene)}


def _hook(scene: Scene, week: str | None) -> dict[str, Any]:
    return {"name": "Chat", "url": "http://127.0.0.1:9/in", "types": ["pitch.*"], "week": week}


def a(**body: Any) -> Callable[[Scene], Any]:
    return lambda _: body


READ, VISIT, WRITE = Door.READ, Door.VISIT, Door.WRITE
WEEK, PITCH, SIGNUP, PERSON = ("week",), ("pitch",), ("pitch", "signup"), ("person",)
STATUSES = ("asked", "invited", "waiting", "offered", "accepted")
NO_ROOM = (503, "too_many_streams")
"""No stream begins while these tests run: it would not end."""


def read_of_week(door: Door = VISIT, **more: Any) -> list[Case]:
    return [Case(door, WEEK, **more)]


def kept_of_week(policy: Policy, body: Callable[[Scene], Any] | None = None) -> list[Case]:
    return [Case(WRITE, WEEK, (policy,), body=body)]


def of_pitch(policy: Policy, *states: str, body: Callable[[Scene], Any] | None = None, **more: Any) -> list[Case]:  # fmt: skip
    """For a pitch in each of these states."""
    return [Case(WRITE, PITCH, (policy,), {"pitch": state}, body, **more) for state in states or ("main",)]


def of_signup(policy: Policy) -> list[Case]:
    """For a sign-up of each status. Who waits for a full crew is let in by nobody's yes, once the policy allows it."""
    full = {"waiting": (409, "crew_full")} if policy is signups.may_accept else {}
    return [
        Case(WRITE, SIGNUP, (policy,), {"pitch": status, "signup": status}, then=full.get(status))
        for status in STATUSES
    ]


def of_webhook(door: Door = WRITE, body: Callable[[Scene], Any] | None = None) -> list[Case]:
    return [Case(door, ("webhook",), given={"webhook": which}, body=body) for which in ("of the week", "of all weeks")]  # fmt: skip


def keeping(
    policy: Policy, person: str, role: Role, body: Callable[[Scene], Any] | None = None, **given: Any
) -> Case:
    """What is done to a person of some role by those who keep people."""
    return Case(
        WRITE, PERSON, (people.may_keep_people, policy), {"person": person, "role": role, **given}, body
    )


COVERED: dict[str, list[Case]] = {
    # signing in, before anyone is anybody
    "getSession": [Case(Door.ANYONE)],
    "listLocalPeople": [Case(Door.ANYONE)],
    "signInLocally": [Case(Door.ANYONE, body=lambda scene: {"person_id": scene.id_of("vera")})],
    "signOut": [Case(Door.ANYONE)],
    "signInAtProvider": [Case(Door.ANYONE, then=(404, "not_found"))],
    "comeBackFromProvider": [Case(Door.ANYONE, then=(404, "not_found"))],
    "signOutAtProvider": [Case(Door.ANYONE, then=(404, "not_found"))],
    "askForSignInLink": [Case(Door.ANYONE, body=a(email="vera@offtrail.example"), then=(404, "not_found"))],
    "signInByLink": [Case(Door.ANYONE, body=a(secret="Z" * 43), then=(404, "not_found"))],
    "viewAs": [
        Case(WRITE, asks=(people.may_view_as,), given={"role": role}, body=a(role=role)) for role in Role
    ],
    "viewAsMyself": [Case(WRITE)],
    # oneself
    "listMySessions": [Case(READ)],
    "endMyOtherSessions": [Case(WRITE)],
    "endMySession": [Case(WRITE, ("own",))],
    "getMe": [Case(READ)],
    "editMe": [Case(WRITE, body=a(bio="Sails."))],
    "listTokens": [Case(READ)],
    "createToken": [Case(WRITE, body=a(name="Pulls", scopes=["outcomes:read"]))],
    "revokeToken": [Case(WRITE, ("token",), also=(people.may_revoke,))],
    "listMyAddresses": [Case(READ)],
    "makeAddress": [Case(WRITE, body=a(kind="calendar"))],
    "revokeAddress": [Case(WRITE, ("own",))],
    "getMyData": [Case(READ)],
    "listMySignUps": [Case(READ)],
    "listMyPitches": [Case(READ)],
    # people
    "findPeople": [Case(READ, also=(people.may_see_email_of,))],
    "listHomeTeams": [Case(READ)],
    "listWritingTokens": [Case(READ, asks=(people.may_see_writing_tokens,))],
    "addPerson": [
        Case(WRITE, asks=(people.may_keep_people, people.may_give_role), given={"role": role}, body=a(name="New", role=role))
        for role in Role
    ],
    "getPerson": [Case(READ, PERSON, given={"person": who}) for who in ("oneself", "vera")],
    "listPitchesOfPerson": [Case(READ, PERSON, given={"person": who}) for who in ("oneself", "vera")],
    "editPerson": [
        Case(WRITE, PERSON, (people.may_keep_people,), {"person": "oneself"}, a(name="Renamed")),
        *(keeping(people.may_give_role, "oneself", role, a(role=role)) for role in Role if role is not Role.MEMBER),
        keeping(people.may_give_role, "keeper", Role.MEMBER, a(role="member"), before=Role.ORGANIZER),
        keeping(people.may_give_role, "root", Role.MEMBER, a(role="member"), before=Role.ADMIN),
        keeping(people.may_give_role, "guest", Role.MEMBER, a(role="member"), before=Role.GUEST),
        keeping(people.may_keep_sign_in, "oneself", Role.MEMBER, a(email="new@offtrail.example")),
        keeping(people.may_keep_sign_in, "keeper", Role.ORGANIZER, a(email="new@offtrail.example")),
    ],
    "deactivatePerson": [
        keeping(people.may_keep_sign_in, who, role)
        for who, role in (("oneself", Role.MEMBER), ("guest", Role.GUEST), ("keeper", Role.ORGANIZER), ("root", Role.ADMIN))
    ],
    "reactivatePerson": [keeping(people.may_keep_sign_in, "leaver", Role.MEMBER)],
    "anonymisePerson": [Case(WRITE, PERSON, (people.may_anonymise,), {"person": "leaver"})],
    "takePeopleAsCsv": [Case(READ, asks=(exports.may_take_people_along,))],
    "takePeopleAsXlsx": [Case(READ, asks=(exports.may_take_people_along,))],
    # weeks
    "listWeeks": [Case(READ)],
    "getWeek": read_of_week(also=(weeks.may_accept_guardrails, pitches.may_continue, signups.may_sign_up_in, signups.may_place_in)),
    "listParticipation": read_of_week(READ),
    "createWeek": [Case(WRITE, asks=(weeks.may_create,), body=_a_week)],
    "editWeek": kept_of_week(weeks.may_edit, a(theme="Tides")),
    "publishWeek": kept_of_week(weeks.may_publish),
    "cancelWeek": kept_of_week(weeks.may_cancel, a(reason="A storm.")),
    "copyWeek": kept_of_week(weeks.may_copy, a(slug="copied")),
    "rescheduleWeek": kept_of_week(weeks.may_reschedule, lambda scene: {"schedule": _schedule(scene), "reason": "A storm."}),
    "acceptGuardrails": kept_of_week(weeks.may_take_part),
    "takePart": kept_of_week(weeks.may_take_part, a(taking_part=True)),
    "listOrganizers": read_of_week(READ),
    "addOrganizer": [Case(WRITE, WEEK + PERSON, (weeks.may_name_organizers,), {"person": "oneself"})],
    "removeOrganizer": [Case(WRITE, WEEK + PERSON, (weeks.may_name_organizers,), {"person": "week organizer"})],
    "listGuests": read_of_week(READ),
    "inviteGuest": [Case(WRITE, WEEK + PERSON, (weeks.may_invite_guests,), {"person": who}) for who in ("guest", "guest elsewhere")],
    "removeGuest": [Case(WRITE, WEEK + PERSON, (weeks.may_invite_guests,), {"person": "guest"})],
    # pitches
    "listPitches": read_of_week(),
    "getFacets": read_of_week(),
    "getPitch": [Case(VISIT, PITCH, given={"pitch": state}) for state in ("main", "draft", "withdrawn")],
    "submitPitch": [
        Case(WRITE, WEEK, (pitches.may_pitch,), body=a(**A_PITCH)),
        Case(WRITE, WEEK, (pitches.may_draft,), {"pitch": "draft"}, body=a(**A_PITCH, draft=True)),
    ],
    "editPitch": of_pitch(pitches.may_edit, "main", "draft", "withdrawn", body=a(summary="High and low.")),
    "deleteDraft": of_pitch(pitches.may_delete, "main", "draft"),
    "submitDraft": of_pitch(pitches.may_submit, "main", "draft"),
    "withdrawPitch": of_pitch(pitches.may_withdraw, "main", "draft", "withdrawn", body=a(reason="Too wet.")),
    "restorePitch": of_pitch(pitches.may_restore, "main", "withdrawn"),
    "continuePitch": of_pitch(pitches.may_draft, body=lambda scene: {"week": scene.week.slug}),
    "handOverPitch": of_pitch(pitches.may_hand_over, "main", "withdrawn", body=lambda scene: {"person_id": scene.id_of("vera")}),
    "listInterest": [Case(READ, PITCH)],
    "sayInterest": of_pitch(pitches.may_say_interest, "main", "draft", "withdrawn"),
    "loseInterest": of_pitch(pitches.may_say_interest, "main", "withdrawn"),
    "listComments": [Case(READ, PITCH)],
    "writeComment": of_pitch(pitches.may_comment, "main", "draft", "withdrawn", body=a(body="Which tides?")),
    "editComment": of_pitch(pitches.may_edit_comment, body=a(body="Which of them?")),
    "deleteComment": of_pitch(pitches.may_delete_comment),
    # sign-ups
    "listSignUps": [Case(READ, PITCH)],
    "getSignUp": [Case(READ, SIGNUP, given={"pitch": status, "signup": status}) for status in STATUSES],
    "signUp": [
        *of_pitch(signups.may_sign_up, "fresh", "draft", "withdrawn", body=a()),
        Case(WRITE, PITCH, (signups.may_sign_up, signups.may_come_uninvited), {"pitch": "by invitation"}, a()),
        *of_pitch(invites_or_places, "fresh", "draft", "withdrawn", body=lambda scene: {"person_id": scene.id_of("vera")},
                  also=(signups.may_invite, signups.may_place)),
    ],
    "acceptSignUp": of_signup(signups.may_accept),
    "declineSignUp": of_signup(signups.may_decline),
    "leaveCrew": of_signup(signups.may_leave),
    # demos and outcomes
    "getRunningOrder": read_of_week(),
    "putRunningOrder": kept_of_week(demos.may_order, a(items=[])),
    "getDemo": [Case(VISIT, PITCH)],
    "putDemo": of_pitch(demos.may_describe, "main", "draft", "withdrawn", body=a(mode="live", title="Ebb")),
    "pullOutcomes": [Case(Door.OUTCOMES)],
    "getOutcome": [Case(Door.VISIT_OUTCOMES, PITCH)],
    "putOutcome": of_pitch(outcomes.may_record, "main", "draft", "withdrawn", body=a(kind="prototype")),
    "takeOutcomesAsCsv": [Case(Door.OUTCOMES)],
    "takeOutcomesAsXlsx": [Case(Door.OUTCOMES)],
    "followOutcomes": [Case(Door.OUTCOMES)],
    "followOutcomesOfWeek": read_of_week(Door.VISIT_OUTCOMES),
    "followOutcomesSecretly": [Case(Door.FEEDS)],
    # ways out
    "getInsightsOverYears": [Case(READ, asks=(insights.may_see_insights_over_years,))],
    "getInsights": read_of_week(READ, asks=(insights.may_see_insights,)),
    "listStandings": read_of_week(READ, asks=(insights.may_see_insights,)),
    "getHackathon": read_of_week(),
    "getWeekPackage": read_of_week(READ, asks=(exports.may_have_package,)),
    "getDribdatPackage": read_of_week(READ, asks=(exports.may_have_package,)),
    "pullEvents": [Case(READ)],
    "listWeekEvents": read_of_week(READ),
    "followEvents": [Case(READ, then=NO_ROOM)],
    "followWeek": read_of_week(READ, then=NO_ROOM),
    "followPitches": read_of_week(),
    "followPitchesSecretly": read_of_week(Door.FEEDS),
    "takePitchesAsCsv": read_of_week(),
    "takePitchesAsXlsx": read_of_week(),
    "takeSignUpsAsCsv": read_of_week(READ),
    "takeSignUpsAsXlsx": read_of_week(READ),
    "takeLogAsCsv": [Case(READ, asks=(feed.may_read_the_log,), given={"week_id": None})],
    "takeLogAsXlsx": [Case(READ, asks=(feed.may_read_the_log,), given={"week_id": None})],
    "listNewestEvents": [Case(READ, asks=(feed.may_read_the_log,), given={"week_id": None})],
    "getWeekCalendar": read_of_week(),
    "getMyCalendar": [Case(Door.CALENDAR)],
    "search": [Case(READ, query="q=tide")],
    # web hooks
    "listWebhooks": [Case(READ)],
    "registerWebhook": [
        Case(WRITE, asks=(webhooks.may_keep_webhooks,), body=lambda scene: _hook(scene, scene.week.slug)),
        Case(WRITE, asks=(webhooks.may_keep_webhooks,), given={"week_id": None}, body=lambda scene: _hook(scene, None)),
    ],
    "getWebhook": of_webhook(READ),
    "editWebhook": of_webhook(body=a(name="Another")),
    "deleteWebhook": of_webhook(),
    "rotateWebhookSecret": of_webhook(body=a()),
    "testWebhook": of_webhook(),
    "replayWebhook": of_webhook(body=a(after=0)),
    "listDeliveries": of_webhook(READ),
    "getDelivery": of_webhook(READ),
    "replayDelivery": of_webhook(),
}  # fmt: skip

BESIDE = {
    "/mcp": "takes a token; its tools are below",
    "/.well-known/oauth-protected-resource/mcp": "says what /mcp takes",
    "/scim/v2": "takes the directory's secret, or an admin's token with the scope admin: tests/scim",
    "/scim/v2/{path:path}": "takes the directory's secret, or an admin's token with the scope admin: tests/scim",
    "/healthz": "says that the service is alive",
    "/readyz": "says that the database is there",
    "/metrics": "has counts and times, and nobody's names",
    "/openapi.yaml": "is the contract",
    "/docs": "shows the contract",
    "/docs/start.js": "shows the contract",
    "/docs/files": "shows the contract",
}
"""Routes that are no operations of the API, and why no policy is asked there."""


def _of_pitch(scene: Scene, name: str) -> dict[str, str]:
    return {"pitch_id": scene.pitches[name].id}


def on(*states: str, asks: tuple[Policy, ...] = (), door: Door = WRITE, **arguments: Any) -> list[Case]:
    """A tool, called for a pitch in each of these states."""
    return [
        Case(
            door,
            PITCH,
            asks,
            {"pitch": state},
            lambda scene, state=state: _of_pitch(scene, state) | arguments,
        )
        for state in states
    ]


def in_week(*asks: Policy, door: Door = READ, **arguments: Any) -> list[Case]:
    return [Case(door, WEEK, asks, body=lambda scene: {"week": scene.week.slug, **arguments})]


TOOLS: dict[str, list[Case]] = {
    "list_weeks": [Case(READ, body=a())],
    "week_summary": in_week(),
    "search_pitches": in_week(),
    "find_pitches_for_me": in_week(),
    "read_pitch": on("main", "draft", "withdrawn", door=READ),
    "my_signups": [Case(READ, body=a())],
    "list_outcomes": [Case(Door.OUTCOMES, body=a())],
    "sign_up": [
        *on("fresh", "draft", "withdrawn", asks=(signups.may_sign_up,)),
        *on("by invitation", asks=(signups.may_sign_up, signups.may_come_uninvited)),
    ],
    "switch_crew": [Case(WRITE, PITCH, body=lambda scene: _of_pitch(scene, "main"), then=(409, "no_such_place"))],
    "leave_crew": [
        Case(WRITE, ("pitch", "own"), (signups.may_leave,), {"pitch": status, "signup": status},
             lambda scene, status=status: _of_pitch(scene, status))
        for status in STATUSES
    ],
    "draft_pitch": in_week(pitches.may_draft, door=WRITE, title="Ebb"),
    "record_outcome": on("main", asks=(outcomes.may_record,), kind="prototype", version=1),
}  # fmt: skip
"""What assistants are offered, each with its arguments; who carries no token doesn't come so far."""
