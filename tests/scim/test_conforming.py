"""The running service beside the standard: an independent tester's checks, rivals at once, and requests of any form."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from app.core.actor import Role, system
from app.core.db import Database
from app.people import service
from app.people.models import Person
from app.people.schemas import PersonPatch
from tests.scim.conftest import ENTERPRISE, GROUP, PATCH, SECRET, USER
from tests.serving import serving

pytestmark = pytest.mark.system


@dataclass
class Served:
    client: Client
    db: Database

    def are(self, role: Role, ids: list[str]) -> None:
        """Give people a role, as the command line does."""
        with self.db.writing() as session:
            for id_ in ids:
                service.edit(session, system(), session.get_one(Person, id_), PersonPatch(role=role))


@pytest.fixture(scope="module")
def served(_databases: Any) -> Iterator[Served]:
    with _databases.migrated() as url, tempfile.TemporaryDirectory() as folder:
        log, db = Path(folder) / "log", Database(url, pool_size=4)
        headers = {"Authorization": f"Bearer {SECRET}"}
        with (
            serving(url, log, OFFTRAIL_SCIM_TOKEN=SECRET, OFFTRAIL_LOG_LEVEL="error") as port,
            Client(base_url=f"http://127.0.0.1:{port}/scim/v2", headers=headers, timeout=60) as client,
        ):
            yield Served(client, db)
        db.dispose()
        assert log.read_text() == "", "a request was met with an error of the server"


@pytest.fixture
def directory(served: Served, databases: object) -> Client:  # notes that the test takes a database
    return served.client


def test_every_check_of_an_independent_tester_passes(directory: Client) -> None:
    results = check_server(SyncSCIMClient(directory))

    assert [f"{r.title}: {r.reason}" for r in results if r.status is not Status.SUCCESS] == []
    assert len(results) >= 79
    assert {r.resource_type for r in results if r.resource_type} >= {"User", "Group"}


def test_of_many_who_make_one_person_at_once_one_does(directory: Client) -> None:
    def make(number: int) -> int:
        body = {"schemas": [USER], "userName": "rival", "displayName": f"Rival {number}"}
        return directory.post("/Users", json=body).status_code

    with ThreadPoolExecutor(8) as at_once:
        statuses = Counter(at_once.map(make, range(24)))

    assert statuses == {201: 1, 409: 23}
    assert directory.get("/Users", params={"filter": 'userName eq "RIVAL"'}).json()["totalResults"] == 1


def test_of_many_changes_at_once_none_is_lost(directory: Client) -> None:
    people = [
        directory.post("/Users", json={"schemas": [USER], "userName": f"m{i}"}).json()["id"]
        for i in range(12)
    ]
    groups = [
        directory.post("/Groups", json={"schemas": [GROUP], "displayName": f"G{i}"}).json()["id"]
        for i in range(2)
    ]

    def add(place: tuple[int, str]) -> int:
        operation = {"op": "add", "path": "members", "value": [{"value": place[1]}]}
        body = {"schemas": [PATCH], "Operations": [operation]}
        return directory.patch(f"/Groups/{groups[place[0]]}", json=body).status_code

    with ThreadPoolExecutor(6) as at_once:
        statuses = set(at_once.map(add, [(i % 2, id_) for i, id_ in enumerate(people)]))

    members = [{m["value"] for m in directory.get(f"/Groups/{id_}").json()["members"]} for id_ in groups]
    assert statuses == {204}
    assert members == [set(people[0::2]), set(people[1::2])]


def test_many_who_join_a_new_home_team_at_once_are_all_in_it(directory: Client) -> None:
    def join(number: int) -> int:
        body = {"schemas": [USER], "userName": f"new-{number}", ENTERPRISE: {"department": "Brand New"}}
        return directory.post("/Users", json=body).status_code

    with ThreadPoolExecutor(8) as at_once:
        statuses = set(at_once.map(join, range(24)))

    [group] = directory.get("/Groups", params={"filter": 'displayName eq "brand new"'}).json()["Resources"]
    assert (statuses, len(group["members"])) == ({201}, 24)


def test_of_two_admins_who_are_let_go_at_once_one_stays(directory: Client, served: Served) -> None:
    for number in range(6):
        bodies = [{"schemas": [USER], "userName": f"admin-{number}-{side}"} for side in "ab"]
        ids = [directory.post("/Users", json=body).json()["id"] for body in bodies]
        served.are(Role.ADMIN, ids)

        with ThreadPoolExecutor(2) as at_once:
            statuses = sorted(at_once.map(lambda id_: directory.delete(f"/Users/{id_}").status_code, ids))

        served.are(Role.MEMBER, ids)
        assert statuses == [204, 409]


# --- requests of any form

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["True", "work", "\0", "\ud800", "x" * 5000, USER]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["value", "type", "primary", "userName", "emails", "members", "active", "name", "$ref", "displayName", "manager", "id", "meta", ENTERPRISE]) | st.text(max_size=5),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
MORE = [
    "displayName", "name", "name.givenName", "emails", "active", "timezone", "externalId", "members", "id", "meta", "groups", ENTERPRISE, f"{ENTERPRISE}:department", f"{ENTERPRISE}:manager", 'emails[type eq "work"].value', 'members[value eq "x"]', "title",
]  # fmt: skip
PATHS = st.sampled_from(["userName", "schemas", *MORE]) | st.text(max_size=30)
BODIES = st.one_of(
    ODD,
    st.fixed_dictionaries({"userName": st.text(max_size=10) | ODD, "schemas": ODD | st.just([USER])}, optional=dict.fromkeys(MORE, ODD)),
    st.builds(
        lambda operations: {"schemas": [PATCH], "Operations": operations},
        ODD | st.lists(st.fixed_dictionaries(
            {"op": st.sampled_from(["add", "Replace", "remove"]) | ODD}, optional={"path": PATHS | ODD, "value": ODD}), max_size=4),
    ),
)  # fmt: skip
TERMS = st.builds(
    lambda attribute, op, value: f"{attribute} {op} {value}",
    PATHS, st.sampled_from(["eq", "ne", "co", "sw", "ew", "gt", "le", "pr", "is"]), ODD.map(json.dumps),
)  # fmt: skip
FILTERS = st.recursive(
    TERMS | st.text(max_size=40),
    lambda inner: st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner) | inner.map("not ({})".format) | inner.map("({})".format),
    max_leaves=8,
)  # fmt: skip
OFTEN = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@OFTEN
@given(data=st.data())
def test_no_body_breaks_it(directory: Client, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["Users", "Groups", ".search", "Users/.search"]))
    made = directory.post("/Users", json={"schemas": [USER], "userName": "odd"})
    id_ = directory.get("/Users", params={"filter": 'userName eq "odd"'}).json()["Resources"][0]["id"]
    assert made.status_code in (201, 409)
    method, path = data.draw(
        st.sampled_from(
            [
                ("POST", f"/{kind}"),
                ("PUT", f"/Users/{id_}"),
                ("PATCH", f"/Users/{id_}"),
                ("PATCH", f"/Groups/{id_}"),
            ]
        )
    )

    reply = directory.request(method, path, content=json.dumps(data.draw(BODIES)).encode())

    assert reply.status_code < 500, reply.text
    if path.startswith("/Users/") and method == "PUT" and reply.is_success:  # it may have got another name
        directory.delete(path)


@OFTEN
@given(asked=st.dictionaries(
    st.sampled_from(["filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes"]),
    FILTERS | PATHS | st.integers().map(str), max_size=3), where=st.sampled_from(["/Users", "/Groups", "/", "/Schemas", "/Users/x"]))  # fmt: skip
def test_no_query_breaks_it(directory: Client, where: str, asked: dict[str, str]) -> None:
    reply = directory.get(
        where, params={name: text.encode("utf-8", "replace") for name, text in asked.items()}
    )

    assert reply.status_code < 500, reply.text
