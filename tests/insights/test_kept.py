"""A week's figures are kept as bytes: whatever happens, an organizer gets what one would get who asked first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from app.core.actor import Role
from app.insights import kept, queries
from app.weeks.phases import Phase
from tests.world import done, refused

DEEDS = {
    "a tag": lambda s: s.ada.patch(f"pitches/{s.pitch['id']}", {"tags": ["another"]}),
    "a member": lambda s: s.linus.post(f"pitches/{s.pitch['id']}/signups", {}),
    "a second pitch": lambda s: s.linus.post(f"weeks/{s.week['slug']}/pitches", {"title": "A second"}),
    "somebody out": lambda s: s.linus.put(f"weeks/{s.week['slug']}/participation", {"taking_part": False}),
    "a title of the week": lambda s: s.admin.patch(f"weeks/{s.week['slug']}", {"title": "Another title"}),
    "a newcomer": lambda s: s.admin.post(
        "people", {"name": "Tess", "email": "tess@offtrail.example", "home_team": "Ovens"}
    ),
    "a home team": lambda s: s.admin.patch(f"people/{s.ada.id}", {"home_team": "Elsewhere"}),
    "a leaver": lambda s: s.admin.post(f"people/{s.ada.id}/deactivate"),
    "the week before": lambda s: s.admin.patch(f"weeks/{s.before['slug']}", {"title": "Another title"}),
    "another week before": lambda s: s.admin.post(f"weeks/{s.before['slug']}/cancel", {"reason": "No time"}),
}


class Scene:
    """A week with one pitch, of Ada's, the week before it, and somebody who asks how it is doing."""

    def __init__(self, world, ada, linus):
        self.world, self.ada, self.linus = world, ada, linus
        self.admin = world.person("Root", None, Role.ADMIN)
        self.before = world.week(Phase.FORMING)
        world.clock.forward(days=1)
        self.week = world.week(Phase.FORMING)
        self.pitch = ada.pitches(self.week, tags=["one"], crew_limit=3, join="ask")
        ada.signs_up(self.pitch)

    def reads(self):
        return self.admin.get(f"weeks/{self.week['slug']}/insights")

    def reads_first(self):
        kept.kept.clear()
        return self.reads()


@pytest.fixture
def scene(world, ada, linus):
    return Scene(world, ada, linus)


@pytest.mark.parametrize("deed", DEEDS)
def test_after_a_change_they_are_what_is_told_first(scene, deed):
    before = scene.reads()

    reply = DEEDS[deed](scene)
    told = scene.reads()

    assert reply.is_success, reply.text
    assert told.content != before.content
    assert told.content == scene.reads_first().content


def test_an_ask_that_nobody_answers_for_a_day_becomes_a_task_without_an_event(scene):
    scene.linus.signs_up(scene.pitch)

    def kinds():
        return [task["kind"] for task in done(scene.reads())["tasks"]]

    at_once = kinds()
    scene.world.clock.forward(hours=23)
    before = kinds()
    scene.world.clock.forward(hours=1)

    assert at_once == before == ["alone"]
    assert kinds() == ["asks_unanswered", "alone"]


def test_each_midnight_adds_a_day_to_the_course(scene):
    days = []
    for _ in range(3):
        days.append(len(done(scene.reads())["course"]["days"]))
        scene.world.clock.forward(days=1)

    assert days == [days[0], days[0] + 1, days[0] + 2]


def test_a_phase_that_begins_ends_what_was_kept(scene):
    scene.linus.signs_up(scene.pitch)
    assert done(scene.reads())["people"]["wishing"] == 1

    scene.world.clock.to(datetime.fromisoformat(scene.week["schedule"][Phase.DEMOS]))

    assert done(scene.reads())["people"]["wishing"] == 0


def test_those_who_ask_at_once_have_them_computed_once(scene, monkeypatch):
    computed = []
    of_week = queries.of_week
    monkeypatch.setattr(queries, "of_week", lambda *asked: computed.append(asked) or of_week(*asked))

    with ThreadPoolExecutor(4) as at_once:
        told = [reply.content for reply in at_once.map(lambda _: scene.reads(), range(8))]

    assert len(computed) == 1
    assert len(set(told)) == 1


def test_who_waits_too_long_for_a_turn_is_told_to_come_again_and_what_is_kept_needs_none(scene, monkeypatch):
    monkeypatch.setattr(kept, "WITHIN_S", 0.05)
    kept.kept.clear()

    with kept._turn:
        late = scene.reads()
    first = scene.reads()
    with kept._turn:
        again = scene.reads()

    assert refused(late) == (503, "busy")
    assert "retry-after" in late.headers
    assert first.content == again.content


def test_who_organizes_no_more_is_refused_what_is_kept(scene):
    grace = scene.world.person("Grace", role=Role.ORGANIZER)
    assert grace.get(f"weeks/{scene.week['slug']}/insights").is_success

    done(scene.admin.patch(f"people/{grace.id}", {"role": "member"}))

    assert scene.reads().is_success
    assert grace.get(f"weeks/{scene.week['slug']}/insights").status_code == 403
