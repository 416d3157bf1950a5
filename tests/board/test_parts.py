"""What is kept of each pitch is what the plain way shows: to everybody, after whatever happens, in whatever order."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app.board import changed
from app.board.schemas import Sort
from app.core.actor import Role, system
from app.events import log
from app.events.queries import number_in
from app.people import home_teams
from app.people.models import HomeTeam
from app.signups.models import SignUp
from app.weeks.phases import Phase
from tests.board import plainly
from tests.world import Client, Someone, World

HOME_TEAMS = ("Platform", "Payments", "Ovens", None)
WORDS = ("lamp", "runbook", "garden", "oven", "ledger")
STEPS = 36


class Story:
    """Two weeks in which things happen by chance: what is refused doesn't. Somebody of each kind looks on."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.by = world, random.Random(seed)
        self.root = world.person("Root", None, Role.ADMIN)
        self.olga = world.person("Olga", "Guild", Role.ORGANIZER)
        self.people = [world.person(f"Person {n}", self.by.choice(HOME_TEAMS)) for n in range(6)]
        self.guest = world.person("Guest", None, Role.GUEST)
        self.week = world.week(Phase.FORMING, public=True)
        self.other = world.week(Phase.FORMING)
        self.pitches = [
            self.people[n % 3].pitches(self.week, title=f"Pitch {n}", crew_limit=2)["id"] for n in range(3)
        ]
        self.comments: list[str] = []
        self.from_the_loop = 0

    @property
    def slug(self) -> str:
        return self.world._week(self.week["id"])["slug"]

    @property
    def readers(self) -> list[Someone | None]:
        return [self.root, self.olga, self.guest, None, *self.people]

    def somebody(self) -> Someone:
        return self.by.choice([*self.people, self.root])

    def words(self) -> str:
        return " ".join(self.by.sample(WORDS, 2))

    def pitch(self) -> str:
        return f"pitches/{self.by.choice(self.pitches)}"

    # --- what happens

    def happens(self) -> None:
        deeds: list[Callable[[], object]] = [
            *4 * [self.of_a_pitch], *4 * [self.of_a_crew], *2 * [self.of_what_came_of_it],
            *3 * [self.of_people], self.of_the_week, self.of_time,
        ]  # fmt: skip
        if self.by.random() < 0.5:
            with self.world.db.writing() as session:
                number_in(session)
        for deed in self.by.choices(deeds, k=3):  # half of what people try is refused
            deed()

    def of_a_pitch(self) -> None:
        who, pitch = self.somebody(), self.pitch()
        deeds: list[Callable[[], object]] = [
            lambda: self._begun(who.post(f"weeks/{self.slug}/pitches", {"title": self.words(), "draft": self.by.random() < 0.5})),
            lambda: self.root.patch(f"{pitch}?reason=chance", {"title": self.words(), "tags": [self.by.choice(WORDS)]}),
            lambda: self.root.patch(f"{pitch}?reason=chance", {"crew_limit": self.by.choice((1, 2, None)), "join": self.by.choice(("open", "ask"))}),
            lambda: self.root.post(f"{pitch}/submit?reason=chance"),
            lambda: self.root.post(f"{pitch}/withdraw?reason=chance", {"reason": "chance"}),
            lambda: self.root.post(f"{pitch}/restore?reason=chance"),
            lambda: self.root.delete(f"{pitch}?reason=chance"),
            lambda: self.root.post(f"{pitch}/hand-over?reason=chance", {"person_id": who.id, "keep": self.by.random() < 0.5}),
            lambda: self._begun(who.post(f"{pitch}/continue", {"week": self.by.choice((self.other["slug"], self.slug))})),
            lambda: who.put(f"{pitch}/interest"),
            lambda: who.delete(f"{pitch}/interest"),
            lambda: self._said(who.post(f"{pitch}/comments", {"body": self.words()})),
            lambda: self.comments and self.root.delete(f"comments/{self.comments.pop()}"),
        ]  # fmt: skip
        self.by.choice(deeds)()

    def of_a_crew(self) -> None:
        who, pitch = self.somebody(), self.pitch()
        signup = self._a_signup()
        deeds: list[Callable[[], object]] = [
            *4 * [lambda: who.post(f"{pitch}/signups", {"role": self.by.choice(("member", "member", "helper"))})],
            lambda: self.root.post(f"{pitch}/signups?reason=chance", {"person_id": who.id}),
            lambda: who.post(f"{pitch}/signups", {"switch_from": signup[0]}),
            lambda: self._who(signup[1]).post(f"signups/{signup[0]}/leave"),
            lambda: self._who(signup[1]).post(f"signups/{signup[0]}/accept"),
            lambda: self.root.post(f"signups/{signup[0]}/accept?reason=chance"),
            lambda: self.root.post(f"signups/{signup[0]}/decline?reason=chance"),
        ]  # fmt: skip
        self.by.choice(deeds)()

    def of_what_came_of_it(self) -> None:
        pitch, order = self.pitch(), self.by.sample(self.pitches, 2)
        deeds: list[Callable[[], object]] = [
            lambda: self.root.put(f"{pitch}/demo?reason=chance", {"mode": "live", "title": self.words()}),
            lambda: self.root.put(f"weeks/{self.slug}/demos?reason=chance", {"items": [{"pitch_id": id_} for id_ in order]}),
            lambda: self.root.put(f"{pitch}/outcome?reason=chance", {"kind": "prototype", "summary": self.words()}),
        ]  # fmt: skip
        self.by.choice(deeds)()

    def of_people(self) -> None:
        who = self.by.choice(self.people)
        deeds: list[Callable[[], object]] = [
            lambda: who.patch("me", {"name": self.words()}),
            lambda: self.root.patch(f"people/{who.id}", {"home_team": self.by.choice(HOME_TEAMS)}),
            lambda: self.root.patch(f"people/{who.id}", {"role": self.by.choice(("guest", "member", "member"))}),
            lambda: self.root.post(f"people/{who.id}/deactivate"),
            *3 * [lambda: self.root.post(f"people/{who.id}/reactivate")],
            lambda: self.by.random() < 0.2 and self.root.post(f"people/{who.id}/anonymise"),
            lambda: who.post("tokens", {"name": "another", "scopes": ["read"]}),
            self._renames_a_home_team,
        ]  # fmt: skip
        self.by.choice(deeds)()

    def of_the_week(self) -> None:
        who, week = self.by.choice([*self.people, self.guest]), f"weeks/{self.slug}"
        deeds: list[Callable[[], object]] = [
            lambda: self.root.patch(week, {"title": self.words(), "slug": f"week-{self.by.randrange(99)}"}),
            lambda: self.root.patch(week, {"public": self.by.random() < 0.5}),
            lambda: self.root.put(f"{week}/organizers/{who.id}"),
            lambda: self.root.delete(f"{week}/organizers/{who.id}"),
            *2 * [lambda: self.root.put(f"{week}/guests/{self.guest.id}")],
            lambda: self.root.delete(f"{week}/guests/{self.guest.id}"),
            lambda: who.put(f"{week}/participation", {"taking_part": self.by.random() < 0.7}),
        ]  # fmt: skip
        self.by.choice(deeds)()

    def of_time(self) -> None:
        """Some hours; sometimes the worker does its rounds, which number what happened and end what lapsed."""
        self.world.clock.forward(hours=self.by.choice((1, 5, 26)))
        if self.by.random() < 0.5:
            self.world.work()

    def moves_on(self, phase: Phase) -> None:
        self.world.clock.to(max(self.world.clock.now.isoformat(), self.week["schedule"][phase]))

    def _begun(self, reply: Any) -> None:
        if reply.is_success:
            self.pitches.append(reply.json()["id"])

    def _said(self, reply: Any) -> None:
        if reply.is_success:
            self.comments.append(reply.json()["id"])

    def _a_signup(self) -> tuple[str, str]:
        with self.world.db.reading() as session:
            found = [(one.id, one.person_id) for one in session.exec(select(SignUp).order_by(SignUp.id))]
        return self.by.choice(found) if found else (self.pitches[0], self.root.id)

    def _who(self, person_id: str) -> Someone:
        return next((one for one in self.people if one.id == person_id), self.root)

    def _renames_a_home_team(self) -> None:
        with self.world.db.writing() as session:
            team = self.by.choice(session.exec(select(HomeTeam).order_by(HomeTeam.id)).all())
            home_teams.rename(session, system(), team, f"{self.words()} {self.by.random()}")

    # --- who looks on

    def is_shown_as_it_is(self) -> None:
        """To the admin, who can see everything and whose board is warm, and to somebody else."""
        for reader in (self.root, self.by.choice(self.readers)):
            client: Someone | Client = reader or self.world.nobody
            for pitch_id in self.pitches[:4] + self.pitches[4:][-2:]:
                plain = plainly.pitch(self.world, reader, pitch_id)
                for _ in range(2):
                    assert plainly.told(self._asks(client, f"pitches/{pitch_id}")) == plain
            for sort in (Sort.SHUFFLE, Sort.NEWEST):
                rows = plainly.board(self.world, reader, self.week["id"], sort)
                for _ in range(2):
                    found = plainly.items(self._asks(client, f"weeks/{self.slug}/pitches?sort={sort}"))
                    assert in_order(found, sort) == in_order(rows, sort)

    def _asks(self, client: Someone | Client, path: str) -> Any:
        with self.world.counted() as statements:
            reply = client.get(path)
        self.from_the_loop += not statements
        return reply


def in_order(rows: list[Any] | int, sort: Sort) -> list[Any] | int:
    return (
        sorted(rows, key=lambda row: row["id"]) if sort is Sort.SHUFFLE and isinstance(rows, list) else rows
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_it_is_what_the_plain_way_shows(world: World, seed: int) -> None:
    story = Story(world, seed)

    for phase in (Phase.EXPLORING, Phase.DEMOS, Phase.WRAP_UP):
        for _ in range(STEPS // 3):
            story.happens()
            story.is_shown_as_it_is()
        story.moves_on(phase)

    assert story.from_the_loop > 3 * STEPS
    assert len(set(world.events())) > 15


def test_each_type_of_event_is_told_apart_on_purpose() -> None:
    """A new type without a pitch changes everything until it is known to change less."""
    without_pitch = {
        type_
        for type_ in log.types()
        if type_.split(".")[0] not in {"pitch", "interest", "comment", "signup", "demo", "outcome"}
    }
    everything = without_pitch - changed.SHOWN_NOWHERE - changed.OF_A_PERSON

    assert without_pitch >= changed.SHOWN_NOWHERE | changed.OF_A_PERSON
    assert everything == {
        "demos.ordered", "home_team.renamed", "import.finished", "week.cancelled", "week.created", "week.edited", "week.guest_invited",
        "week.guest_removed", "week.organizer_added", "week.organizer_removed", "week.phase_began", "week.published", "week.rescheduled",
    }  # fmt: skip
