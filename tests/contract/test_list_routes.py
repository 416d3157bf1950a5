"""Each list route runs the same number of statements for one row and for three."""

import pytest

from app.board.kept import kept
from app.core.actor import Role
from app.core.outgoing import Guard
from app.weeks.phases import Phase
from tests.world import A_PITCH, Client, done


def list_weeks(world, admin, _):
    world.week(Phase.FORMING)
    return "weeks"


def list_participation(world, admin, scene):
    someone = world.person("A participant")
    done(
        someone.put(f"weeks/{scene['week']['slug']}/participation", {"taking_part": True, "days": ["monday"]})
    )
    return f"weeks/{scene['week']['slug']}/participation?without_crew=true"


def list_standings(world, admin, scene):
    world.person("Somebody with a crew").signs_up(scene["pitch"])
    return f"weeks/{scene['week']['slug']}/insights/people"


def get_insights_over_years(world, admin, _):
    admin.signs_up(admin.pitches(world.week(Phase.FORMING)))
    return "insights"


def list_pitches(world, admin, scene):
    a_whole_pitch(world, scene["week"])
    return f"weeks/{scene['week']['slug']}/pitches"


def list_signups(world, admin, scene):
    world.person("One of the crew").signs_up(scene["pitch"])
    return f"pitches/{scene['pitch']['id']}/signups"


def list_my_signups(world, admin, scene):
    week = world.week(Phase.FORMING)
    admin.signs_up(admin.pitches(week))
    return "me/signups"


def list_my_pitches(world, admin, scene):
    admin.pitches(world.week(Phase.FORMING), tags=["mine"])
    return "me/pitches"


def list_pitches_of_person(world, admin, scene):
    pitch = admin.pitches(world.week(Phase.FORMING), tags=["of mine"])
    done(admin.put(f"pitches/{pitch['id']}/outcome?reason=early", {"kind": "shipped"}))
    return f"people/{admin.id}/pitches"


def list_my_sessions(world, admin, scene):
    done(Client(world.app).post("session", {"person_id": admin.id}))
    return "me/sessions"


def list_my_addresses(world, admin, scene):
    done(admin.post("me/addresses", {"kind": "feeds"}))
    return "me/addresses"


def list_interest(world, admin, scene):
    done(world.person("Somebody curious").put(f"pitches/{scene['pitch']['id']}/interest"))
    return f"pitches/{scene['pitch']['id']}/interest"


def list_comments(world, admin, scene):
    done(world.person("Somebody curious").post(f"pitches/{scene['pitch']['id']}/comments", {"body": "?"}))
    return f"pitches/{scene['pitch']['id']}/comments"


def find_people(world, admin, scene):
    world.person("Somebody new", f"Home team {world._number}")
    return "people"


def list_home_teams(world, admin, scene):
    find_people(world, admin, scene)
    return "home-teams"


def list_tokens(world, admin, scene):
    done(admin.post("tokens", {"name": "Another", "scopes": ["read"]}))
    return "tokens"


def list_writing_tokens(world, admin, _):
    world.person("Somebody who lets a program write")
    return "tokens/writing"


def list_local_people(world, admin, scene):
    world.person("Somebody new")
    return "session/people"


def list_organizers(world, admin, scene):
    admin.put(f"weeks/{scene['week']['slug']}/organizers/{world.person('An organizer').id}")
    return f"weeks/{scene['week']['slug']}/organizers"


def list_guests(world, admin, scene):
    guest = world.person("A guest", role=Role.GUEST)
    admin.put(f"weeks/{scene['week']['slug']}/guests/{guest.id}")
    return f"weeks/{scene['week']['slug']}/guests"


def get_running_order(world, admin, scene):
    pitch = a_whole_pitch(world, scene["week"])
    done(admin.put(f"pitches/{pitch['id']}/demo?reason=early", {"mode": "live"}))
    return f"weeks/{scene['week']['slug']}/demos"


def pull_outcomes(world, admin, scene):
    pitch = a_whole_pitch(world, scene["week"])
    impact = [{"metric": "m", "unit": "u", "value": 1}]
    done(admin.put(f"pitches/{pitch['id']}/outcome?reason=early", {"kind": "shipped", "impact": impact}))
    return "outcomes"


def pull_events(world, admin, scene):
    list_comments(world, admin, scene)
    return "events?types=comment.*"


def list_newest_events(world, admin, scene):
    list_comments(world, admin, scene)
    return "events/newest?types=comment.*"


def list_week_events(world, admin, scene):
    list_comments(world, admin, scene)
    return f"weeks/{scene['week']['slug']}/events?types=comment.*"


def a_webhook(world, admin, **fields):
    wish = {"name": "Chat", "url": "http://127.0.0.1:1/", "types": ["pitch.*"], **fields}
    before, world.app.state.guard = world.app.state.guard, Guard(frozenset({"127.0.0.1"}))
    hook = done(admin.post("webhooks", wish))
    world.app.state.guard = before
    return hook["id"]


def list_webhooks(world, admin, scene):
    a_webhook(world, admin, week=scene["week"]["slug"])
    return "webhooks"


def list_deliveries(world, admin, scene):
    scene.setdefault("webhook", None) or scene.update(webhook=a_webhook(world, admin))
    done(admin.post(f"webhooks/{scene['webhook']}/test"))
    return f"webhooks/{scene['webhook']}/deliveries"


def search(world, admin, scene):
    pull_outcomes(world, admin, scene)
    world.person("Runbooks Reader")
    return "search?q=runbooks"


# By operation: each adds one more row to the list, and gives the list's address.
LISTS = {
    "listWeeks": list_weeks, "listParticipation": list_participation, "listStandings": list_standings, "getInsightsOverYears": get_insights_over_years, "listPitches": list_pitches, "listSignUps": list_signups,
    "listMySignUps": list_my_signups, "listMyPitches": list_my_pitches, "listInterest": list_interest,
    "listComments": list_comments, "findPeople": find_people, "listHomeTeams": list_home_teams, "listTokens": list_tokens,
    "listWritingTokens": list_writing_tokens,
    "listLocalPeople": list_local_people, "listOrganizers": list_organizers, "listGuests": list_guests, "getRunningOrder": get_running_order,
    "listPitchesOfPerson": list_pitches_of_person, "listMySessions": list_my_sessions,
    "listMyAddresses": list_my_addresses,
    "listWebhooks": list_webhooks, "listDeliveries": list_deliveries,
    "pullOutcomes": pull_outcomes, "pullEvents": pull_events, "listNewestEvents": list_newest_events, "listWeekEvents": list_week_events, "search": search,
}  # fmt: skip


def a_whole_pitch(world, week):
    """A pitch with a lead, labels, a crew and somebody interested."""
    lead, member = world.person("A lead"), world.person("A member", "Research")
    pitch = done(
        lead.post(f"weeks/{week['slug']}/pitches", A_PITCH | {"tags": ["a"], "skills_needed": ["b"]})
    )
    member.signs_up(pitch)
    done(member.put(f"pitches/{pitch['id']}/interest"))
    return pitch


@pytest.mark.parametrize("operation", LISTS)
def test_a_list_costs_as_many_statements_for_three_rows_as_for_one(world, operation):
    admin = world.person("Root", None, Role.ADMIN)
    week = world.week(Phase.FORMING)
    scene = {"week": week, "pitch": admin.pitches(week)}

    def cost():
        path = LISTS[operation](world, admin, scene)
        done(admin.get(path))  # numbers what is new in the log
        kept.clear()
        with world.counted() as statements:
            reply = admin.get(path)
        found = reply.json()
        return len(found.get("items", [])), len(statements), statements

    (rows, one, _), _, (more_rows, three, last) = cost(), cost(), cost()

    assert (one, last) == (three, last), f"{one} statements became {three}"
    assert operation == "search" or more_rows == rows + 2


def test_no_list_route_is_missing_here(application):
    document = application.openapi()
    shapes = document["components"]["schemas"]

    def shape(operation):
        content = operation["responses"].get("200", {}).get("content", {})
        return content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]

    gets = [operations["get"] for operations in document["paths"].values() if "get" in operations]
    lists = {
        get["operationId"] for get in gets if "items" in shapes.get(shape(get), {}).get("properties", {})
    }

    assert lists | {"search"} == set(LISTS)


def test_every_list_can_be_read_by_one_loop(application):
    shapes = application.openapi()["components"]["schemas"]
    lists = {
        name: shape["properties"].keys()
        for name, shape in shapes.items()
        if "items" in shape.get("properties", {})
    }
    replies = {name: fields for name, fields in lists.items() if not name.endswith("In")}

    assert {name for name, fields in replies.items() if not fields & {"next", "last"}} == {"RunningOrderOut"}
