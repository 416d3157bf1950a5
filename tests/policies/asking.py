"""Asking a policy as somebody, in a phase: what it is handed is found by the names of its parameters."""

import importlib
import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import app
from app.core import clock
from app.core.actor import NOBODY, Actor, Role
from app.core.decision import Decision
from app.pitches.models import Comment, Pitch, PitchStatus
from app.signups.models import SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase, Schedule
from app.weeks.policy import Who

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
OPEN = (Phase.ANNOUNCED, *SCHEDULED)
ACTORS = {
    "nobody": NOBODY,
    "guest": Actor("gwen", Role.GUEST, guest_of=frozenset({"week"})),
    "everyone": Actor("linus"),
    "oneself": Actor("mallory"),
    "crew": Actor("nina"),
    "lead": Actor("ada"),
    "week organizer": Actor("grace", organizes=frozenset({"week"})),
    "organizer": Actor("omar", Role.ORGANIZER),
    "admin": Actor("adele", Role.ADMIN),
}
STANDING = {"lead": Who.LEAD, "crew": Who.CREW}

Policy = Callable[..., Decision | bool]


def modules() -> dict[str, ModuleType]:
    """The policy module of each feature that has one."""
    features = sorted(path.parent.name for path in Path(app.__path__[0]).glob("*/policy.py"))
    return {name: importlib.import_module(f"app.{name}.policy") for name in features}


def functions(module: ModuleType) -> dict[str, Policy]:
    """What a module itself offers."""
    own = {name: it for name, it in vars(module).items() if getattr(it, "__module__", "") == module.__name__}
    return {name: it for name, it in own.items() if inspect.isfunction(it) and not name.startswith("_")}


def week_in(phase: Phase) -> Week:
    """A week whose present phase began an hour ago; a cancelled one was forming."""
    week = Week(id="week", slug="week", title="A week", guardrails="Synthetic data only.", sorts_at=NOW)
    present = OPEN.index(phase if phase in OPEN else Phase.FORMING)
    first = NOW - timedelta(hours=1) - timedelta(days=present)
    week.put_schedule(Schedule({p: first + timedelta(days=OPEN.index(p)) for p in SCHEDULED}))
    week.published_at = None if phase is Phase.DRAFT else NOW - timedelta(days=30)
    week.cancelled_at = NOW if phase is Phase.CANCELLED else None
    return week


def a_pitch(status: PitchStatus = PitchStatus.SUBMITTED) -> Pitch:
    return Pitch(id="pitch", week_id="week", title="A pitch", title_folded="a pitch", status=status)


def a_signup(status: SignUpStatus = SignUpStatus.ACCEPTED) -> SignUp:
    return SignUp(pitch_id="pitch", week_id="week", person_id="mallory", status=status, line_number=1,
                  offer_expires_at=NOW + timedelta(hours=1))  # fmt: skip


def ask(
    policy: Policy, who: str, phase: Phase = Phase.FORMING, reason: str | None = None, **given: Any
) -> Decision:
    """What the policy answers, with the clock at `NOW`; a plain yes or no as a decision too."""
    handed = {
        "actor": replace(ACTORS[who], reason=reason), "week": week_in(phase), "pitch": a_pitch(), "signup": a_signup(),
        "near": STANDING.get(who, Who.ANYONE), "leads": ["ada"], "crew": ["nina"], "accepted_at": None,
        "comment": Comment(pitch_id="pitch", author_id="mallory", body="?"), "person_id": "mallory", "week_id": "week",
        "role": Role.MEMBER, "before": Role.MEMBER, **given,
    }  # fmt: skip
    former = clock.set_source(lambda: NOW)
    try:
        answer = policy(**{name: handed[name] for name in inspect.signature(policy).parameters})
    finally:
        clock.set_source(former)
    return answer if isinstance(answer, Decision) else Decision(answer)


def who_may(
    policy: Policy, phase: Phase = Phase.FORMING, reason: str | None = None, **given: Any
) -> set[str]:
    return {who for who in ACTORS if ask(policy, who, phase, reason, **given).allowed}
