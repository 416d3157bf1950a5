"""The board is kept as bytes: whatever happens, a reader gets what one would get who asked first."""

from datetime import UTC, datetime, timedelta

import pytest

from app.board.kept import Entry, kept
from app.core.actor import Role, Scope, system
from app.core.remembered import Remembered
from app.events.log import record
from app.events.queries import number_in, state_of
from app.pitches.events import InterestSaid
from app.weeks.phases import Phase
from tests.signups.crews import Offered
from tests.world import done

DEEDS = {
    "a title": lambda s: s.ada.patch(f"pitches/{s.pitch['id']}", {"title": "Another title"}),
    "a tag": lambda s: s.ada.patch(f"pitches/{s.pitch['id']}", {"tags": ["another"]}),
    "interest": lambda s: s.linus.put(f"pitches/{s.pitch['id']}/interest"),
    "a member": lambda s: s.linus.post(f"pitches/{s.pitch['id']}/signups", {}),
    "a second pitch": lambda s: s.linus.post(f"weeks/{s.week['slug']}/pitches", {"title": "A second"}),
    "a withdrawal": lambda s: s.ada.post(f"pitches/{s.pitch['id']}/withdraw", {"reason": "No time"}),
    "a lead": lambda s: s.ada.post(f"pitches/{s.pitch['id']}/hand-over", {"person_id": s.linus.id}),
    "a name": lambda s: s.ada.patch("me", {"name": "Ada Quill-Brook"}),
    "a home team": lambda s: s.admin.patch(f"people/{s.ada.id}", {"home_team": "Elsewhere"}),
    "a leaver": lambda s: s.admin.post(f"people/{s.ada.id}/deactivate"),
}
LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)


class Scene:
    """A week with one pitch, of Ada's, and somebody who reads it."""

    def __init__(self, world, ada, linus):
        self.world, self.ada, self.linus = world, ada, linus
        self.admin = world.person("Root", None, Role.ADMIN)
        self.week = world.week(Phase.FORMING)
        self.pitch = ada.pitches(self.week, tags=["one"], crew_limit=3)

    def reads(self, what="pitches", **options):
        return self.admin.get(f"weeks/{self.week['slug']}/{what}", **options)

    def reads_first(self, what="pitches"):
        """As one of whom nothing is remembered, when nothing is kept."""
        kept.clear()
        return self.admin.with_scopes(Scope.READ).get(f"weeks/{self.week['slug']}/{what}")


@pytest.fixture
def scene(world, ada, linus):
    return Scene(world, ada, linus)


@pytest.mark.parametrize("numbered", [False, True], ids=["at once", "numbered"])
@pytest.mark.parametrize("deed", DEEDS)
def test_after_a_change_it_is_what_a_first_reader_gets(scene, deed, numbered):
    if numbered:
        scene.world.work()
    before = scene.reads(), scene.reads("facets")

    reply = DEEDS[deed](scene)
    told = scene.reads(), scene.reads("facets")

    assert reply.is_success, reply.text
    assert told[0].content != before[0].content
    assert [t.content for t in told] == [scene.reads_first(w).content for w in ("pitches", "facets")]


def test_an_offer_that_lapses_frees_its_place_without_an_event(world, ada, linus):
    offered = Offered(world, ada, linus)
    board = f"weeks/{offered.week['slug']}/pitches?open=true"
    before = done(ada.get(board))["items"]

    world.clock.to(world.clock.now + timedelta(hours=24))

    assert [row["title"] for row in before] == ["Linus's first crew"]
    assert len(done(ada.get(board))["items"]) == 2


def test_a_phase_that_begins_ends_what_was_kept(scene):
    scene.ada.patch(f"pitches/{scene.pitch['id']}", {"crew_limit": 1})
    scene.linus.signs_up(scene.pitch)
    scene.world.person("Tess").signs_up(scene.pitch)
    assert done(scene.reads())["items"][0]["waiting"] == 1

    scene.world.clock.to(datetime.fromisoformat(scene.week["schedule"][Phase.DEMOS]))

    assert done(scene.reads())["items"][0]["waiting"] == 0


def test_what_is_unchanged_costs_the_same_few_statements_however_much_there_is(scene):
    def statements():
        etag = scene.reads().headers["etag"]
        with scene.world.counted() as found:
            reply = scene.reads(headers={"If-None-Match": etag})
        assert reply.status_code == 304
        return len(found)

    one = statements()
    for name in ("Ann", "Ben", "Cleo"):
        scene.world.person(name).pitches(scene.week)

    assert statements() == one <= 4


def test_a_shuffle_is_another_each_time(scene):
    for name in ("Ann", "Ben", "Cleo", "Dan", "Eve", "Fay"):
        scene.world.person(name).pitches(scene.week, title=name)

    orders = {
        tuple(row["title"] for row in done(scene.reads(params={"sort": "shuffle"}))["items"])
        for _ in range(20)
    }

    assert len(orders) > 1


@pytest.mark.postgresql_only(reason="on SQLite writers take turns, so that none can commit out of turn")
def test_an_event_that_is_committed_late_makes_another_state(scene):
    event = InterestSaid(week_id=scene.week["id"], pitch_id=scene.pitch["id"], person_id=scene.linus.id)
    states = []

    def note():
        with scene.world.db.reading() as session:
            states.append(state_of(session, scene.week["id"]))

    with scene.world.db.writing() as slow:
        record(slow, system(), event)
        slow.flush()
        with scene.world.db.writing() as quick:
            record(quick, system(), event)
        note()
        with scene.world.db.writing() as numbering:
            number_in(numbering)
        note()
    note()
    with scene.world.db.writing() as numbering:
        number_in(numbering)
    note()

    assert len(set(states)) == 4


def test_what_was_asked_for_longest_ago_gives_way():
    few = Remembered(at_most=10)
    entry = Entry(b"12345", '"e"', (), "a week", True, (1,), LONG_AGO, LONG_AGO)

    for name in ("a", "b"):
        few.put((name, "board", None), entry)
    few.get(("a", "board", None))
    few.put(("c", "board", None), entry)

    assert [key[0] for key in few.things] == ["a", "c"]
