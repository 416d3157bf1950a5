"""The demo company's texts, as they are written down in YAML beside this module: one file for each pitch."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.core.actor import Role
from app.demos.models import DemoMode
from app.outcomes.models import Confidence, NextStep, OutcomeKind
from app.pitches.models import JoinMode
from app.signups.models import CrewRole

HERE = Path(__file__).parent


class _Story(BaseModel):
    """Strict, so that a misspelt word in a file is found when it is read. Times are told as times.instant reads them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def read(cls, path: Path) -> Self:
        return cls.model_validate(yaml.load(path.read_text("utf-8"), _Loader))  # noqa: S506  # both loaders are safe ones


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PersonStory(_Story):
    key: str
    name: str
    home_team: str | None = None
    role: Role = Role.MEMBER
    skills: list[str]
    wants_to_learn: list[str]
    bio: str
    time_zone: str | None = None


class Company(_Story):
    name: str
    domain: str
    time_zone: str
    home_teams: dict[str, list[PersonStory]]
    left: list[PersonStory]

    def everyone(self) -> list[PersonStory]:
        placed = [
            p.model_copy(update={"home_team": name})
            for name, people in self.home_teams.items()
            for p in people
        ]
        return placed + self.left


class WeekStory(_Story):
    slug: str
    title: str
    theme: str
    focus: str
    description: str
    guardrails: str
    organizers: list[str]
    copies: str | None = None
    out: list[str] = []
    days: dict[str, list[str]] = {}


class LinkStory(_Story):
    title: str
    url: str


class SignUpStory(_Story):
    """`accepted: true` and `declined: true` mean soon after asking; without any of these the wish stands as it fell."""

    who: str
    at: str | None = None
    role: CrewRole = CrewRole.MEMBER
    message: str = ""
    invited: bool = False
    accepted: str | Literal[True] | None = None
    declined: str | Literal[True] | None = None
    left: str | None = None


class CommentStory(_Story):
    who: str
    at: str
    text: str
    replies: list["CommentStory"] = []


class DemoStory(_Story):
    """`recording` is there once the demo has been shown."""

    mode: DemoMode
    minutes: int
    title: str = ""
    notes: str = ""
    links: list[LinkStory] = []
    recording: str | None = None


class ImpactStory(_Story):
    metric: str
    unit: str
    baseline: float
    value: float
    as_of: str
    confidence: Confidence


class NumbersStory(_Story):
    """The same outcome with later numbers."""

    who: str
    at: str
    impact: list[ImpactStory]


class OutcomeStory(NumbersStory):
    kind: OutcomeKind
    summary: str
    learned: str
    evidence: list[LinkStory]
    next: NextStep
    home: str
    impact: list[ImpactStory] = []
    updates: list[NumbersStory] = []


class Withdrawal(_Story):
    at: str
    reason: str


class PitchStory(_Story):
    """One pitch with all that happened to it. `drafted` in place of `submitted` leaves it a draft."""

    key: str
    title: str
    summary: str
    body: str
    tags: list[str]
    skills_needed: list[str]
    skills_to_learn: list[str]
    crew_limit: int | None
    join: JoinMode
    leads: list[str]
    where: str = ""
    chat_url: str | None = None
    links: list[LinkStory] = []
    continues: str | None = None
    submitted: str | None = None
    drafted: str | None = None
    interest: list[str] = []
    crew: list[SignUpStory] = []
    comments: list[CommentStory] = []
    withdrawn: Withdrawal | None = None
    demo: DemoStory | None = None
    outcome: OutcomeStory | None = Field(None, description="Absent where nobody has recorded one yet.")


@cache
def company() -> Company:
    return Company.read(HERE / "company.yaml")


@cache
def week(folder: str) -> WeekStory:
    return WeekStory.read(HERE / folder / "week.yaml")


@cache
def pitches(folder: str) -> list[PitchStory]:
    """In the order of their file names, which is that of their appearance."""
    return [PitchStory.read(path) for path in sorted((HERE / folder).glob("[0-9]*.yaml"))]
