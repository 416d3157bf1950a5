"""Tombstones: whoever keeps a copy of the outcomes is told what is no longer among them, and ends with the server's set."""

from random import Random

import pytest

from app.core.actor import Role, Scope
from app.weeks.phases import Phase
from tests.world import done


@pytest.fixture
def week(world):
    return world.week(Phase.EXPLORING)


@pytest.fixture
def pitch(grace, week):
    pitch = done(grace.post(f"weeks/{week['slug']}/pitches?reason=late", {"title": "Runbooks"}))
    record(grace, pitch)
    return pitch


@pytest.fixture
def hidden(grace, world):
    """The pitch with an outcome in a week that organizers alone see."""
    draft = world.week(Phase.DRAFT)
    pitch = done(grace.post(f"weeks/{draft['slug']}/pitches?reason=early", {"title": "Early bird"}))
    record(grace, pitch)
    return pitch


def record(someone, pitch, kind="learning"):
    return done(someone.put(f"pitches/{pitch['id']}/outcome?reason=told", {"kind": kind}))


def pull(someone, **query):
    return done(someone.get("outcomes", params=query))


def told(someone, last, **query):
    """What comes after a number: titles of those that live, reasons of those that are gone."""
    items = pull(someone, after=last, **query)["items"]
    return [item["reason"] if "gone" in item else item["pitch"]["title"] for item in items]


def test_an_outcome_withdrawn_with_its_pitch_is_told_as_gone_and_comes_back_with_it(grace, stranger, pitch):
    before = pull(stranger)
    done(grace.post(f"pitches/{pitch['id']}/withdraw", {"reason": "It was never ours"}))

    gone = pull(stranger, after=before["last"])
    assert gone["items"] == [
        {"id": before["items"][0]["id"], "seq": gone["items"][0]["seq"], "gone": True, "reason": "withdrawn"}
    ]
    assert before["last"] < gone["items"][0]["seq"] <= gone["last"]
    assert pull(stranger)["items"] == []

    done(grace.post(f"pitches/{pitch['id']}/restore"))
    assert told(stranger, gone["last"]) == ["Runbooks"]


def test_what_is_recorded_after_the_withdrawal_stands(grace, stranger, pitch):
    done(grace.post(f"pitches/{pitch['id']}/withdraw", {"reason": "It does not work"}))
    last = pull(stranger)["last"]

    again = record(grace, pitch)

    assert (again["version"], again["pitch_status"]) == (2, "withdrawn")
    assert told(stranger, last) == ["Runbooks"]
    assert [item["version"] for item in pull(stranger)["items"]] == [2]


def test_a_week_that_is_called_off_keeps_what_had_come_of_it(grace, stranger, week, pitch):
    last = pull(stranger)["last"]
    done(grace.post(f"weeks/{week['slug']}/cancel", {"reason": "The building is closed"}))

    [item] = pull(stranger, after=last)["items"]

    assert (item["pitch"]["title"], item["week_cancelled"]) == ("Runbooks", True)


def test_a_name_that_is_taken_out_is_taken_out_of_the_copies(ada, grace, stranger, week, world):
    pitch = ada.pitches(world.week(Phase.FORMING))
    record(grace, pitch)
    last = pull(stranger)["last"]

    done(grace.patch(f"people/{ada.id}", {"name": "Somebody who left"}))

    [item] = pull(stranger, after=last)["items"]
    assert [lead["name"] for lead in item["leads"]] == ["Somebody who left"]


def test_of_one_kind_is_told_what_was_of_it_and_is_no_more(grace, stranger, week, pitch):
    other = done(grace.post(f"weeks/{week['slug']}/pitches?reason=late", {"title": "Never that"}))
    last = pull(stranger, kind="learning")["last"]
    record(grace, pitch, "shipped")
    record(grace, other, "stopped")

    assert told(stranger, last, kind="learning") == ["other_kind"]
    assert told(stranger, last, kind="shipped") == ["Runbooks"]


def test_what_one_may_not_see_is_not_named_to_those_who_never_saw_it(grace, stranger, hidden):
    done(stranger.get("me"))
    record(grace, hidden, "shipped")
    done(grace.post(f"pitches/{hidden['id']}/withdraw?reason=early", {"reason": "No"}))

    assert told(stranger, 1) == told(stranger, 1, kind="learning") == []


def test_an_organizer_of_a_draft_week_gets_what_is_in_it_and_later_its_tombstone(
    grace, stranger, world, hidden
):
    organizers = f"weeks/{hidden['week']}/organizers/{stranger.id}"
    outcomes_alone = stranger.with_scopes(Scope.OUTCOMES_READ)
    last = pull(stranger)["last"]
    assert grace.put(organizers).status_code == 204
    assert (told(stranger, last), told(outcomes_alone, last)) == (["Early bird"], [])

    last = pull(stranger)["last"]
    assert grace.delete(organizers).status_code == 204

    assert (told(stranger, last), told(outcomes_alone, last)) == (["not_yours"], [])
    assert pull(stranger)["items"] == []


def test_who_becomes_an_organizer_and_is_one_no_more_is_told_alike(stranger, world, hidden):
    admin = world.person("Root", None, Role.ADMIN)
    last = pull(stranger)["last"]
    done(admin.patch(f"people/{stranger.id}", {"role": "organizer"}))
    assert told(stranger, last) == ["Early bird"]

    last = pull(stranger)["last"]
    done(admin.patch(f"people/{stranger.id}", {"role": "member"}))

    assert told(stranger, last) == ["not_yours"]


class Copy:
    """A program that keeps the outcomes and one number."""

    def __init__(self, reader, **query):
        self.reader, self.query, self.kept, self.last = reader, query, {}, 0

    def pull(self, limit):
        """Read one page, and tell whether there is more."""
        page = pull(self.reader, after=self.last, limit=limit, **self.query)
        for item in page["items"]:
            self.kept.pop(item["id"], None)
            if "gone" not in item:
                self.kept[item["id"]] = item
        self.last = page["last"]
        return page["more"]

    def there(self):
        return {item["id"]: item for item in pull(self.reader, limit=200, **self.query)["items"]}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_and_whenever_one_pulls_a_copy_ends_as_the_servers_set(
    ada, linus, grace, stranger, world, week, hidden, seed
):
    chance, admin = Random(seed), world.person("Root", None, Role.ADMIN)
    pitches = [hidden] + [
        done(grace.post(f"weeks/{week['slug']}/pitches?reason=late", {"title": f"Pitch {n}"}))
        for n in range(5)
    ]
    draft = f"weeks/{hidden['week']}"
    copies = [Copy(stranger), Copy(linus), Copy(linus, kind="learning"), Copy(grace, kind="shipped")]
    copies += [Copy(linus.with_scopes(Scope.OUTCOMES_READ)), Copy(linus, week=week["slug"])]

    def happens():
        on = f"pitches/{chance.choice(pitches)['id']}"
        kind, role = chance.choice(["learning", "shipped"]), chance.choice(["member", "organizer"])
        return chance.choice([
            lambda: admin.put(f"{on}/outcome?reason=told", {"kind": kind}),
            lambda: admin.put(f"{on}/outcome?reason=told", {"kind": kind}),
            lambda: admin.patch(f"{on}?reason=told", {"title": f"Called {chance.random()}"}),
            lambda: admin.post(f"{on}/withdraw?reason=told", {"reason": "No"}),
            lambda: admin.post(f"{on}/restore?reason=told"),
            lambda: admin.put(f"{draft}/organizers/{linus.id}"),
            lambda: admin.delete(f"{draft}/organizers/{linus.id}"),
            lambda: admin.patch(f"people/{linus.id}", {"role": role}),
            lambda: linus.post(f"{on}/comments", {"body": "Well"}),
        ])  # fmt: skip

    led = world.person("Zoe", "Design")
    pitches.append(led.pitches(world.week(Phase.FORMING), title="Zoe's"))
    for turn in range(50):
        assert happens()().status_code < 500
        if turn == 25:
            done(admin.post(f"people/{led.id}/deactivate"))
            done(admin.post(f"people/{led.id}/anonymise"))
        if chance.random() < 0.3:
            chance.choice(copies).pull(chance.randint(1, 3))

    if seed == 0:
        done(admin.post(f"{draft}/publish"))
    for copy in copies:
        while copy.pull(chance.randint(1, 3)):
            pass
    assert [copy.kept for copy in copies] == [copy.there() for copy in copies]
    assert max(len(copy.kept) for copy in copies) > 1
