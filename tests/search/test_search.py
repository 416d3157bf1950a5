"""Finding pitches, outcomes and people by words, of what one may see."""

import pytest

from app.core.actor import Role
from app.search import queries
from app.weeks.phases import Phase
from tests.world import done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(
        week, title="Déjà-vu for alerts", summary="Have we seen this one?", tags=["on-call"], skills_needed=["Rust"],
        body="A mountain of *graphs*.",
    )  # fmt: skip


def found(someone, q):
    result = done(someone.get("search", params={"q": q}))
    return {
        "pitches": [hit["title"] for hit in result["pitches"]], "people": [hit["name"] for hit in result["people"]],
        "outcomes": [(hit["pitch"]["title"], hit["kind"]) for hit in result["outcomes"]],
    }  # fmt: skip


@pytest.mark.parametrize(
    "q",
    [
        "deja vu",
        "DÉJÀ",
        "alert",
        "seen one",
        "on-call",
        "rust",
        "graph",
        "mountain alerts",
        "ada",
        "  déjà-vu,  for?",
    ],
)
def test_every_word_is_found_without_accents_or_case_the_last_as_a_beginning(linus, pitch, q):
    assert found(linus, q)["pitches"] == ["Déjà-vu for alerts"]


@pytest.mark.parametrize("q", ["dej vu", "alerts rostrum", "!", "'", '"vu" OR 1', "nothing"])
def test_what_is_not_there_is_not_found(linus, pitch, q):
    assert found(linus, q) == {"pitches": [], "people": [], "outcomes": []}


def test_people_are_found_by_name_home_team_and_skill(linus, stranger):
    done(linus.patch("me", {"skills": ["Erlang"], "wants_to_learn": ["Pottery"]}))

    for q in ("linus", "brook", "payments", "erl", "pottery"):
        assert found(stranger, q)["people"] == [linus.name], q
    assert "email" not in stranger.get("search?q=linus").text


def test_outcomes_are_found_by_their_words_and_their_pitch(ada, linus, world, week, pitch):
    world.move_on(week, Phase.EXPLORING)
    done(
        ada.put(
            f"pitches/{pitch['id']}/outcome",
            {"kind": "stopped", "learned": "Entropy wins", "home": "Observatory"},
        )
    )

    for q in ("entropy", "observatory", "déjà"):
        assert found(linus, q)["outcomes"] == [("Déjà-vu for alerts", "stopped")], q


def test_old_words_are_forgotten(ada, linus, world, week, pitch):
    world.move_on(week, Phase.EXPLORING)
    done(ada.put(f"pitches/{pitch['id']}/outcome", {"kind": "stopped"}))
    done(
        ada.patch(
            f"pitches/{pitch['id']}", {"title": "Memory", "body": "", "tags": [], "skills_needed": ["Go"]}
        )
    )
    done(ada.patch("me", {"name": "Augusta"}))

    for q in ("déjà", "on-call", "rust", "graphs", "quill"):
        assert found(linus, q) == {"pitches": [], "people": [], "outcomes": []}, q
    assert found(linus, "memory") == {
        "pitches": ["Memory"],
        "people": [],
        "outcomes": [("Memory", "stopped")],
    }
    assert found(linus, "augusta") == {"pitches": ["Memory"], "people": ["Augusta"], "outcomes": []}


def test_nothing_is_found_that_one_may_not_see(ada, linus, grace, world, week, pitch):
    ada.pitches(week, title="Secret draft", draft=True)
    hidden = world.week(Phase.DRAFT)
    done(grace.post(f"weeks/{hidden['slug']}/pitches?reason=early", {"title": "Secret week"}))
    done(ada.post(f"pitches/{pitch['id']}/withdraw", {"reason": "No"}))

    assert found(linus, "secret")["pitches"] == found(linus, "déjà")["pitches"] == []
    assert found(grace, "secret")["pitches"] == ["Secret week"]


def test_search_is_for_those_who_are_signed_in_even_when_a_week_is_public(world, ada):
    ada.pitches(world.week(Phase.FORMING, public=True))

    assert refused(world.nobody.get("search?q=runbooks")) == (401, "sign_in_required")


def test_what_is_found_tells_its_week_whom_to_ask_and_what_became_of_it(
    world, ada, linus, grace, pitch, week
):
    done(
        grace.put(
            f"pitches/{pitch['id']}/outcome?reason=early", {"kind": "stopped", "summary": "Too few alerts"}
        )
    )

    hits = done(linus.get("search?q=alerts"))

    [by_title], [by_outcome] = hits["pitches"], hits["outcomes"]
    assert (by_title["week_title"], by_title["lead"]["name"], by_title["outcome"]) == (
        week["title"],
        ada.name,
        "stopped",
    )
    assert (by_outcome["week_title"], by_outcome["lead"]["name"]) == (week["title"], ada.name)


def test_a_search_is_narrowed_to_a_week_and_to_a_kind_of_outcome(world, ada, linus, grace, week):
    other = world.week(Phase.FORMING)
    for where, title, kind in (
        (week, "Alerts one", "stopped"),
        (other, "Alerts two", "shipped"),
        (other, "Alerts three", None),
    ):
        made = ada.pitches(where, title=title)
        if kind:
            done(grace.put(f"pitches/{made['id']}/outcome?reason=early", {"kind": kind}))

    def titles(**narrow):
        hits = done(linus.get("search", params={"q": "alerts", **narrow}))
        return [
            [hit["title"] for hit in hits["pitches"]],
            [hit["pitch"]["title"] for hit in hits["outcomes"]],
        ]

    assert titles(week=week["slug"]) == [["Alerts one"], ["Alerts one"]]
    assert titles(kind="shipped") == [["Alerts two"], ["Alerts two"]]
    assert titles(week=week["slug"], kind="shipped") == [[], []]
    assert refused(ada.get("search?q=alerts&week=no-such-week")) == (404, "not_found")
    assert refused(linus.get("search?q=alerts&kind=great")) == (422, "invalid")


def test_what_is_found_in_is_no_word_of_it(ada, pitch):
    assert found(ada, "pitch") == found(ada, "person") == {"pitches": [], "people": [], "outcomes": []}


def test_somebody_is_found_by_a_word_that_many_later_pitches_have(world, ada, week, monkeypatch):
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    mountain = world.person("Mountain Goat")
    for number in range(5):
        ada.pitches(week, title=f"Mountain {number}")

    assert found(ada, "mountain")["people"] == [mountain.name]


def test_a_guest_finds_what_is_of_their_week_however_much_elsewhere_has_the_word(
    world, ada, grace, week, monkeypatch
):
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    here, there = week, world.week(Phase.FORMING)
    guest = world.person("Gwen Port", role=Role.GUEST)
    assert grace.put(f"weeks/{here['slug']}/guests/{guest.id}").status_code == 204
    first = ada.pitches(here, title="Mountain 0")
    outcome = {"kind": "prototype", "summary": "The mountain is climbed."}
    done(grace.put(f"pitches/{first['id']}/outcome?reason=a+test", outcome))
    for number in range(1, 4):
        elsewhere = ada.pitches(there, title=f"Mountain {number}")
        done(grace.put(f"pitches/{elsewhere['id']}/outcome?reason=a+test", outcome))

    told = found(guest, "mountain")
    assert (told["pitches"], told["outcomes"]) == (["Mountain 0"], [("Mountain 0", "prototype")])
