"""What is found by which filter, in which order and page, and what it costs."""

from typing import Any

import pytest
from scim2_models import SearchRequest

from app.people.models import Person
from app.scim import finding, schemas
from tests.scim.conftest import ENTERPRISE, Directory, told
from tests.world import Someone, World


@pytest.fixture
def nina(directory: Directory) -> dict[str, Any]:
    return directory.joins(
        "Nina.Sole", displayName="Nina Sole", externalId="E-1", emails=[{"value": "nina@offtrail.example", "type": "work"}],
        **{ENTERPRISE: {"department": "Payments"}},
    )  # fmt: skip


FINDS_NINA = [
    'userName eq "nina.sole"', 'USERNAME EQ "NINA.SOLE"', 'externalId eq "E-1"', 'displayName eq "nina sole"',
    'emails.value eq "NINA@offtrail.example"', 'emails eq "nina@offtrail.example"', 'emails[value eq "nina@offtrail.example"]',
    'emails[type eq "work" and value co "nina@"]', 'emails[type eq "work"]', 'userName sw "nina"', 'userName co "a.s"', 'displayName ew "sole"',
    'externalId pr', 'not (userName sw "ada") and active eq true', 'userName eq "nobody" or externalId eq "E-1"',
    'userName ne "ada" and externalId pr', 'name.givenName pr or externalId eq "E-1"',
    f'{ENTERPRISE}:department eq "Payments"', 'groups.display eq "Payments"', 'externalId sw "E-"',
    'meta.created gt "2020-01-01T00:00:00Z" and userName eq "nina.sole"', 'active eq true and emails[type eq "work"]',
]  # fmt: skip
FINDS_NOBODY = [
    'userName eq "nina"', 'externalId eq "e-1"', 'externalId sw "e-"', 'userName eq "%"', 'userName co "_____________________"',
    'userName eq "\\u0000"', 'userName co "\\ud800"', 'displayName co "%"', f'userName eq "{"x" * 1000}"',
    'active eq false', 'id eq "nope"', 'groups.value eq "nope"', 'userName eq "nina.sole" and active eq false', 'id eq "\\u0000"',
]  # fmt: skip


def test_filters_find_her_or_nobody(directory: Directory, nina: dict[str, Any], ada: Someone) -> None:
    for filters, found in ((FINDS_NINA, [nina["id"]]), (FINDS_NOBODY, [])):
        for filter_ in filters:
            assert directory.finds("Users", filter_) == found, filter_


def test_who_came_another_way_is_found_by_the_address(directory: Directory, ada: Someone) -> None:
    [found] = directory.get("Users", params={"filter": f'userName eq "{ada.email.upper()}"'}).json()[
        "Resources"
    ]

    assert {name: found[name] for name in ("id", "userName", "displayName", "active")} == {
        "id": ada.id, "userName": ada.email, "displayName": "Ada Quill", "active": True,
    }  # fmt: skip


def test_people_are_found_by_their_home_team(directory: Directory, ada: Someone, linus: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')

    assert directory.finds("Users", f'groups.value eq "{platform}"') == [ada.id]
    assert directory.finds("Users", f'groups eq "{platform}" and active eq true') == [ada.id]
    assert directory.finds("Users", f'groups.value ne "{platform}"') == [linus.id]


def test_groups_are_found_by_name_id_and_member(directory: Directory, ada: Someone, linus: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')

    for filter_ in (
        f'members.value eq "{ada.id}"', f'members eq "{ada.id}"', f'id eq "{platform}" and members eq "{ada.id}"',
        f'members[value eq "{ada.id}"]', 'displayName sw "plat"', f'id eq "{platform}"', f'members.value ne "{linus.id}"',
    ):  # fmt: skip
        assert directory.finds("Groups", filter_) == [platform], filter_


def test_looking_somebody_up_costs_the_same_among_many(
    world: World, directory: Directory, nina: dict[str, Any]
) -> None:
    filters = [
        'userName eq "nina.sole"', 'externalId eq "E-1"', 'emails.value eq "nina@offtrail.example"', 'displayName eq "Nina Sole"',
    ]  # fmt: skip

    def costs() -> list[int]:
        counts = []
        for filter_ in filters:
            with world.counted() as statements:
                assert directory.finds("Users", filter_) == [nina["id"]]
            counts.append(len(statements))
        return counts

    directory.finds("Users", filters[0])
    alone = costs()
    fill(world, finding.MOST + 1)

    assert costs() == alone


def test_looking_somebody_up_stands_on_indexes(world: World) -> None:
    for filter_ in [
        'userName eq "x"', 'externalId eq "x"', 'emails.value eq "x"', 'emails[value eq "x"]', 'id eq "x"', 'groups.value eq "x"',
        'userName eq "x" and active eq true', 'userName eq "x" or externalId eq "y"',
    ]:  # fmt: skip
        rows, exact = finding._planned(SearchRequest[schemas.Person](filter=filter_), finding.USERS)
        told = str(rows.compile(world.db.engine, compile_kwargs={"literal_binds": True}))

        with world.db.engine.connect() as connection:
            if world.db.is_sqlite:
                plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told}")]
            else:
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # it would read five rows whole
                plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {told}")]

        assert exact, filter_
        assert [line for line in plan if line.startswith("SCAN ") or "Seq Scan" in line] == [], filter_


def test_what_the_database_is_not_asked_is_bounded(
    world: World, directory: Directory, nina: dict[str, Any]
) -> None:
    fill(world, finding.MOST + 1)

    status, kind, sentence = told(directory.get("Users", params={"filter": 'name.givenName eq "Nina"'}))

    assert (status, kind) == (400, "tooMany")
    assert sentence.startswith("More than 1,000 would have to be looked through; filter by id,")
    assert directory.finds("Users", 'name.givenName eq "Nina" and userName sw "nina"') == []
    assert directory.get("Users").json()["totalResults"] == finding.MOST + 2


def test_a_filter_has_an_end(directory: Directory) -> None:
    long = " or ".join(['userName eq "a"'] * 200)

    assert told(directory.get("Users", params={"filter": long})) == (
        400, "invalidFilter", "A filter has at most 2,000 characters; ask several times.",
    )  # fmt: skip


def test_pages_and_orders(directory: Directory) -> None:
    for name in ("c", "a", "b"):
        directory.joins(name)

    def names(**asked: object) -> list[str]:
        page = directory.get("Users", params=asked).json()
        assert page["totalResults"] == 3
        return [user["userName"] for user in page.get("Resources", [])]

    assert names() == ["c", "a", "b"]
    assert names(count=2) == ["c", "a"]
    assert names(startIndex=3, count=2) == ["b"]
    assert names(startIndex=0, count=0) == names(startIndex=10**30) == []
    assert names(sortBy="userName") == ["a", "b", "c"]
    assert names(sortBy="userName", sortOrder="descending", count=1) == ["c"]
    assert names(sortBy="displayName") == ["a", "b", "c"]
    assert names(sortBy="meta.created", sortOrder="descending") == ["b", "a", "c"]
    assert len(names(sortBy="name.familyName")) == 3


def test_all_kinds_are_searched_at_the_root(directory: Directory, ada: Someone) -> None:
    [platform] = directory.finds("Groups", 'displayName eq "Platform"')

    assert set(directory.finds("", "id pr")) == {ada.id, platform}
    search = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": f'id eq "{ada.id}"',
    }
    for path in (".search", "Users/.search"):
        assert [found["id"] for found in directory.post(path, search).json()["Resources"]] == [ada.id]


def test_attributes_can_be_chosen(directory: Directory, nina: dict[str, Any]) -> None:
    chosen = directory.get("Users", params={"attributes": "userName"}).json()["Resources"][0]
    without = directory.get(f"Users/{nina['id']}", params={"excludedAttributes": "emails,groups"}).json()

    assert chosen.keys() == {"schemas", "id", "userName"}
    assert not {"emails", "groups"} & without.keys()


def fill(world: World, many: int) -> None:
    with world.db.writing() as session:
        session.add_all(
            Person(name=f"P {i}", email=(address := f"p{i}@offtrail.example"), email_folded=address)
            for i in range(many)
        )
