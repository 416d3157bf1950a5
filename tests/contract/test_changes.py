"""What a change of the contract is called, and that a break of it can't go unannounced."""

import copy

import pytest

from tools.contract.changes import compared, surface, unannounced

PATH, PITCHES = "/api/v1/weeks/{slug}", "/api/v1/weeks/{slug}/pitches"


@pytest.fixture(scope="module")
def document(application):
    return application.openapi()


def schema(document, name):
    return document["components"]["schemas"][name]


def code(document, path, method, status, codes):
    document["paths"][path][method]["responses"][status]["description"] = codes


def drop_operation(document):
    del document["paths"][PATH]["patch"]


def rename_operation(document):
    document["paths"][PATH]["get"]["operationId"] = "readWeek"


def require_a_parameter(document):
    document["paths"][PATH]["get"].setdefault("parameters", []).append(
        {"in": "query", "name": "zone", "required": True, "schema": {"type": "string"}}
    )


def drop_a_parameter(document):
    of = document["paths"][PITCHES]["get"]
    of["parameters"] = [parameter for parameter in of["parameters"] if parameter["name"] != "tag"]


def drop_a_field_that_comes(document):
    del schema(document, "HomeTeamOut")["properties"]["people"]


def let_a_field_be_null(document):
    schema(document, "HomeTeamOut")["properties"]["people"] = {
        "anyOf": [{"type": "integer"}, {"type": "null"}]
    }


def ask_for_another_field(document):
    schema(document, "SignIn")["properties"]["badge"] = {"type": "string"}
    schema(document, "SignIn")["required"] = ["badge"]


def drop_a_code(document):
    code(document, "/api/v1/events", "get", "409", "conflict_of_some_kind")


BREAKS = {
    drop_operation: ["PATCH /weeks/{slug}"],
    rename_operation: ["GET /weeks/{slug}: named"],
    require_a_parameter: ["GET /weeks/{slug}: query zone"],
    drop_a_parameter: ["GET /weeks/{slug}/pitches: query tag"],
    drop_a_field_that_comes: ["GET /home-teams: gives 200 .items[].people"],
    let_a_field_be_null: ["GET /home-teams: gives 200 .items[].people"],
    ask_for_another_field: ["POST /session: takes .badge"],
    drop_a_code: ["GET /events: refuses 409 after_unknown"],
}


@pytest.mark.parametrize("change", BREAKS, ids=lambda change: change.__name__)
def test_what_a_program_may_rely_on_is_a_break_when_it_goes(document, change):
    now = copy.deepcopy(document)
    change(now)

    changes = compared(document, now)

    assert changes.breaks == BREAKS[change]
    named = [line.partition(" (")[0] for line in changes.added + changes.changed + changes.removed]
    assert set(changes.breaks) <= set(named)


def add_an_operation(document):
    document["paths"]["/api/v1/moons"] = {"get": {"operationId": "listMoons", "responses": {}}}


def add_a_parameter_and_a_code(document):
    document["paths"][PATH]["get"]["parameters"].append(
        {"in": "query", "name": "zone", "schema": {"type": "string"}}
    )
    code(document, PATH, "get", "404", "not_found; no_such_zone")


def add_fields(document):
    schema(document, "HomeTeamOut")["properties"]["colour"] = {"type": "string"}
    badge = {"type": "object", "properties": {"number": {"type": "integer"}}, "required": ["number"]}
    schema(document, "SignIn")["properties"]["badge"] = badge


def add_a_word(document):
    schema(document, "WhyGone")["enum"].append("merged")


ADDITIONS = {
    add_an_operation: ["GET /moons"],
    add_a_parameter_and_a_code: ["GET /weeks/{slug}: query zone", "GET /weeks/{slug}: refuses 404 no_such_zone"],
    add_fields: [
        "GET /home-teams: gives 200 .items[].colour", "POST /session: takes .badge", "POST /session: takes .badge.number",
    ],
    add_a_word: [],
}  # fmt: skip


@pytest.mark.parametrize("change", ADDITIONS, ids=lambda change: change.__name__)
def test_what_is_added_is_named_and_breaks_nothing(document, change):
    now = copy.deepcopy(document)
    change(now)

    changes = compared(document, now)

    assert (changes.added, changes.removed, changes.breaks) == (ADDITIONS[change], [], [])
    assert len(changes.changed) == (1 if change is add_a_word else 0)


def test_the_same_contract_is_no_change(document):
    assert vars(compared(document, document)) == {"added": [], "changed": [], "removed": [], "breaks": []}
    assert {"gives 200 .items[].pitch.title", "refuses 409 after_unknown"} <= surface(document)[
        "GET /outcomes"
    ].keys()


def test_what_a_web_hook_brings_is_looked_at_like_a_reply(document):
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/HomeTeamOut"}}}}
    before = copy.deepcopy(document) | {"webhooks": {"home_team.moved": {"post": {"requestBody": body}}}}
    now = copy.deepcopy(before)
    schema(now, "HomeTeamOut")["properties"]["colour"] = {"type": "string"}
    del schema(now, "HomeTeamOut")["properties"]["people"]

    changes = compared(before, now)

    assert "webhook home_team.moved: gives body .colour" in changes.added
    assert "webhook home_team.moved: gives body .people" in changes.breaks


def test_a_break_is_announced_by_a_line_that_names_its_operation_and_what_broke():
    breaks = [
        "PATCH /weeks/{slug}",
        "GET /outcomes: gives 200 .items[].crew[].role",
        "GET /events: refuses 409 after_unknown",
    ]
    changelog = """# Changelog

## 0.2.0

### Breaks

- `PATCH /weeks/{slug}` is gone.
- `GET /outcomes`: what is gone comes too, among `items`.

### Else

- `GET /events` says `after_unknown` no more.

## 0.1.0

### Breaks

- `GET /events` says `after_unknown` no more.
"""

    assert unannounced(breaks, changelog) == [breaks[2]]
    assert unannounced(breaks, changelog.replace("### Else\n\n", "")) == []
    assert unannounced(breaks, "# Changelog\n\n## Unreleased\n\n- Nothing\n") == breaks
