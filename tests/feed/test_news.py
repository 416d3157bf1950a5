"""What happened is read once for all who see the same of it: each is told what they would have read for themselves."""

from itertools import product
from random import Random

import pytest
from sqlmodel import Session

from app.core.actor import Role, Scope
from app.events import queries as log
from app.feed import live, news
from app.feed.news import Wanted
from app.weeks.models import Week
from app.weeks.phases import Phase
from tests.world import Someone, World, done

TYPES = ((), ("pitch.*",), ("signup.asked", "signup.*", "comment.added"))


class Company:
    """People of every kind in two weeks, who do whatever comes to their mind."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world, self.chance = world, chance
        self.root = world.person("Root", role=Role.ADMIN)
        self.members = [world.person(f"Member {n}") for n in range(4)]
        self.organizer, self.guest = (
            world.person("Organizer", role=Role.ORGANIZER),
            world.person("Guest", role=Role.GUEST),
        )
        self.weeks = [world.week(Phase.FORMING), world.week(Phase.FORMING)]
        for part in (f"guests/{self.guest.id}", f"organizers/{self.members[0].id}"):
            assert self.root.put(f"weeks/{self.weeks[0]['slug']}/{part}").is_success
        self.pitches = [
            self.members[n % 4].pitches(week, join="ask") for n, week in enumerate(self.weeks * 2)
        ]

    @property
    def people(self) -> list[Someone]:
        return [self.root, self.organizer, self.guest, *self.members]

    def does_something(self) -> None:
        """Something that may well be refused."""
        who, week, pitch = (self.chance.choice(some) for some in (self.people, self.weeks, self.pitches))
        other = self.chance.choice(self.people)
        title = {"title": f"Pitch {self.chance.random()}", "draft": self.chance.random() < 0.4}
        verb, path, body = self.chance.choice([
            ("POST", f"weeks/{week['slug']}/pitches", title),
            ("POST", f"pitches/{pitch['id']}/signups", {"role": self.chance.choice(["member", "mentor"])}),
            ("PUT", f"pitches/{pitch['id']}/interest", None),
            ("DELETE", f"pitches/{pitch['id']}/interest", None),
            ("POST", f"pitches/{pitch['id']}/comments", {"body": "Why?"}),
            ("POST", f"pitches/{pitch['id']}/withdraw", {"reason": "no time"}),
            ("POST", f"pitches/{pitch['id']}/restore", None),
            ("PATCH", f"pitches/{pitch['id']}", {"summary": f"Better {self.chance.random()}"}),
            ("PATCH", f"people/{other.id}", {"home_team": self.chance.choice(["Platform", "Search"])}),
            ("PUT", f"weeks/{week['slug']}/organizers/{other.id}", None),
            ("DELETE", f"weeks/{week['slug']}/guests/{self.guest.id}", None),
            ("PUT", f"weeks/{week['slug']}/guests/{self.guest.id}", None),
            ("PATCH", f"people/{other.id}", {"role": self.chance.choice(["member", "organizer"])}),
        ])  # fmt: skip
        reply = who.request(verb, path, json=body)
        if reply.is_success and path.endswith("/pitches"):
            self.pitches.append(reply.json())
        if reply.is_success and path.endswith("/signups") and self.chance.random() < 0.5:
            self.chance.choice(self.people).post(f"signups/{reply.json()['id']}/accept")

    def listening(self, session: Session, since: int) -> list[Wanted]:
        weeks = [None, *(session.get_one(Week, week["id"]) for week in self.weeks)]
        actors = [one.actor(session) for one in self.people]
        return [
            Wanted(actor, since, since, week, types) for actor, week, types in product(actors, weeks, TYPES)
        ]


@pytest.mark.parametrize("seed", range(5))
def test_each_is_told_what_they_would_have_read(world: World, seed: int) -> None:
    company, told = Company(world, Random(seed)), []
    for _ in range(15):
        log.number_committed(world.db)
        with world.db.reading() as session:
            since = log.last_number(session)
            listening = company.listening(session, since)
        for _ in range(company.chance.randint(1, 3)):
            company.does_something()
        log.number_committed(world.db)
        with world.db.reading() as session:
            until = log.last_number(session)
            found = news.read(session, since, until, listening)
        assert found is not None
        for wanted in listening:
            texts = found.told_to(wanted, since)
            if texts is not None:
                assert live._page(world.db, wanted, since) == (texts, until)  # what each reads alone
                told.append(len(texts))

    assert len(told) > 15 * 7 * 9 / 3, "most are told what was read for all"
    assert sum(told) > 100


def test_it_takes_as_many_statements_for_many_as_for_few(world: World, ada: Someone) -> None:
    crowd = [world.person(f"Member {n}") for n in range(30)]
    pitch = ada.pitches(world.week())
    log.number_committed(world.db)
    with world.db.reading() as session:
        since = log.last_number(session)
        listening = [Wanted(one.actor(session), since, since) for one in crowd]
    done(ada.post(f"pitches/{pitch['id']}/comments", {"body": "Anybody?"}))
    log.number_committed(world.db)

    counts = []
    for some in (listening[:1], listening):
        with world.db.reading() as session, world.counted() as statements:
            found = news.read(session, since, since + 1, some)
        assert found is not None
        assert [len(found.told_to(one, since) or ()) for one in some] == [1] * len(some)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_who_is_concerned_is_late_or_has_signed_out_reads_alone(
    world: World, ada: Someone, linus: Someone
) -> None:
    pitch, bystander = ada.pitches(world.week()), world.person("Bystander")
    with world.db.reading() as session:
        me, lead, other = (one.actor(session) for one in (linus, ada, bystander))
    log.number_committed(world.db)
    done(linus.put(f"pitches/{pitch['id']}/interest"))
    log.number_committed(world.db)

    with world.db.reading() as session:
        until = log.last_number(session)
        since = until - 1
        plain, gone = (Wanted(other, since, since, session_id=id_) for id_ in (None, "no-session"))
        mine, leads, late = (Wanted(actor, since, since) for actor in (me, lead, other))
        found = news.read(session, since, until, [plain, gone, mine, leads])

    assert found is not None
    assert found.told_to(plain, since) is not None
    assert found.told_to(plain, since - 1) is None
    assert [found.told_to(wanted, since) for wanted in (gone, mine, leads, late)] == [None] * 4


def test_more_than_a_page_is_read_page_by_page(world: World, ada: Someone) -> None:
    pitch = ada.pitches(world.week())
    for number in range(news.MOST // 3 + 1):
        done(ada.put(f"pitches/{pitch['id']}/interest"))
        assert ada.delete(f"pitches/{pitch['id']}/interest").is_success
        done(ada.patch(f"pitches/{pitch['id']}", {"summary": f"Version {number}"}))
    log.number_committed(world.db)

    with world.db.reading() as session:
        until = log.last_number(session)
        wanted = Wanted(ada.actor(session), 0, 0)
        assert news.read(session, until - news.MOST - 1, until, [wanted]) is None
        assert news.read(session, until - news.MOST, until, [wanted]) is not None


def test_scopes_tell_audiences_apart(world: World, grace: Someone) -> None:
    with world.db.reading() as session:
        whole = Wanted(grace.actor(session), 0, 0)
    reading = Wanted(type(whole.actor)(grace.id, whole.actor.role, frozenset({Scope.READ})), 0, 0)

    assert whole.audience != reading.audience
    assert whole.audience.person_id is None
