"""The contract describes each operation whole: its name, what it is for, an example, and each way in which it refuses."""

import re

import pytest
from jsonschema import Draft202012Validator

from app.weeks.phases import Phase

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
WRITES = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(application):
    return application.openapi()


@pytest.fixture(scope="module")
def operations(document):
    return {
        said["operationId"]: (method, path, said)
        for path, operations in document["paths"].items() if path.startswith("/api/v1/")
        for method, said in operations.items()
    }  # fmt: skip


def test_every_operation_is_named_by_a_verb_and_says_what_it_is_for(document, operations):
    count = sum(len(methods) for path, methods in document["paths"].items() if path.startswith("/api/v1/"))

    assert len(operations) == count
    assert [name for name in operations if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)] == []
    assert [
        name for name, (*_, said) in operations.items() if not said.get("summary") or not said.get("tags")
    ] == []


def test_no_two_shapes_share_a_name(document):
    """Else each is named by its module, which says nothing to readers, and generated clients lose one of the two."""
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


def test_the_operations_are_those_of_the_contract(operations):
    promised = """
        GET /session, POST /session, DELETE /session, GET /me, PATCH /me, GET /me/signups, GET /people, POST /people,
        GET /people/{person_id}, PATCH /people/{person_id}, POST /people/{person_id}/deactivate, GET /home-teams, GET /tokens,
        POST /tokens, DELETE /tokens/{token_id}, GET /weeks, POST /weeks, GET /weeks/{slug}, PATCH /weeks/{slug},
        POST /weeks/{slug}/publish, POST /weeks/{slug}/cancel, POST /weeks/{slug}/copy, POST /weeks/{slug}/accept-guardrails,
        PUT /weeks/{slug}/schedule, GET /weeks/{slug}/organizers, PUT /weeks/{slug}/organizers/{person_id},
        DELETE /weeks/{slug}/organizers/{person_id}, GET /weeks/{slug}/participation, PUT /weeks/{slug}/participation,
        GET /weeks/{slug}/pitches, POST /weeks/{slug}/pitches, GET /pitches/{pitch_id}, PATCH /pitches/{pitch_id},
        DELETE /pitches/{pitch_id}, POST /pitches/{pitch_id}/submit, POST /pitches/{pitch_id}/withdraw,
        POST /pitches/{pitch_id}/restore, POST /pitches/{pitch_id}/continue, POST /pitches/{pitch_id}/hand-over,
        GET /pitches/{pitch_id}/interest, PUT /pitches/{pitch_id}/interest, DELETE /pitches/{pitch_id}/interest,
        GET /pitches/{pitch_id}/comments, POST /pitches/{pitch_id}/comments, PATCH /comments/{comment_id},
        DELETE /comments/{comment_id}, GET /pitches/{pitch_id}/signups, POST /pitches/{pitch_id}/signups,
        GET /signups/{signup_id}, POST /signups/{signup_id}/accept, POST /signups/{signup_id}/decline,
        POST /signups/{signup_id}/leave, GET /weeks/{slug}/demos, PUT /weeks/{slug}/demos, GET /pitches/{pitch_id}/demo,
        PUT /pitches/{pitch_id}/demo, GET /pitches/{pitch_id}/outcome, PUT /pitches/{pitch_id}/outcome, GET /outcomes,
        GET /events, GET /weeks/{slug}/events, GET /search
    """
    there = {f"{method.upper()} {path.removeprefix('/api/v1')}" for method, path, _ in operations.values()}

    assert {line.strip() for line in promised.split(",")} - there == set()


def test_every_error_has_the_one_shape_and_says_its_codes(operations):
    for name, (method, _, said) in operations.items():
        errors = {status: reply for status, reply in said["responses"].items() if status >= "4"}
        assert {"401", "403", "404", "422", "503"} <= errors.keys(), name
        assert all(reply["content"] == PROBLEM for reply in errors.values()), name
        assert all(re.search(r"[a-z]+_[a-z_]+|invalid", reply["description"]) for reply in errors.values()), (
            name
        )
        assert ("409" in errors and "413" in errors) or method == "get", name
        assert ("415" in errors) == ("requestBody" in said), name
        assert "default" not in said["responses"], name


def test_whatever_takes_a_version_says_that_it_may_be_stale(operations):
    def headers(said):
        return {p["name"].lower() for p in said.get("parameters", []) if p["in"] == "header"}

    takers = {name for name, (*_, said) in operations.items() if "if-match" in headers(said)}

    assert takers == {name for name, (*_, said) in operations.items() if "412" in said["responses"]}
    assert {
        "editPitch",
        "editWeek",
        "putOutcome",
        "putDemo",
        "putRunningOrder",
        "editComment",
        "editMe",
    } <= takers
    assert {n for n, (*_, said) in operations.items() if "idempotency-key" in headers(said)} == {
        n for n, (method, *_) in operations.items() if method == "post"
    }  # fmt: skip


def test_each_body_has_an_example_that_is_one(document, operations):
    schemas = document["components"]["schemas"]
    missing = []
    for name, (*_, said) in operations.items():
        for schema in bodies(said):
            shape = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
            if not shape.get("examples"):
                missing.append(name)
            for example in shape.get("examples", []):
                Draft202012Validator({**schema, "components": document["components"]}).validate(example)

    assert missing == []


def bodies(said):
    """The schemas of what is sent and of what comes back on success."""
    replies = [reply for status, reply in said["responses"].items() if status.startswith("2")]
    for part in [said.get("requestBody", {}), *replies]:
        schema = part.get("content", {}).get("application/json", {}).get("schema")
        if schema:
            yield next((one for one in schema.get("anyOf", []) if "$ref" in one), schema)


def test_every_field_that_may_be_sent_is_known_and_no_other(document, operations):
    schemas = document["components"]["schemas"]
    sent = {
        next(bodies({"requestBody": said["requestBody"], "responses": {}}))["$ref"].rpartition("/")[2]
        for *_, said in operations.values() if "requestBody" in said
    }  # fmt: skip

    assert {name for name in sent if schemas[name].get("additionalProperties") is not False} == set()


def test_each_parameter_of_a_query_says_what_it_is_for(operations):
    silent = {
        (name, parameter["name"])
        for name, (*_, said) in operations.items() for parameter in said.get("parameters", [])
        if not parameter.get("description")
    }  # fmt: skip

    assert silent == set()


OF_THE_API = {
    "etag",
    "location",
    "retry-after",
    "www-authenticate",
    "idempotent-replayed",
    "content-disposition",
}


def test_a_reply_has_the_headers_that_are_told_of_it(document, world, ada, grace):
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    slug, keyed = week["slug"], {"Idempotency-Key": "a-key"}
    comments = f"pitches/{pitch['id']}/comments"
    asked = [
        (ada, "GET", "/weeks", "weeks", {}), (ada, "GET", "/weeks", "weeks", {"If-None-Match": "*"}),
        (world.nobody, "GET", "/weeks", "weeks", {}), (ada, "GET", "/weeks/{slug}/pitches.csv", f"weeks/{slug}/pitches.csv", {}),
        (ada, "GET", "/weeks/{slug}/pitches.xlsx", f"weeks/{slug}/pitches.xlsx", {}),
        (ada, "GET", "/weeks/{slug}/calendar.ics", f"weeks/{slug}/calendar.ics", {}),
        (grace, "GET", "/weeks/{slug}/datapackage.zip", f"weeks/{slug}/datapackage.zip", {}),
        (ada, "GET", "/weeks/{slug}/pitches.atom", f"weeks/{slug}/pitches.atom", {}),
        (ada, "POST", "/pitches/{pitch_id}/comments", comments, keyed), (ada, "POST", "/pitches/{pitch_id}/comments", comments, keyed),
        (ada, "PATCH", "/pitches/{pitch_id}", f"pitches/{pitch['id']}", {}),
        (ada, "PUT", "/pitches/{pitch_id}/interest", f"pitches/{pitch['id']}/interest", {}),
    ]  # fmt: skip
    bodies = {"POST": {"body": "?"}, "PATCH": {"title": "New"}}
    for someone, method, template, path, headers in asked:
        reply = someone.request(method, path, json=bodies.get(method), headers=headers)
        said = document["paths"][f"/api/v1{template}"][method.lower()]["responses"][str(reply.status_code)]
        told = {name.lower() for name in said.get("headers", {})}
        sent = OF_THE_API & {name.lower() for name in reply.headers}
        assert sent <= told <= sent | {"idempotent-replayed"}, (method, path, reply.status_code)


def _longest(schema):
    """The most characters that a parameter may have."""
    options = schema.get("anyOf", [schema])
    return max(
        (option.get("maxLength", 40) for option in options if option.get("type") == "string"), default=20
    )


def test_the_longest_query_that_the_contract_allows_fits_into_an_address(operations):
    """The server reads addresses of 64 KB, and answers longer ones itself, in words of its own. A character takes up to 12 bytes."""
    sizes = {
        name: sum(len(asked["name"]) + 2 + 12 * _longest(asked["schema"]) for asked in said["parameters"] if asked["in"] == "query")
        for name, (*_, said) in operations.items() if "parameters" in said
    }  # fmt: skip

    assert [name for name, size in sizes.items() if size > 62_000] == []


def test_the_cursor_of_the_longest_title_can_be_sent_back(world, ada):
    week = world.week(Phase.PITCHING)
    for end in "ab":
        ada.pitches(week, title="😀" * 199 + end)

    first = ada.get(f"weeks/{week['slug']}/pitches", params={"sort": "title", "limit": 1}).json()
    second = ada.get(
        f"weeks/{week['slug']}/pitches", params={"sort": "title", "limit": 1, "cursor": first["next"]}
    )

    assert len(first["next"]) > 2000
    assert [item["title"][-1] for item in second.json()["items"]] == ["b"]
