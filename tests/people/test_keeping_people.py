"""Adding people, changing them, finding them, and letting those go who leave."""

import pytest

from app.core.actor import Role, Scope
from app.weeks.phases import Phase
from tests.world import Someone, World, an_id, done, refused

NINA = {"name": "Nina Reed", "email": "Nina.Reed@offtrail.example", "home_team": "Design"}


@pytest.fixture
def adele(world: World) -> Someone:
    return world.person("Adele Crown", "Platform", Role.ADMIN)


def test_an_organizer_adds_a_person(world: World, grace: Someone) -> None:
    added = done(grace.post("people", NINA))

    assert done(grace.get(f"people/{added['id']}")) == added
    assert {name: added[name] for name in ("name", "email", "home_team", "role", "active", "version")} == {
        **NINA, "role": "member", "active": True, "version": 1,
    }  # fmt: skip
    assert world.events("person.added")[-1:] == ["person.added"]


def test_a_member_adds_and_changes_nobody_else(ada: Someone, linus: Someone) -> None:
    assert refused(ada.post("people", NINA)) == (403, "organizers_only")
    assert refused(ada.patch(f"people/{linus.id}", {"name": "Linus B"})) == (403, "organizers_only")
    assert refused(ada.post(f"people/{linus.id}/deactivate")) == (403, "organizers_only")


def test_an_address_is_one_persons_whatever_its_case(grace: Someone, ada: Someone) -> None:
    added = done(grace.post("people", NINA))

    again = grace.post("people", {"name": "Another Nina", "email": " nina.reed@OFFTRAIL.example "})
    taken = grace.patch(f"people/{ada.id}", {"email": "NINA.REED@offtrail.example"})

    assert (refused(again), again.json()["person_id"]) == ((409, "email_taken"), added["id"])
    assert refused(taken) == (409, "email_taken")


def test_ones_own_address_may_change_its_case(grace: Someone, ada: Someone) -> None:
    changed = done(grace.patch(f"people/{ada.id}", {"email": ada.email.upper()}))

    assert changed["email"] == ada.email.upper()


def test_people_without_an_address_are_many(grace: Someone) -> None:
    one = done(grace.post("people", {"name": "No Address"}))
    other = done(grace.post("people", {"name": "No Address", "email": None}))

    assert (one["email"], other["email"]) == (None, None)


NO_PERSON = [
    ({"email": "no address"}, "not_an_email"),
    ({"email": "a@b"}, "not_an_email"),
    ({"email": "ΐ" * 90 + "@b.example"}, "not_an_email"),
    ({"email": "a@" + "ΐ" * 200 + ".example"}, "email_too_long"),
    ({"name": "\u202eadA"}, "disguised_text"),
    ({"name": "\u200b"}, "nothing_visible"),
    ({"name": ""}, "string_too_short"),
    ({"name": "Ada\nQuill"}, "line_break"),
    ({"name": "\x0bAda"}, "control_character"),
    ({"name": "A" * 201}, "string_too_long"),
    ({"role": "boss"}, "enum"),
    ({"home_team": " "}, "string_too_short"),
    ({"password": "x"}, "unknown_field"),
]


def test_what_is_no_person_is_refused(world: World, grace: Someone) -> None:
    for change, code in NO_PERSON:
        reply = grace.post("people", NINA | change)

        assert (refused(reply), [line["code"] for line in reply.json()["errors"]]) == (
            (422, "invalid"),
            [code],
        )
    assert world.events("person.added") == ["person.added"]


def test_addresses_are_seen_by_organizers_and_by_oneself(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    seen = {
        who.name: done(who.get(f"people/{linus.id}"))["email"] for who in (ada, linus, grace)
    } | {"me": done(linus.get("me"))["email"]}  # fmt: skip

    assert seen == {ada.name: None, linus.name: linus.email, grace.name: linus.email, "me": linus.email}
    assert [person["email"] for person in done(ada.get("people?q=linus"))["items"]] == [None]
    assert done(grace.with_scopes("read").get(f"people/{linus.id}"))["email"] is None


def test_null_takes_an_address_and_a_home_team_away_and_is_refused_for_a_name_and_a_role(
    grace: Someone, ada: Someone
) -> None:
    for field in ("name", "role"):
        assert refused(grace.patch(f"people/{ada.id}", {field: None})) == (422, "null_not_allowed")
    for field in ("name", "bio", "skills", "wants_to_learn"):
        assert refused(ada.patch("me", {field: None})) == (422, "null_not_allowed")
    assert done(ada.patch("me", {"time_zone": None}))["version"] == 1

    emptied = done(grace.patch(f"people/{ada.id}", {"email": None, "home_team": None}))
    assert (emptied["email"], emptied["home_team"]) == (None, None)


def test_the_last_admin_stays_one(world: World, adele: Someone, ada: Someone) -> None:
    for step_down in (
        lambda: adele.patch(f"people/{adele.id}", {"role": "member", "name": "A. C."}),
        lambda: adele.post(f"people/{adele.id}/deactivate"),
    ):
        reply = step_down()
        assert (refused(reply), "make somebody else an admin first" in reply.json()["detail"]) == (
            (409, "last_admin"), True,
        )  # fmt: skip
    before = done(adele.get("me"))
    assert (before["role"], before["name"], before["active"]) == ("admin", adele.name, True)

    done(adele.patch(f"people/{ada.id}", {"role": "admin"}))

    assert done(adele.patch(f"people/{adele.id}", {"role": "member"}))["role"] == "member"
    assert refused(ada.post(f"people/{ada.id}/deactivate")) == (409, "last_admin")


def test_a_stale_version_changes_nothing(grace: Someone, ada: Someone) -> None:
    before = grace.get(f"people/{ada.id}")
    done(grace.patch(f"people/{ada.id}", {"name": "Ada Q. Quill"}))

    late = grace.patch(f"people/{ada.id}", {"name": "Ada"}, headers={"If-Match": before.headers["etag"]})

    assert (refused(late), late.json()["version"]) == ((412, "stale_version"), 2)
    assert done(ada.get("me"))["name"] == "Ada Q. Quill"


def test_everyone_keeps_their_own_profile(world: World, ada: Someone) -> None:
    profile = {
        "bio": "Reads runbooks.",
        "time_zone": "Europe/Berlin",
        "skills": ["Rust", "rust", "SQL"],
        "wants_to_learn": ["Go"],
    }

    mine = done(ada.patch("me", profile))

    assert {name: mine[name] for name in profile} == profile | {"skills": ["Rust", "SQL"]}
    assert [person["name"] for person in done(ada.get("people?q=sql"))["items"]] == [ada.name]
    assert done(ada.patch("me", {"time_zone": None}))["time_zone"] is None
    assert refused(ada.patch("me", {"role": "admin"})) == (422, "invalid")
    assert refused(ada.patch("me", {"time_zone": "Mars/Olympus"})) == (422, "invalid")


def test_a_change_that_changes_nothing_is_no_event(world: World, ada: Someone) -> None:
    mine = done(ada.patch("me", {"name": ada.name}))

    assert (mine["version"], world.events("person.edited")) == (1, [])


def test_only_an_admin_gives_and_takes_roles(grace: Someone, ada: Someone, adele: Someone) -> None:
    assert refused(grace.patch(f"people/{ada.id}", {"role": "organizer"})) == (403, "admins_only")
    assert refused(grace.post("people", NINA | {"role": "admin"})) == (403, "admins_only")
    assert refused(grace.patch(f"people/{adele.id}", {"role": "member"})) == (403, "admins_only")

    assert done(adele.patch(f"people/{ada.id}", {"role": "organizer"}))["role"] == "organizer"
    assert done(grace.patch(f"people/{ada.id}", {"role": "organizer", "name": "Ada Q"}))["name"] == "Ada Q"


def test_only_an_admin_may_get_at_the_sign_in_of_an_admin(grace: Someone, adele: Someone) -> None:
    assert refused(grace.patch(f"people/{adele.id}", {"email": "grace@offtrail.example"})) == (
        403,
        "admins_only",
    )
    assert refused(grace.post(f"people/{adele.id}/deactivate")) == (403, "admins_only")
    assert done(adele.get("me"))["email"] == adele.email


def test_who_is_deactivated_is_out_at_once_and_past_records_stay(
    world: World, grace: Someone, ada: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week, crew_limit=1)
    ada.signs_up(pitch)

    gone = done(grace.post(f"people/{ada.id}/deactivate"))

    assert gone["active"] is False
    assert refused(ada.get("me")) == (401, "bad_token")
    seen = grace.sees(pitch)
    assert (seen["crew"], seen["places_taken"], seen["needs_lead"]) == ([], 0, True)
    assert [event for event in world.events() if event.startswith(("person.dea", "signup."))] == [
        "signup.accepted", "person.deactivated", "signup.left",
    ]  # fmt: skip


def test_who_comes_back_has_no_more_than_the_name(world: World, grace: Someone, ada: Someone) -> None:
    done(grace.post(f"people/{ada.id}/deactivate"))
    assert done(grace.post(f"people/{ada.id}/deactivate"))["version"] == 2

    back = done(grace.post(f"people/{ada.id}/reactivate"))

    assert (back["active"], back["version"]) == (True, 3)
    assert refused(ada.get("me")) == (401, "bad_token")
    assert done(ada.with_scopes(Scope.READ).get("me"))["name"] == ada.name
    assert world.events("person.deactivated", "person.reactivated") == [
        "person.deactivated",
        "person.reactivated",
    ]


def test_people_are_found_by_name_home_team_and_whether_they_are_there(
    grace: Someone, ada: Someone, linus: Someone
) -> None:
    done(grace.post(f"people/{linus.id}/deactivate"))

    found = {
        asked: [person["name"] for person in done(grace.get(f"people?{asked}"))["items"]]
        for asked in ("q=qui", "home_team=PAYMENTS", "active=false", "q=nobody", "active=true&q=linus")
    }

    assert found == {"q=qui": [ada.name], "home_team=PAYMENTS": [linus.name], "active=false": [linus.name],
                     "q=nobody": [], "active=true&q=linus": []}  # fmt: skip


def test_a_list_goes_on_behind_the_longest_name(grace: Someone) -> None:
    names = ["Ж" * 199 + last for last in "абв"]
    for name in names:
        done(grace.post("people", {"name": name}))

    asked = {"q": "Ж" * 20, "limit": 2}
    first = done(grace.get("people", params=asked))
    second = done(grace.get("people", params=asked | {"cursor": first["next"]}))
    others = grace.get("people", params={"q": "Ж", "cursor": first["next"]})

    assert [person["name"] for person in first["items"] + second["items"]] == names
    assert refused(others) == (400, "bad_cursor")


def test_nobody_is_a_404(grace: Someone) -> None:
    for path in (f"people/{an_id()}", "people/42", "people/" + "A" * 36):
        assert refused(grace.get(path)) == (404, "not_found")


def test_people_and_home_teams_take_sign_in(world: World, ada: Someone) -> None:
    for path in ("people", f"people/{ada.id}", "home-teams", "me", "tokens", "me/signups"):
        assert refused(world.nobody.get(path)) == (401, "sign_in_required")


def test_a_whole_address_finds_whose_it_is_where_one_may_see_it(
    ada: Someone, linus: Someone, grace: Someone
) -> None:
    def names(who: Someone, address: str) -> list[str]:
        return [one["name"] for one in done(who.get("people", params={"email": address}))["items"]]

    assert names(grace, f" {ada.email.upper()} ") == [ada.name]
    assert names(grace, ada.email[:-1]) == []
    assert (names(ada, ada.email), names(linus, ada.email)) == ([ada.name], [])
