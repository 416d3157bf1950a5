"""Every route, asked as everybody in every phase: what it answers is what the policies say that cover it."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api import ROUTES, TRIED
from app.core.actor import NOBODY
from app.core.errors import Problem
from app.core.outgoing import Guard
from app.feed.live import MOST_STREAMS
from app.weeks.phases import Phase
from tests.policies.covered import BESIDE, COVERED, SEES, TOOLS, Case
from tests.policies.scene import PUBLIC, ROLES, TOKENS, UNKNOWN, Ask, Scene, TakenBack
from tests.policies.test_every_policy import every_policy
from tests.world import World

OPERATIONS = {route.operation_id: route for route in ROUTES if isinstance(route, APIRoute)}
PLACES = (*map(str, Phase), PUBLIC)
EVERYBODY = ["nobody", *ROLES]
A_FEW = ["guest elsewhere", "member", "week organizer"]
"""Asked in one phase with each run of the tests. Everybody in every phase takes a minute of work, and is asked by `make system`."""

OF_A_WEEK = {"slug", "pitch_id", "signup_id", "comment_id"}
REASON = "It was agreed."
WITH_A_REASON = {"guest", "lead", "week organizer", "organizer elsewhere", "organizer", "admin"}
"""For whom a reason may make a difference, and some for whom it must make none."""
Answer = tuple[int, str] | None


@pytest.fixture
def no_streams(world: World) -> Iterator[None]:
    """No room for streams, which would not end, and web hooks that may go to this machine."""
    state = world.app.state
    before, state.guard, state.watch.room = state.guard, Guard(frozenset({"127.0.0.1"})), 0
    yield
    state.guard, state.watch.room = before, MOST_STREAMS


def names_in(route: APIRoute) -> set[str]:
    return set(re.findall(r"{(\w+)}", route.path))


def method_of(operation: str) -> str:
    [method] = OPERATIONS[operation].methods or set()
    return method if method in ("GET", "POST") else "others"


ROUTES_OF_A_WEEK = [name for name, route in OPERATIONS.items() if names_in(route) & OF_A_WEEK]


def takes_reason(route: APIRoute) -> bool:
    return any(parameter.name == "reason" for parameter in route.dependant.query_params)


def expected(scene: Scene, who: str, case: Case, reason: str | None = None) -> Answer:
    """What the table says: None for yes, else the status and code of the refusal."""
    actor, door = scene.actors[who], case.door
    if door.kind is not None:
        actor = scene.readers.get((who, door.kind), NOBODY)
        if not actor.signed_in:
            return 404, "not_found"
    if not actor.signed_in and not door.is_open:
        return 401, "sign_in_required"
    if actor.signed_in and door.scope is not None and door.scope not in actor.scopes:
        return 403, "scope_missing"
    handed = scene.handed(actor, reason, **case.given)
    if not all(SEES[name](scene, handed) for name in case.sees):
        return (404, "not_found") if actor.signed_in else (401, "sign_in_required")
    return decided(case, handed) or case.then


def decided(case: Case, handed: dict[str, Any]) -> Answer:
    for policy in case.asks:
        decision = policy(**{name: handed[name] for name in inspect.signature(policy).parameters})
        if not decision.allowed:
            return (403 if decision.now_or_never else 409), str(decision.code)
    return None


def request(scene: Scene, who: str, route: APIRoute, case: Case, reason: str | None = None) -> Ask:
    given = case.given
    hook = given.get("webhook", "of the week")
    signup = scene.signups.get(given.get("signup", ""))
    kind = case.door.kind
    places = {
        "slug": scene.week.slug, "pitch_id": scene.pitches[given.get("pitch", "main")].id, "comment_id": scene.comment.id,
        "signup_id": signup.id if signup else "", "person_id": scene.id_of(given.get("person", "oneself")),
        "token_id": scene.owned["token"], "session_id": scene.owned["session"], "address_id": scene.owned["address"],
        "webhook_id": scene.webhooks[hook].id, "delivery_id": scene.deliveries[hook].id,
        "secret": scene.addresses.get((who, kind), UNKNOWN) if kind else "",
    }  # fmt: skip
    [method] = route.methods or set()
    path = re.sub(r"{(\w+)}", lambda name: places[name[1]], route.path)
    query = "&".join(filter(None, (case.query, "reason=It+was+agreed." if reason else "")))
    token = None if kind else scene.secrets[who]
    return Ask(method, path, query, token, case.body(scene) if case.body else None)


def differing(scene: Scene, people: list[str], operations: list[str]) -> dict[str, tuple[Answer, Answer]]:
    """Each answer that is another than the table's, with the table's behind it."""
    told, asked = [], []
    for operation in operations:
        route = OPERATIONS[operation]
        for case in COVERED[operation]:
            for reason in (None, REASON) if takes_reason(route) else (None,):
                for who in people if reason is None else WITH_A_REASON & {*people}:
                    name = f"{operation} ({case.state()}) by {who}{' with a reason' if reason else ''}"
                    told.append((name, expected(scene, who, case, reason)))
                    asked.append(request(scene, who, route, case, reason))
    answers = scene.answers(asked)
    return {
        name: (answer, says) for (name, says), answer in zip(told, answers, strict=True) if answer != says
    }


def test_what_many_ask_for_at_once_is_tried_first() -> None:
    assert TRIED[0].operation_id == "signUp"
    assert sorted(TRIED, key=ROUTES.index) == ROUTES


def test_every_operation_is_covered_and_nothing_else() -> None:
    assert set(COVERED) == set(OPERATIONS)


def test_every_other_route_has_a_reason_to_ask_no_policy(application: FastAPI) -> None:
    paths: set[str] = set()
    waiting = list(application.router.routes)
    while waiting:
        route = waiting.pop()
        inner = getattr(getattr(route, "original_router", None), "routes", None)
        waiting += inner or []
        if inner is None and route not in ROUTES:
            paths.add(getattr(route, "path", ""))

    assert paths == set(BESIDE)


def test_every_policy_is_asked_by_some_operation() -> None:
    asked = {policy for cases in COVERED.values() for case in cases for policy in case.asks + case.also}
    seeing = {name for name in every_policy() if name.endswith(".may_see")}

    assert {name for name, policy in every_policy().items() if policy not in asked} == seeing


def test_every_route_of_a_forming_week_answers_a_few_as_its_policies_say(
    world: World, no_streams: None
) -> None:
    assert differing(Scene(world, Phase.FORMING), A_FEW, ROUTES_OF_A_WEEK) == {}


@pytest.mark.system
@pytest.mark.sqlite_only(reason="policies decide, and no database; a few are asked on both")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", ["GET", "POST", "others"])
def test_every_route_of_a_week_answers_everybody_as_its_policies_say(
    world: World, no_streams: None, place: str, method: str
) -> None:
    """In three parts, so that several processes share the work."""
    these = [name for name in ROUTES_OF_A_WEEK if method_of(name) == method]

    assert differing(Scene(world, place), EVERYBODY, these) == {}


def test_every_other_route_answers_everybody_as_its_policies_say(world: World, no_streams: None) -> None:
    others = [name for name in OPERATIONS if name not in ROUTES_OF_A_WEEK]

    assert differing(Scene(world, Phase.FORMING), EVERYBODY, others) == {}


def tools_differing(scene: Scene, people: list[str]) -> dict[str, tuple[Answer, Answer]]:
    """As `differing`, for what assistants are offered."""
    from app.mcp.caller import Caller  # noqa: PLC0415  # the protocol's library takes a second to import
    from app.mcp.server import TOOLS as OFFERED  # noqa: PLC0415

    assert {tool.name for tool in OFFERED} == set(TOOLS)
    state = scene.world.app.state
    told: dict[str, tuple[Answer, Answer]] = {}
    for tool in OFFERED:
        for case in TOOLS[tool.name]:
            for who in people:
                caller = Caller(TakenBack(state.db), state.visits, str(scene.secrets[who]))
                answer: Answer = None
                try:
                    tool._in_one_step(caller, case.body(scene) if case.body else {})
                except Problem as problem:
                    answer = (problem.status, problem.code)
                if answer != (says := expected(scene, who, case)):
                    told[f"{tool.name} ({case.state()}) by {who}"] = (answer, says)

    return told


def test_every_tool_of_assistants_answers_a_few_as_its_policies_say(world: World) -> None:
    assert tools_differing(Scene(world, Phase.FORMING), [*A_FEW, "lead’s token to read"]) == {}


@pytest.mark.system
@pytest.mark.sqlite_only(reason="policies decide, and no database; a few are asked on both")
@pytest.mark.parametrize("place", PLACES)
def test_every_tool_of_assistants_answers_everybody_as_its_policies_say(world: World, place: str) -> None:
    assert tools_differing(Scene(world, place), [*ROLES, *TOKENS]) == {}


@pytest.mark.system
@pytest.mark.parametrize("whose", ["admin", "week organizer", "lead"])
def test_every_route_answers_a_token_within_its_scopes(world: World, no_streams: None, whose: str) -> None:
    tokens = [name for name, (who, _) in TOKENS.items() if who == whose]

    assert differing(Scene(world, Phase.FORMING), tokens, [*OPERATIONS]) == {}
