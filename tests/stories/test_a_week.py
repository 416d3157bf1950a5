"""A whole week, told over HTTP: from a draft to the outcome that an integration pulls."""

from app.weeks.phases import Phase
from tests.world import A_PITCH, Someone, World, done, refused


def test_a_week_from_draft_to_outcome(
    world: World, ada: Someone, linus: Someone, grace: Someone, stranger: Someone
) -> None:
    warehouse = ada.with_scopes("outcomes:read")
    guardrails = "Synthetic data only. Nothing in production without its owner."
    week = done(
        grace.post(
            "weeks",
            {"title": "Winter exploration", "slug": "winter", "time_zone": "Europe/Berlin", "guardrails": guardrails,
             "schedule": world.schedule(Phase.ANNOUNCED)},
        )
    )  # fmt: skip
    assert week["phase"] == "draft"
    assert refused(ada.get("weeks/winter")) == (404, "not_found")

    # announced: people see it, and may write drafts
    done(grace.post("weeks/winter/publish"))
    assert done(ada.get("weeks/winter"))["phase"] == "announced"
    assert refused(ada.post("weeks/winter/pitches", A_PITCH)) == (409, "pitching_closed")
    pitch = done(ada.post("weeks/winter/pitches", A_PITCH | {"draft": True, "crew_limit": 2}))
    assert refused(linus.get(f"pitches/{pitch['id']}")) == (404, "not_found")

    # pitching: the draft becomes a pitch, and finds interest
    world.move_on(week, Phase.PITCHING)
    done(ada.post(f"pitches/{pitch['id']}/submit"))
    assert [row["title"] for row in done(linus.get("weeks/winter/pitches"))["items"]] == [A_PITCH["title"]]
    assert done(linus.put(f"pitches/{pitch['id']}/interest"))["interest"] == 1
    assert refused(linus.post(f"pitches/{pitch['id']}/signups", {})) == (409, "signups_closed")

    # forming: the crew fills, a third waits, someone leaves and the line moves
    world.move_on(week, Phase.FORMING)
    assert refused(linus.post(f"pitches/{pitch['id']}/signups", {})) == (409, "guardrails_not_accepted")
    for person in (ada, linus, stranger):
        done(person.post("weeks/winter/accept-guardrails"))
    assert ada.signs_up(pitch)["status"] == "accepted"
    linus_place = linus.signs_up(pitch)
    third = stranger.signs_up(pitch)
    assert (linus_place["status"], third["status"], third["position"]) == ("accepted", "waiting", 1)
    done(linus.post(f"signups/{linus_place['id']}/leave"))
    assert done(stranger.get(f"signups/{third['id']}"))["status"] == "accepted"
    linus_place = linus.signs_up(pitch)
    assert (linus_place["status"], linus_place["position"]) == ("waiting", 1)

    # exploring: the line rests, the lead makes room and fills it
    world.move_on(week, Phase.EXPLORING)
    done(ada.patch(f"pitches/{pitch['id']}", {"crew_limit": 3}))
    assert done(linus.get(f"signups/{linus_place['id']}"))["status"] == "waiting"
    done(ada.post(f"signups/{linus_place['id']}/accept"))
    assert {member["person"]["name"] for member in ada.sees(pitch)["crew"]} == {
        ada.name,
        linus.name,
        stranger.name,
    }

    # demos: the crew shows it, in the organizer's order
    world.move_on(week, Phase.DEMOS)
    done(linus.put(f"pitches/{pitch['id']}/demo", {"mode": "live", "minutes": 10}))
    order = done(
        grace.put("weeks/winter/demos", {"items": [{"pitch_id": pitch["id"], "place": "Main hall"}]})
    )
    assert [(demo["position"], demo["place"]) for demo in order["items"]] == [(1, "Main hall")]

    # wrap-up and after: an outcome, pulled by a program that remembers one number
    world.move_on(week, Phase.WRAP_UP)
    before = done(warehouse.get("outcomes"))
    assert before["items"] == []
    outcome = {
        "kind": "prototype", "summary": "It answers two of three questions.", "learned": "Old runbooks are worse than none.",
        "evidence": [{"title": "Recording", "url": "https://example.com/demo"}], "next": "hand_over", "home": "Platform",
        "impact": [{"metric": "time to first answer", "unit": "minutes", "baseline": 22, "value": 6, "as_of": "2027-02-08",
                    "confidence": "estimated"}],
    }  # fmt: skip
    done(linus.put(f"pitches/{pitch['id']}/outcome", outcome))
    pulled = done(warehouse.get(f"outcomes?after={before['last']}"))
    assert [(item["version"], item["pitch"]["id"], item["week"]) for item in pulled["items"]] == [
        (1, pitch["id"], "winter")
    ]
    assert {name: pulled["items"][0][name] for name in outcome} == outcome
    assert {m["person"]["home_team"] for m in pulled["items"][0]["crew"]} == {"Platform", "Payments", "Sales"}

    # half a year later somebody asks what became of it, and only the lead may say
    world.move_on(week, Phase.CLOSED)
    world.clock.forward(days=180)
    assert refused(linus.put(f"pitches/{pitch['id']}/outcome", outcome | {"kind": "shipped"})) == (
        403,
        "leads_only",
    )
    done(ada.put(f"pitches/{pitch['id']}/outcome", outcome | {"kind": "shipped"}))
    again = done(warehouse.get(f"outcomes?after={pulled['last']}"))
    assert [(item["version"], item["kind"]) for item in again["items"]] == [(2, "shipped")]
    assert done(warehouse.get(f"outcomes?after={again['last']}"))["items"] == []
    assert world.events("outcome.recorded", "outcome.revised") == ["outcome.recorded", "outcome.revised"]
