"""The log as an auditor reads it: from its end, with before and after and names, for those who organize it."""

import pytest

from app.core.actor import Role
from app.weeks.phases import Phase
from tests.world import done, refused


@pytest.fixture
def week(world):
    return world.week(Phase.FORMING)


@pytest.fixture
def pitch(ada, week):
    return ada.pitches(week, title="A lamp", join="ask")


def newest(someone, **query):
    return done(someone.get("events/newest", params=query))


def types(someone, **query):
    return [event["type"] for event in newest(someone, **query)["items"]]


def test_the_newest_stands_first_and_page_by_page_each_is_read_once(world, grace, ada, linus, pitch):
    linus.signs_up(pitch)
    whole = newest(grace, limit=200)["items"]
    assert [event["seq"] for event in whole] == [*range(len(whole), 0, -1)]

    read, page = [], newest(grace, limit=3)
    done(ada.patch(f"pitches/{pitch['id']}", {"title": "Another lamp"}))  # comes in front of what is read
    while True:
        read += page["items"]
        if page["next"] is None:
            break
        page = newest(grace, limit=3, cursor=page["next"])

    assert read == whole


def test_an_event_has_before_and_after_and_what_its_ids_are_called(grace, ada, linus, week, pitch):
    done(ada.patch(f"pitches/{pitch['id']}", {"title": "A lighthouse"}))
    done(ada.post(f"pitches/{pitch['id']}/hand-over", {"person_id": linus.id}))

    handed, edited = newest(grace, about=pitch["id"], limit=2)["items"]

    assert (edited["type"], edited["data"]["changes"]["title"]) == (
        "pitch.edited",
        {"before": "A lamp", "after": "A lighthouse"},
    )
    assert edited["week"] == week["slug"]
    assert edited["names"] == {
        ada.id: "Ada Quill", pitch["id"]: "A lighthouse", week["id"]: week["title"],
    }  # fmt: skip
    assert (handed["data"]["leads_after"], handed["names"][linus.id]) == ([linus.id], "Linus Brook")


def test_it_is_filtered_by_whom_about_whom_week_types_and_time(world, grace, ada, linus, week, pitch):
    other = ada.pitches(world.week(Phase.FORMING))
    wish = linus.signs_up(pitch)
    world.clock.forward(hours=1)
    done(ada.post(f"signups/{wish['id']}/accept"))
    since = world.clock.now.isoformat()

    assert types(grace, by=linus.id) == ["signup.asked"]
    assert types(grace, about=linus.id) == [
        "signup.accepted", "signup.asked", "token.created", "person.added",
    ]  # fmt: skip
    assert types(grace, by=ada.id, about=linus.id) == ["signup.accepted"]
    assert {event["pitch_id"] for event in newest(grace, week=week["slug"], types="pitch.*")["items"]} == {
        pitch["id"]
    }
    assert newest(grace, types="pitch.submitted")["items"][0]["pitch_id"] == other["id"]
    assert types(grace, since=since) == ["signup.accepted"]
    assert [event["type"] for event in done(grace.get("events", params={"since": since}))["items"]] == [
        "signup.accepted"
    ]
    assert refused(grace.get("events/newest?week=nowhere")) == (404, "not_found")
    assert refused(grace.get("events/newest?types=nope")) == (422, "unknown_event_type")
    assert refused(grace.get("events/newest?since=yesterday")) == (422, "invalid")


def test_a_table_takes_along_what_the_same_filters_keep(world, grace, ada, week, pitch):
    ada.pitches(world.week(Phase.FORMING))
    query = f"week={week['slug']}&types=pitch.submitted&since=2020-01-01T00:00:00Z"

    [head, row, *more] = grace.get(f"events.csv?{query}").text.splitlines()

    assert head.startswith(("seq", "\ufeffseq"))
    assert (pitch["id"] in row, more) == (True, [])
    assert grace.get(f"events.xlsx?{query}").status_code == 200


def test_it_is_for_organizers_and_of_one_week_for_its_own(world, grace, ada, linus, week, pitch):
    assert grace.put(f"weeks/{week['slug']}/organizers/{linus.id}").is_success
    other = world.week(Phase.FORMING)

    for file in ("events/newest", "events.csv", "events.xlsx"):
        for answer in (
            ada.get(file),
            ada.get(f"{file}?week={week['slug']}"),
            linus.get(file),
            linus.get(f"{file}?week={other['slug']}"),
        ):
            assert refused(answer) == (403, "organizers_only")
        assert linus.get(f"{file}?week={week['slug']}").status_code == 200
    mine = newest(linus, week=week["slug"], types="pitch.submitted")["items"]
    assert [event["data"]["title"] for event in mine] == ["A lamp"]


def test_who_was_anonymised_has_no_name_there(world, grace, linus, pitch):
    adele = world.person("Adele Crown", role=Role.ADMIN)
    wish = linus.signs_up(pitch)
    done(adele.post(f"people/{linus.id}/deactivate"))
    done(adele.post(f"people/{linus.id}/anonymise"))

    [asked] = newest(grace, about=wish["id"], types="signup.asked")["items"]

    assert asked["names"][linus.id] == "Former colleague"
