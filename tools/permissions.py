"""Prints docs/permissions.md: what every policy answers, run for every kind of person in every phase.

A policy is any `may_*` of an `app.<feature>.policy`. Its parameters are filled by name from `VALUES`; where an answer also
depends on the state of a thing (a draft, a sign-up that was asked for), each state that makes a difference gets its row.
"""

import importlib
import inspect
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import app
from app.core import clock
from app.core.actor import NOBODY, Actor, Role
from app.pitches.models import Comment, JoinMode, Pitch, PitchStatus
from app.signups.models import OPEN_STATUSES, SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase, Schedule
from app.weeks.policy import Who

NOW = datetime(2027, 1, 13, 12, tzinfo=UTC)
FEATURES = ("people", "weeks", "pitches", "signups", "demos", "outcomes")
TITLES = {"feed": "The log", "signups": "Sign-ups", "webhooks": "Web hooks"}
EVERY_MODE = " or ".join(f"submitted, joined by {mode}" for mode in JoinMode)
LATER = NOW + timedelta(hours=1)

# Whoever asks, from the farthest to the nearest. "oneself" is the person in question: whose address it is, who wrote the comment, or holds the sign-up.
ACTORS = {
    "everyone": Actor("guest", Role.GUEST, guest_of=frozenset({"week"})),
    "member": Actor("somebody"),
    "oneself": Actor("self"),
    "crew": Actor("crew"),
    "lead": Actor("lead"),
    "organizer": Actor("organizer", Role.ORGANIZER),
    "admin": Actor("admin", Role.ADMIN),
}
NEARER = ("everyone", "member", "crew", "lead", "organizer", "admin")

HEAD = """# Who may do what

Made by `make permissions`, which runs every policy; never edited by hand. `tests/policies/test_every_route.py` asks every route as everybody, in every
phase, and compares what it answers.

**everyone** is whoever is signed in, of guests those of the week · **member** is everyone but guests · **oneself** is the person
in question, wrote the comment, or holds the sign-up · **crew** has an accepted place on the pitch · **lead** answers for it ·
**organizer** organizes the week, or all weeks · **admin**.

Each name stands for itself and for those nearer to the thing: everyone, member, crew, lead, organizer, admin. A star says: with a
`?reason=`, which is recorded. A dash says nobody. To a guest, a week that they were not invited to is not there (404), not even a public
one. A token does what the person who made it may do, and never more than its scopes: `read` and `outcomes:read` change nothing, `write`
does what a member or guest does, `organize` and `admin` what their names say.
"""


class UnknownParameterError(Exception):
    """A policy asks for something that this script has no value for."""


@dataclass(frozen=True)
class Scene:
    """Who asks, in which phase, with or without a reason."""

    who: str
    phase: Phase = Phase.PITCHING
    reason: str | None = None

    @property
    def actor(self) -> Actor:
        actor = NOBODY if self.who == "signed out" else ACTORS[self.who]
        return replace(actor, reason=self.reason)

    @property
    def standing(self) -> Who:
        return {"crew": Who.CREW, "lead": Who.LEAD}.get(self.who, Who.ANYONE)

    def week(self, *, guardrails: str = "", public: bool = False) -> Week:
        """A week in this scene's phase: its instants are a day apart, the latest an hour ago."""
        week = Week(
            id="week", slug="week", title="A week", guardrails=guardrails, public=public, sorts_at=NOW
        )
        begun = SCHEDULED.index(self.phase) if self.phase in SCHEDULED else -1
        if self.phase is not Phase.CANCELLED:
            instants = {p: NOW + timedelta(days=n - begun, hours=-1) for n, p in enumerate(SCHEDULED)}
            week.put_schedule(Schedule(instants))
        week.published_at = None if self.phase is Phase.DRAFT else NOW - timedelta(days=30)
        week.cancelled_at = NOW if self.phase is Phase.CANCELLED else None
        return week


@dataclass(frozen=True)
class Value:
    """Something to hand to a policy, and what it says of the state of things ("" says nothing)."""

    it: Any
    state: str = ""


def _weeks(scene: Scene) -> Iterator[Value]:
    yield Value(scene.week(), "")
    yield Value(scene.week(guardrails="No customer data."), "a week with guardrails")
    yield Value(scene.week(public=True), "a public week")


def _pitches(_: Scene) -> Iterator[Value]:
    for status in PitchStatus:
        for mode in JoinMode if status is PitchStatus.SUBMITTED else [JoinMode.OPEN]:
            it = Pitch(
                id="pitch",
                week_id="week",
                title="A pitch",
                title_folded="a pitch",
                status=status,
                join_mode=mode,
            )
            yield Value(it, f"{status}, joined by {mode}" if status is PitchStatus.SUBMITTED else str(status))


def _signups(_: Scene) -> Iterator[Value]:
    for status in OPEN_STATUSES:
        expires = LATER if status is SignUpStatus.OFFERED else None
        it = SignUp(
            pitch_id="pitch",
            week_id="week",
            person_id="self",
            status=status,
            line_number=1,
            offer_expires_at=expires,
        )
        yield Value(it, str(status))


VALUES: dict[str, Callable[[Scene], Iterator[Value]]] = {
    "actor": lambda scene: iter([Value(scene.actor)]),
    "week": _weeks,
    "near": lambda scene: iter([Value(scene.standing)]),
    "leads": lambda _: iter([Value(["lead"])]),
    "crew": lambda _: iter([Value(["crew"])]),
    "pitch": _pitches,
    "comment": lambda _: iter([Value(Comment(pitch_id="pitch", author_id="self", body="?"))]),
    "signup": _signups,
    "role": lambda _: (Value(role, f"to be {role}") for role in Role),
    "before": lambda _: (Value(role, f"who is {role}") for role in Role),
    "person_id": lambda _: iter([Value("self")]),
    "week_id": lambda _: iter([Value("week", "of one week"), Value(None, "of all weeks")]),
    "accepted_at": lambda _: iter([Value(None, "not accepted yet"), Value(NOW, "accepted before")]),
}

Policy = Callable[..., Any]
Row = tuple[str, ...]


def policies(feature: str) -> dict[str, Policy]:
    """Those that the module itself defines, in its order."""
    module = importlib.import_module(f"app.{feature}.policy")
    own = {
        name: it
        for name, it in vars(module).items()
        if inspect.isfunction(it) and it.__module__ == module.__name__
    }
    return {name: it for name, it in own.items() if name.startswith("may_")}


def combinations(policy: Policy, scene: Scene) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Every way to call the policy in a scene, each with the states of what it is handed."""
    names = list(inspect.signature(policy).parameters)
    if missing := [name for name in names if name not in VALUES]:
        raise UnknownParameterError(
            f"tools/permissions.py has no value for {missing} of {policy.__module__}.{policy.__name__}"
        )
    for values in itertools.product(*(list(VALUES[name](scene)) for name in names)):
        yield {name: v.it for name, v in zip(names, values, strict=True)}, tuple(v.state for v in values)


def answers(policy: Policy, scene: Scene) -> dict[tuple[str, ...], bool]:
    asked = ((states, policy(**arguments)) for arguments, states in combinations(policy, scene))
    return {states: answer if isinstance(answer, bool) else answer.allowed for states, answer in asked}


def who_may(policy: Policy, phase: Phase) -> dict[tuple[str, ...], str]:
    """The cell of one phase, for each state of things."""
    plain = {who: answers(policy, Scene(who, phase)) for who in ACTORS}
    reasoned = {who: answers(policy, Scene(who, phase, reason="It was agreed.")) for who in ACTORS}
    return {
        state: cell({w: plain[w][state] for w in ACTORS}, {w: reasoned[w][state] for w in ACTORS})
        for state in plain["admin"]
    }


def cell(plain: dict[str, bool], reasoned: dict[str, bool]) -> str:
    """Who may, in as few names as it takes: each stands for itself and those nearer."""
    words, covered = [], False
    if plain["oneself"] and not plain["member"]:
        words.append("oneself")
    for who in NEARER:
        if plain[who] and not covered:
            words.append(who)
        elif not plain[who] and covered:
            words.append(f"not {who}")
        elif not plain[who] and reasoned[who] and "organizer*" not in words:
            words.append(f"{who}*")
        covered = covered or plain[who]
    return ", ".join(words) or "–"


def rows(policy: Policy) -> list[tuple[str, Row]]:
    """Each state that makes a difference, with its cells; states in which nobody may are left out."""
    by_phase = [who_may(policy, phase) for phase in Phase]
    groups: dict[Row, list[tuple[str, ...]]] = {}
    for state in by_phase[0]:
        groups.setdefault(tuple(cells[state] for cells in by_phase), []).append(state)
    everything = list(by_phase[0])
    return [(label(states, everything), row) for row, states in groups.items() if set(row) != {"–"}]


def label(states: list[tuple[str, ...]], everything: list[tuple[str, ...]]) -> str:
    """What these states have in common and others have not."""
    said = []
    for mine, all_of_them in zip(zip(*states, strict=True), zip(*everything, strict=True), strict=True):
        if set(mine) != set(all_of_them):
            said.append(" or ".join(dict.fromkeys(filter(None, mine))).replace(EVERY_MODE, "submitted"))
    return "; ".join(filter(None, said))


def table(feature: str) -> str:
    """What depends on the phase as a table; what does not as a list below it."""
    head = ["", *(phase.value for phase in Phase)]
    lines, timeless = [head, ["---"] * len(head)], []
    for name, policy in policies(feature).items():
        action = name.removeprefix("may_").replace("_", " ")
        for state, row in rows(policy):
            named = f"**{action}**" + (f" ({state})" if state else "")
            if "week" in inspect.signature(policy).parameters:
                lines.append([named, *row])
            else:
                timeless.append(f"- {named}: {row[0]}")
    phased = ["| " + " | ".join(line) + " |" for line in lines] if len(lines) > 2 else []
    return "\n\n".join("\n".join(part) for part in (phased, timeless) if part)


def features() -> list[str]:
    """All that have a policy, in the order of a week's life."""
    found = {path.parent.name for path in Path(app.__path__[0]).glob("*/policy.py")}
    return [name for name in FEATURES if name in found] + sorted(found.difference(FEATURES))


def main() -> int:
    clock.set_source(lambda: NOW)
    print(
        "\n".join(
            [HEAD, *(f"## {TITLES.get(name, name.capitalize())}\n\n{table(name)}\n" for name in features())]
        ).rstrip()
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
