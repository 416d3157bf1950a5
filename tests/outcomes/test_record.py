"""Recording what became of a pitch: every field, each version in the log, and who may when."""

import pytest

from app.weeks.phases import Phase
from tests.world import done, refused

EVERY_FIELD = {
    "kind": "prototype", "summary": "It answers two of three questions.", "learned": "Old runbooks are worse than none.",
    "evidence": [{"title": "Recording", "url": "https://example.com/demo"}, {"title": "Code", "url": "https://example.com/c"}],
    "next": "hand_over", "home": "Platform",
    "impact": [
        {"metric": "time to first answer", "unit": "minutes", "baseline": 22.5, "value": 6, "as_of": "2027-02-08",
         "confidence": "measured"},
        {"metric": "questions", "unit": "a week", "baseline": None, "value": -1e15, "as_of": None, "confidence": None},
    ],
}  # fmt: skip
EMPTY = {"summary": "", "learned": "", "evidence": [], "next": None, "home": "", "impact": []}


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, linus, world, week):
    pitch = ada.pitches(week)
    linus.signs_up(pitch)
    world.move_on(week, Phase.EXPLORING)
    return pitch


def put(someone, pitch, query="", headers=None, **fields):
    return someone.put(f"pitches/{pitch['id']}/outcome{query}", fields, headers=headers)


def of(someone, pitch):
    return done(someone.get(f"pitches/{pitch['id']}/outcome"))


def test_every_field_comes_back_as_it_was_recorded(ada, linus, stranger, week, pitch):
    done(put(linus, pitch, **EVERY_FIELD))

    outcome = of(stranger, pitch)

    assert {name: outcome[name] for name in EVERY_FIELD} == EVERY_FIELD
    assert (outcome["pitch"], outcome["week"]) == ({"id": pitch["id"], "title": pitch["title"]}, week["slug"])
    assert [(m["person"]["name"], m["person"]["home_team"], m["role"]) for m in outcome["crew"]] == [
        (linus.name, "Payments", "member"),
    ]  # fmt: skip
    assert [lead["name"] for lead in outcome["leads"]] == [ada.name]
    assert (outcome["version"], outcome["seq"] > 0, outcome["can"]["edit"]["allowed"]) == (1, True, False)
    assert ada.sees(pitch)["outcome"]["kind"] == "prototype"


@pytest.mark.parametrize("kind", ["shipped", "prototype", "learning", "document", "stopped"])
def test_a_kind_is_enough_and_all_are_of_equal_rank(linus, pitch, kind):
    outcome = done(put(linus, pitch, kind=kind))

    assert {name: outcome[name] for name in EMPTY} == EMPTY


def test_what_is_left_out_is_emptied(linus, pitch):
    done(put(linus, pitch, **EVERY_FIELD))

    outcome = done(put(linus, pitch, kind="stopped"))

    assert ({name: outcome[name] for name in EMPTY}, outcome["version"]) == (EMPTY, 2)


def test_each_version_is_in_the_log_whole(linus, grace, pitch):
    done(put(linus, pitch, **EVERY_FIELD))
    done(put(linus, pitch, **EVERY_FIELD | {"kind": "shipped"}))

    first, second = done(grace.get("events", params={"types": "outcome.recorded,outcome.revised"}))["items"]

    assert (first["type"], first["data"]["after"]) == ("outcome.recorded", EVERY_FIELD)
    assert (second["type"], second["data"]["version"]) == ("outcome.revised", 2)
    assert (second["data"]["before"], second["data"]["after"]) == (
        EVERY_FIELD,
        EVERY_FIELD | {"kind": "shipped"},
    )


def test_the_same_again_is_no_new_version(linus, world, pitch):
    done(put(linus, pitch, **EVERY_FIELD))
    before = of(linus, pitch)

    assert done(put(linus, pitch, **EVERY_FIELD))["version"] == 1
    assert of(linus, pitch) == before
    assert world.events("outcome.revised", "outcome.refreshed") == []


def test_a_stale_outcome_overwrites_nothing(ada, linus, pitch):
    absent = put(ada, pitch, headers={"If-Match": '"1.0a"'}, kind="stopped")
    assert (refused(absent), absent.json()["version"]) == ((412, "stale_version"), 0)
    etag = put(ada, pitch, kind="stopped").headers["etag"]
    done(put(linus, pitch, kind="shipped", headers={"If-Match": etag}))

    stale = put(ada, pitch, kind="learning", headers={"If-Match": etag})

    assert (refused(stale), stale.json()["version"]) == ((412, "stale_version"), 2)
    assert of(ada, pitch)["kind"] == "shipped"


def test_helpers_and_mentors_are_of_the_crew_too(ada, world):
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week, crew_limit=1)
    helper, mentor = world.person("Ines Vale"), world.person("Otto Reed")
    helper.signs_up(pitch, role="helper")
    mentor.signs_up(pitch, role="mentor")
    world.move_on(week, Phase.EXPLORING)

    assert done(put(helper, pitch, kind="learning"))["version"] == 1
    assert done(put(mentor, pitch, kind="shipped"))["version"] == 2


def test_who_may_when(ada, linus, stranger, grace, world, week, pitch):
    assert refused(put(stranger, pitch, kind="stopped")) == (403, "crew_only")
    world.move_on(week, Phase.CLOSED)
    assert refused(put(linus, pitch, kind="stopped")) == (403, "leads_only")
    assert done(put(ada, pitch, kind="stopped"))["version"] == 1
    assert done(put(grace, pitch, kind="shipped"))["version"] == 2
    early = ada.pitches(world.week(Phase.FORMING))
    reply = put(ada, early, kind="stopped")
    assert refused(reply) == (409, "outcomes_closed")
    assert "allowed_from" in reply.json()
    assert refused(put(grace, early, kind="stopped")) == (409, "reason_required")


def test_a_withdrawn_pitch_may_have_an_outcome_and_needs_no_demo(ada, linus, pitch):
    done(ada.post(f"pitches/{pitch['id']}/withdraw", {"reason": "It does not work"}))

    assert done(put(ada, pitch, kind="stopped", learned="Why it does not"))["pitch_status"] == "withdrawn"
    assert refused(ada.get(f"pitches/{pitch['id']}/demo")) == (404, "not_found")


def test_before_anybody_recorded_it_there_is_none(ada, pitch):
    assert refused(ada.get(f"pitches/{pitch['id']}/outcome")) == (404, "not_found")
    assert ada.sees(pitch)["outcome"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "won"), ("kind", None), ("next", "later"), ("summary", None), ("evidence", [{"title": "x"}]), ("impact", {}),
        ("impact", [{"metric": "m", "unit": "u"}]), ("impact", [{"metric": "m", "value": 1}]), ("learned", "x" * 65_537),
        ("impact", [{"metric": "m", "unit": "u", "value": "1"}]), ("impact", [{"metric": "m", "unit": "u", "value": True}]),
        ("impact", [{"metric": "m", "unit": "u", "value": 1e300}]), ("home", "x" * 501),
        ("impact", [{"metric": "m", "unit": "u", "value": 1, "as_of": "2027-02-30"}]),
        ("impact", [{"metric": "m", "unit": "u", "value": 1, "confidence": "sure"}]),
        ("evidence", [{"title": "x", "url": "javascript:alert(1)"}]), ("seq", 4), ("version", 2),
    ],
)  # fmt: skip
def test_what_is_no_outcome_is_refused(linus, pitch, field, value):
    assert refused(put(linus, pitch, **EVERY_FIELD | {field: value})) == (422, "invalid")
