"""What assistants can do: each tool, called with the official client over HTTP."""

import pytest

from app.core.actor import Role, Scope
from app.weeks.phases import Phase
from tests.mcp.conftest import Assistant, assistant_of, secret_of
from tests.world import Someone, World, done

WRITING = {"sign_up", "switch_crew", "leave_crew", "draft_pitch", "record_outcome"}


@pytest.mark.sqlite_only(reason="how an assistant speaks to us is nothing that a database knows")
@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_and_templates_are_listed_in_both_ways_of_connecting(
    mcp_address: str, ada: Someone, mode: str
) -> None:
    with assistant_of(mcp_address, secret_of(ada), mode) as assistant:
        tools = assistant.list_tools().tools
        templates = assistant.list_resource_templates().resource_templates

    assert {t.name for t in tools if not t.annotations.read_only_hint} == WRITING
    assert {t.name for t in tools if t.annotations.destructive_hint} == WRITING - {"sign_up", "draft_pitch"}
    assert {t.name for t in tools if "dry_run" in t.input_schema["properties"]} == WRITING
    assert all(t.title and t.description and t.output_schema for t in tools)
    assert all(t.input_schema["additionalProperties"] is False for t in tools)
    assert [t.uri_template for t in templates] == ["offtrail://weeks/{slug}", "offtrail://pitches/{pitch_id}"]


def test_weeks_and_pitches_are_found_and_read(
    world: World, assistant: Assistant, linus: Someone, grace: Someone, mcp_address: str
) -> None:
    earlier = world.week(Phase.CLOSED)
    week = world.week(Phase.FORMING, theme="Calm nights")
    draft = world.week(Phase.DRAFT)
    pitch = linus.pitches(week, tags=["on-call"], skills_needed=["Python"], crew_limit=1)
    linus.pitches(week, title="A quieter pager")

    listed = assistant.calls("list_weeks")["items"]
    summary = assistant.calls("week_summary", week=week["slug"])
    found = [
        assistant.calls("search_pitches", **asked)["items"]
        for asked in (
            {"week": week["slug"], "tag": "on-call", "open": True},
            {"words": "runbook"},
            {"week": earlier["slug"]},
        )
    ]
    read = assistant.calls("read_pitch", pitch_id=pitch["id"])

    assert [w["slug"] for w in listed] == [week["slug"], earlier["slug"]]
    assert (summary["week"]["theme"], summary["pitches"], summary["people_figures"]) == (
        "Calm nights",
        2,
        None,
    )
    assert [[row["id"] for row in rows] for rows in found] == [[pitch["id"]], [pitch["id"]], []]
    assert found[0][0]["leads"] == ["Linus Brook"]
    assert read["can"]["sign_up"]["allowed"] is True
    assert assistant.is_refused("week_summary", week=draft["slug"])[0] == "not_found"
    assert assistant.is_refused("search_pitches", tag="on-call")[0] == "week_needed"
    with assistant_of(mcp_address, secret_of(grace)) as organizers:
        assert organizers.calls("week_summary", week=week["slug"])["pitch_figures"]["submitted"] == 2


def test_pitches_are_found_by_what_one_can_do_and_wants_to_learn(
    world: World, assistant: Assistant, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    nothing = assistant.calls("find_pitches_for_me", week=week["slug"])
    done(ada.patch("me", {"skills": ["Python", "SQL"], "wants_to_learn": ["Rust"]}))
    both = linus.pitches(week, title="Both", skills_needed=["python"], skills_to_learn=["Rust"], crew_limit=1)
    needs = linus.pitches(week, title="Needs", skills_needed=["Python"])
    linus.pitches(week, title="Neither", skills_needed=["Rust"], skills_to_learn=["SQL"])
    ada.pitches(week, title="Mine", skills_needed=["Python"])
    linus.signs_up(both)

    found = assistant.calls("find_pitches_for_me", week=week["slug"])
    to_learn = assistant.calls("find_pitches_for_me", week=week["slug"], by="wants_to_learn")
    other = assistant.calls(
        "find_pitches_for_me", week=week["slug"], by="wants_to_learn", wants_to_learn=["sql"]
    )

    assert (nothing["items"], nothing["note"] is None) == ([], False)
    assert [p["id"] for p in found["items"]] == [both["id"], needs["id"]]
    best = found["items"][0]
    assert (best["skills_i_bring"], best["skills_i_would_learn"], best["has_room"]) == (
        ["python"],
        ["Rust"],
        False,
    )
    assert [p["id"] for p in to_learn["items"]] == [both["id"]]
    assert [p["title"] for p in other["items"]] == ["Neither"]


def test_a_guests_assistant_finds_nothing_beyond_their_week(
    world: World, mcp_address: str, grace: Someone, linus: Someone
) -> None:
    here, there = world.week(), world.week(public=True)
    pitches = [linus.pitches(week, title="Tide clock") for week in (here, there)]
    guest = world.person("Gwen Port", role=Role.GUEST)
    grace.put(f"weeks/{here['slug']}/guests/{guest.id}")

    with assistant_of(mcp_address, guest.secret) as gwens:
        weeks = gwens.calls("list_weeks")["items"]
        found = gwens.calls("search_pitches", words="tide")["items"]
        codes = [
            gwens.is_refused("week_summary", week=there["slug"])[0],
            gwens.is_refused("read_pitch", pitch_id=pitches[1]["id"])[0],
            gwens.is_refused("sign_up", pitch_id=pitches[1]["id"])[0],
            gwens.is_refused("draft_pitch", week=here["slug"], title="Mine")[0],
        ]

    assert [week["slug"] for week in weeks] == [here["slug"]]
    assert [pitch["id"] for pitch in found] == [pitches[0]["id"]]
    assert codes == ["not_found", "not_found", "not_found", "members_only"]


def test_one_signs_up_switches_and_leaves(
    world: World, assistant: Assistant, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    first, second = linus.pitches(week), linus.pitches(week, title="A quieter pager")

    joined = assistant.calls("sign_up", pitch_id=first["id"])
    refusal = assistant.is_refused("sign_up", pitch_id=second["id"])
    switched = assistant.calls("switch_crew", pitch_id=second["id"])
    mine = assistant.calls("my_signups", week=week["slug"])["items"]
    left = assistant.calls("leave_crew", pitch_id=second["id"])

    assert (joined["done"], joined["result"]["status"]) == (True, "accepted")
    assert refusal[0] == "already_in_crew" and "call switch_crew" in refusal[1]
    assert (switched["result"]["pitch_id"], switched["result"]["status"]) == (second["id"], "accepted")
    assert [(s["pitch_id"], s["status"]) for s in mine] == [(second["id"], "accepted"), (first["id"], "left")]
    assert left["result"]["status"] == "left"
    assert ada.sees(second)["places_taken"] == 0
    assert assistant.is_refused("leave_crew", pitch_id=second["id"])[0] == "not_found"
    assert assistant.is_refused("switch_crew", pitch_id=first["id"])[0] == "no_such_place"


def test_a_pitch_is_drafted_and_stays_its_leads_own(
    world: World, assistant: Assistant, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)

    drafted = assistant.calls("draft_pitch", week=week["slug"], title="Calm nights", skills_needed=["Python"])

    assert (drafted["done"], drafted["result"]["leads"]) == (True, ["Ada Quill"])
    assert ada.sees(drafted["result"])["status"] == "draft"
    assert linus.get(f"pitches/{drafted['result']['id']}").status_code == 404


def test_an_outcome_is_recorded_revised_with_its_version_and_pulled(
    world: World, assistant: Assistant, ada: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = ada.pitches(week)
    world.move_on(week, Phase.WRAP_UP)
    impact = [{"metric": "time to first answer", "unit": "minutes", "value": 6}]

    first = assistant.calls("record_outcome", pitch_id=pitch["id"], kind="prototype", impact=impact)
    pulled = assistant.calls("list_outcomes", week=week["slug"])
    blind = assistant.is_refused("record_outcome", pitch_id=pitch["id"], kind="stopped")
    second = assistant.calls("record_outcome", pitch_id=pitch["id"], kind="stopped", version=1)
    since = assistant.calls("list_outcomes", after=pulled["last"])

    assert first["result"]["version"] == 1
    assert [(o["pitch"]["id"], o["impact"][0]["value"]) for o in pulled["items"]] == [(pitch["id"], 6)]
    assert blind[0] == "stale_version" and "read_pitch" in blind[1]
    assert second["result"]["version"] == 2
    assert [(o["kind"], o["version"]) for o in since["items"]] == [("stopped", 2)]
    assert assistant.is_refused("list_outcomes", after=since["last"] + 1)[0] == "after_unknown"
    assert assistant.calls("week_summary", week=week["slug"])["outcomes"] == [
        {"kind": "stopped", "outcomes": 1}
    ]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    world: World, assistant: Assistant, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    here, there = linus.pitches(week), linus.pitches(week, title="A quieter pager", join="ask")
    ada.signs_up(here)
    over = world.week(Phase.FORMING)
    ended = ada.pitches(over)
    full = linus.pitches(week, title="One seat", crew_limit=1)
    linus.signs_up(full)
    world.clock.forward(days=15)
    soon = world.week(Phase.FORMING)
    new = linus.pitches(soon)
    before = world.events()

    told = [
        assistant.calls("sign_up", pitch_id=new["id"], dry_run=True),
        assistant.calls("draft_pitch", week=soon["slug"], title="Calm nights", dry_run=True),
        assistant.calls("record_outcome", pitch_id=ended["id"], kind="learning", dry_run=True),
    ]
    world.clock.forward(days=-15)
    told += [
        assistant.calls("switch_crew", pitch_id=there["id"], dry_run=True),
        assistant.calls("switch_crew", pitch_id=full["id"], dry_run=True),
        assistant.calls("leave_crew", pitch_id=here["id"], dry_run=True),
    ]

    assert [t["done"] for t in told] == [False] * 6
    assert {t["summary"].partition(" This would ")[0] for t in told} == {"Nothing was changed."}
    assert [t["result"]["status"] for t in (told[0], *told[3:])] == ["accepted", "asked", "waiting", "left"]
    assert world.events() == before
    assert (ada.sees(here)["places_taken"], ada.sees(full)["waiting"]) == (1, 0)
    assert done(ada.get("me/pitches"))["items"][0]["id"] == ended["id"]
    assert ada.get(f"pitches/{ended['id']}/outcome").status_code == 404


def test_a_refusal_by_phase_passes_on_the_reason_and_the_time(
    world: World, assistant: Assistant, linus: Someone
) -> None:
    week = world.week(Phase.PITCHING)
    pitch = linus.pitches(week)

    code, text = assistant.is_refused("sign_up", pitch_id=pitch["id"], dry_run=True)
    reason = assistant.calls("read_pitch", pitch_id=pitch["id"])["can"]["sign_up"]

    assert code == reason["code"] == "signups_closed"
    assert text.startswith(reason["reason"])
    assert f"It will be possible from {reason['allowed_from']}" in text


def test_a_token_does_no_more_than_its_scopes(
    world: World, mcp_address: str, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = linus.pitches(week)
    before = world.events()

    with assistant_of(mcp_address, secret_of(ada.with_scopes(Scope.READ))) as reader:
        read = reader.calls("read_pitch", pitch_id=pitch["id"])
        code, text = reader.is_refused("sign_up", pitch_id=pitch["id"])
    with assistant_of(mcp_address, secret_of(ada.with_scopes(Scope.OUTCOMES_READ))) as warehouse:
        pulled = warehouse.calls("list_outcomes")
        narrow = warehouse.is_refused("list_weeks")

    assert read["id"] == pitch["id"]
    assert code == "scope_missing" and "write" in text and "Ask the person for a token" in text
    assert pulled["items"] == []
    assert narrow[0] == "scope_missing"
    assert world.events("signup.accepted") == [] and set(world.events()) == set(before)


@pytest.mark.sqlite_only(reason="how an assistant speaks to us is nothing that a database knows")
def test_arguments_of_the_wrong_form_are_named_and_a_misspelt_dry_run_runs_nothing(
    world: World, assistant: Assistant, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    pitch = linus.pitches(week)
    before = world.events()

    misspelt = assistant.is_refused("sign_up", pitch_id=pitch["id"], dryrun=True)
    no_id = assistant.is_refused("read_pitch", pitch_id="first one")
    hidden = assistant.is_refused("draft_pitch", week=week["slug"], title="\u202egnp.exe")

    assert misspelt[0] == no_id[0] == hidden[0] == "invalid"
    assert misspelt[1].startswith("dryrun: there is no such argument")
    assert hidden[1].startswith("title: The text holds characters that turn its reading order around.")
    assert world.events() == before


def test_weeks_and_pitches_are_read_as_resources(
    world: World, assistant: Assistant, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    world.week(Phase.DRAFT)
    pitch = linus.pitches(week)

    listed = assistant.list_resources().resources
    [of_week] = assistant.read_resource(f"offtrail://weeks/{week['slug']}").contents
    [of_pitch] = assistant.read_resource(f"offtrail://pitches/{pitch['id']}").contents
    with pytest.raises(Exception, match="not_found"):
        assistant.read_resource("offtrail://weeks/elsewhere")

    assert [(r.uri, r.title) for r in listed] == [(f"offtrail://weeks/{week['slug']}", week["title"])]
    assert of_week.text == ada.get(f"weeks/{week['slug']}").text
    assert of_pitch.text == ada.get(f"pitches/{pitch['id']}").text


def test_a_cursor_goes_on_with_the_arguments_it_came_with_alone(
    world: World, assistant: Assistant, linus: Someone
) -> None:
    made = world.week(Phase.FORMING)
    week = made["slug"]
    for pitch in range(3):
        linus.pitches(made, title=f"Lamp {pitch}", tags=["on-call"])
    first = assistant.calls("search_pitches", week=week, tag="on-call", limit=1)

    rest = assistant.calls("search_pitches", week=week, tag="on-call", open=None, cursor=first["next"])
    refused = assistant.is_refused("search_pitches", week=week, cursor=first["next"])

    assert [row["title"] for row in first["items"] + rest["items"]] == ["Lamp 2", "Lamp 1", "Lamp 0"]
    assert refused[0] == "bad_cursor"
