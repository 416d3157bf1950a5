"""Home teams as groups: made, filled, renamed and given up by the directory."""

from sqlmodel import col, select

from app.people.models import HomeTeamStay
from app.weeks.phases import Phase
from tests.scim.conftest import ENTERPRISE, GROUP, Directory, told
from tests.world import Someone, World, done


def group(directory: Directory, name: str, *members: str) -> dict[str, object]:
    body = {"schemas": [GROUP], "displayName": name, "members": [{"value": id_} for id_ in members]}
    reply = directory.post("Groups", body)
    assert reply.status_code == 201, reply.text
    return reply.json()  # type: ignore[no-any-return]


def teams(grace: Someone) -> dict[str, int]:
    return {team["name"]: team["people"] for team in done(grace.get("home-teams"))["items"]}


def members_of(directory: Directory, id_: object) -> list[str]:
    return [member["value"] for member in directory.get(f"Groups/{id_}").json().get("members", [])]


def test_a_new_group_is_a_home_team_of_its_members(
    world: World, directory: Directory, ada: Someone, linus: Someone, grace: Someone
) -> None:
    made = group(directory, "Search", ada.id, linus.id)

    assert teams(grace) == {"Developer Relations": 1, "Payments": 0, "Platform": 0, "Search": 2}
    assert directory.user(ada.id)["groups"] == [
        {
            "value": made["id"],
            "$ref": f"http://offtrail.test/scim/v2/Groups/{made['id']}",
            "display": "Search",
        }
    ]
    assert world.events("home_team.added", "person.moved") == [
        "home_team.added",
        "person.moved",
        "person.moved",
    ]


def test_home_teams_that_are_here_already_are_found_by_name_in_any_case(
    directory: Directory, ada: Someone
) -> None:
    [found] = directory.finds("Groups", 'displayName eq "PLATFORM"')

    assert members_of(directory, found) == [ada.id]
    sentence = "There is a home team Platform already. Look for it by displayName, and change it."
    assert told(directory.post("Groups", {"schemas": [GROUP], "displayName": "platform"})) == (
        409, "uniqueness", sentence,
    )  # fmt: skip


def test_members_come_and_go_one_by_one(directory: Directory, ada: Someone, linus: Someone) -> None:
    made = group(directory, "Search")

    directory.changes(f"Groups/{made['id']}", {"op": "add", "path": "members", "value": [{"value": ada.id}]})
    directory.changes(
        f"Groups/{made['id']}", {"op": "add", "path": "members", "value": [{"value": linus.id}]}
    )
    directory.changes(f"Groups/{made['id']}", {"op": "remove", "path": f'members[value eq "{ada.id}"]'})

    assert members_of(directory, made["id"]) == [linus.id]
    assert done(ada.get("me"))["home_team"] is None


def test_who_is_added_to_one_leaves_the_other_whatever_is_told_first(
    directory: Directory, ada: Someone
) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    made = group(directory, "Search")
    joins = {"op": "add", "path": "members", "value": [{"value": ada.id}]}
    leaves = {"op": "remove", "path": f'members[value eq "{ada.id}"]'}

    directory.changes(f"Groups/{made['id']}", joins)
    directory.changes(f"Groups/{platform}", leaves)

    assert done(ada.get("me"))["home_team"] == "Search"
    assert (members_of(directory, platform), members_of(directory, made["id"])) == ([], [ada.id])


def test_who_was_moved_by_a_group_stays_there_when_something_else_of_them_changes(
    directory: Directory, grace: Someone
) -> None:
    nina = directory.joins("nina.sole", displayName="Nina Sole", **{ENTERPRISE: {"department": "Payments"}})
    group(directory, "Search", nina["id"])

    directory.changes(f"Users/{nina['id']}", {"op": "replace", "path": "displayName", "value": "Nina Brook"})

    assert directory.user(nina["id"])[ENTERPRISE] == {"department": "Search"}
    assert done(grace.get(f"people/{nina['id']}"))["home_team"] == "Search"


def test_another_name_is_one_for_the_past_too_and_found_by(
    world: World, directory: Directory, ada: Someone, grace: Someone
) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')

    directory.changes(f"Groups/{platform}", {"op": "replace", "path": "displayName", "value": "Foundations"})

    assert done(ada.get("me"))["home_team"] == "Foundations"
    assert [p["id"] for p in done(grace.get("people?q=foundations"))["items"]] == [ada.id]
    assert done(grace.get("people?q=platform"))["items"] == []
    assert world.events()[-1] == "home_team.renamed"
    event = done(grace.get("events?types=home_team.renamed"))["items"][0]
    assert (event["data"]["name_before"], event["data"]["name_after"]) == ("Platform", "Foundations")


def test_programs_and_boards_get_another_name_too(
    world: World, directory: Directory, ada: Someone, linus: Someone, stranger: Someone, grace: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    linus.signs_up(pitch)
    world.move_on(week, Phase.EXPLORING)
    done(ada.put(f"pitches/{pitch['id']}/outcome", {"kind": "learning"}))
    done(grace.patch(f"people/{linus.id}", {"home_team": "Search"}))
    last = done(stranger.get("outcomes"))["last"]
    done(stranger.get(f"weeks/{week['slug']}/pitches"))
    [payments] = directory.finds("Groups", 'displayName eq "Payments"')

    directory.changes(f"Groups/{payments}", {"op": "replace", "path": "displayName", "value": "Money"})

    [outcome] = done(stranger.get("outcomes", params={"after": last}))["items"]
    [row] = done(stranger.get(f"weeks/{week['slug']}/pitches", params={"home_team": "money"}))["items"]
    assert [m["person"]["home_team"] for m in outcome["crew"]] == ["Money"]
    assert row["id"] == pitch["id"]


def test_no_two_home_teams_get_one_name(directory: Directory, ada: Someone, linus: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    rename = {"op": "replace", "path": "displayName", "value": "payments"}

    assert told(directory.operations(f"Groups/{platform}", rename))[:2] == (409, "uniqueness")


def test_a_group_that_is_deleted_has_nobody_and_its_past_stays(
    world: World, directory: Directory, ada: Someone, grace: Someone
) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    world.clock.forward(days=1)

    assert directory.delete(f"Groups/{platform}").status_code == 204

    assert told(directory.get(f"Groups/{platform}"))[0] == 404
    assert directory.finds("Groups", 'displayName eq "Platform"') == []
    assert done(ada.get("me"))["home_team"] is None
    with world.db.reading() as session:
        past = session.exec(select(HomeTeamStay).where(col(HomeTeamStay.home_team_id) == platform)).all()
    assert [stay.person_id for stay in past] == [ada.id]
    assert group(directory, "Platform", ada.id)["id"] == platform


def test_a_deleted_group_is_back_when_somebody_works_there(directory: Directory, ada: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    directory.delete(f"Groups/{platform}")

    directory.joins("nina.sole", **{ENTERPRISE: {"department": "platform"}})

    assert directory.finds("Groups", 'displayName eq "Platform"') == [platform]


def test_a_member_that_is_nobody_is_refused_and_nothing_is_changed(
    directory: Directory, ada: Someone, linus: Someone
) -> None:
    [payments] = directory.finds("Groups", 'displayName eq "Payments"')
    for nobody in ("nope", "00000000-0000-7000-8000-000000000000"):
        reply = directory.operations(
            f"Groups/{payments}",
            {"op": "add", "path": "members", "value": [{"value": ada.id}, {"value": nobody}]},
        )
        assert told(reply) == (400, "invalidValue", f"members: there is no user '{nobody}'.")

    assert members_of(directory, payments) == [linus.id]


def test_a_list_of_groups_takes_as_many_statements_for_three_as_for_one(
    world: World, directory: Directory, ada: Someone
) -> None:
    directory.get("Groups")
    with world.counted() as one:
        assert directory.get("Groups").json()["totalResults"] == 1
    world.person("Rosa", "Search")
    world.person("Tomas", "Payments")
    with world.counted() as three:
        assert directory.get("Groups").json()["totalResults"] == 3

    assert len(one) == len(three)


def test_a_group_without_its_members_has_the_same_version(directory: Directory, ada: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    whole = directory.get(f"Groups/{platform}")

    for asked in ({"excludedAttributes": "members"}, {"attributes": "displayName"}):
        part = directory.get(f"Groups/{platform}", params=asked)
        assert "members" not in part.json()
        assert part.headers["etag"] == whole.headers["etag"]
    chosen = directory.get(f"Groups/{platform}", params={"attributes": "members.value"}).json()
    assert chosen["members"] == [{"value": ada.id}]


def test_too_much_at_once_is_refused_before_it_is_looked_at(directory: Directory, ada: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')
    operation = {"op": "nonsense", "path": "displayName", "value": "Platform"}
    members = [{"value": f"nobody-{number}"} for number in range(1001)]

    many = directory.operations(f"Groups/{platform}", *[operation] * 251)
    moving = directory.operations(f"Groups/{platform}", {"op": "add", "path": "members", "value": members})

    assert told(many) == (400, "tooMany", "A request has at most 250 operations; send several.")
    assert told(moving)[:2] == (400, "tooMany")
