"""Guests: who was invited to one week sees that week and whom it shows, takes part in it, and brings no pitches."""

import pytest

from app.core.actor import Role
from app.feed.queries import changes_rights
from tests.world import A_PITCH, Client, Someone, World, done, refused


class Visit:
    """Two weeks with a pitch each, and a guest of the first."""

    def __init__(self, world: World, grace: Someone, ada: Someone, linus: Someone) -> None:
        self.world, self.grace, self.ada, self.linus = world, grace, ada, linus
        self.week, self.other = world.week(), world.week(public=True)
        self.here = ada.pitches(self.week, title="Tide clock")
        self.there = linus.pitches(self.other, title="Tide table")
        self.guest = world.person("Gwen Port", None, Role.GUEST)
        assert self.invite(self.guest) == 204

    def invite(self, who: Someone) -> int:
        return self.grace.put(f"weeks/{self.week['slug']}/guests/{who.id}").status_code

    def remove(self) -> None:
        reply = self.grace.delete(f"weeks/{self.week['slug']}/guests/{self.guest.id}")
        assert reply.status_code == 204


@pytest.fixture
def visit(world: World, grace: Someone, ada: Someone, linus: Someone) -> Visit:
    return Visit(world, grace, ada, linus)


def names(reply: dict) -> set[str]:
    return {one.get("name") or one["person"]["name"] for one in reply["items"]}


def test_a_guest_is_in_the_crew_comments_and_is_interested(visit: Visit) -> None:
    guest, pitch = visit.guest, f"pitches/{visit.here['id']}"

    assert guest.signs_up(visit.here)["status"] == "accepted"
    done(guest.post(f"{pitch}/comments", {"body": "I bring a barometer."}))
    done(guest.put(f"{pitch}/interest"))
    done(guest.put(f"weeks/{visit.week['slug']}/participation", {"taking_part": True, "days": ["monday"]}))

    assert [one["person"]["name"] for one in visit.ada.sees(visit.here)["crew"]] == ["Gwen Port"]


def test_a_guest_brings_no_pitch_by_any_way(visit: Visit) -> None:
    guest, slug = visit.guest, visit.week["slug"]
    week, pitch = done(guest.get(f"weeks/{slug}")), guest.sees(visit.here)

    assert refused(guest.post(f"weeks/{slug}/pitches", A_PITCH)) == (403, "members_only")
    assert refused(guest.post(f"weeks/{slug}/pitches", A_PITCH | {"draft": True})) == (403, "members_only")
    assert refused(guest.post(f"pitches/{visit.here['id']}/continue", {"week": slug})) == (
        403,
        "members_only",
    )
    for can in (week["can"]["draft_pitch"], week["can"]["submit_pitch"], pitch["can"]["continue"]):
        assert (can["allowed"], can["code"]) == (False, "members_only")
    assert week["can"]["sign_up"]["allowed"]


def test_a_guest_leads_nothing_and_organizes_nothing(visit: Visit) -> None:
    to = {"person_id": visit.guest.id}

    assert refused(visit.ada.post(f"pitches/{visit.here['id']}/hand-over", to)) == (409, "members_only")
    assert refused(visit.grace.put(f"weeks/{visit.week['slug']}/organizers/{visit.guest.id}")) == (
        409, "members_only",
    )  # fmt: skip


def test_another_week_is_not_there_for_a_guest_not_even_a_public_one(visit: Visit) -> None:
    guest, slug, pitch = visit.guest, visit.other["slug"], visit.there["id"]

    replies = [
        guest.get(f"weeks/{slug}"), guest.get(f"weeks/{slug}/pitches"), guest.get(f"weeks/{slug}/live"),
        guest.get(f"weeks/{slug}/calendar.ics"), guest.get(f"weeks/{slug}/pitches.atom"), guest.get(f"pitches/{pitch}"),
        guest.get(f"outcomes?week={slug}"), guest.get(f"search?q=tide&week={slug}"), guest.get(f"outcomes.csv?week={slug}"),
        guest.put(f"weeks/{slug}/participation", {"taking_part": True}), guest.post(f"pitches/{pitch}/signups", {}),
        guest.post(f"pitches/{pitch}/comments", {"body": "?"}), guest.post(f"pitches/{visit.here['id']}/continue", {"week": slug}),
    ]  # fmt: skip

    assert {refused(reply) for reply in replies} == {(404, "not_found")}
    assert visit.world.nobody.get(f"weeks/{slug}").status_code == 200


def test_every_list_ends_at_a_guests_weeks(visit: Visit) -> None:
    for pitch in (visit.here, visit.there):
        told = {"kind": "learning", "summary": "Tide"}
        done(visit.grace.put(f"pitches/{pitch['id']}/outcome?reason=early", told))
    guest, here = visit.guest, visit.here["id"]

    assert [one["slug"] for one in done(guest.get("weeks"))["items"]] == [visit.week["slug"]]
    assert [one["pitch"]["id"] for one in done(guest.get("outcomes"))["items"]] == [here]
    found = done(guest.get("search?q=tide"))
    assert [one["id"] for one in found["pitches"]] == [here]
    assert [one["pitch"]["id"] for one in found["outcomes"]] == [here]
    weeks = {one["week_id"] for one in done(guest.get("events"))["items"]}
    assert weeks - {None} == {visit.week["id"]}  # beside what was done to themselves
    for path in ("outcomes.csv", "outcomes.atom"):
        text = guest.get(path).text
        assert ("Tide clock" in text, "Tide table" in text) == (True, False)
    for path in ("people.csv", "events.csv", f"weeks/{visit.week['slug']}/datapackage.zip"):
        assert refused(guest.get(path)) == (403, "organizers_only")


def test_secret_addresses_show_a_guest_no_more(visit: Visit) -> None:
    calendar, feeds = (
        done(visit.guest.post("me/addresses", {"kind": kind}))["secret"] for kind in ("calendar", "feeds")
    )
    read = visit.world.nobody.get

    shown = read(f"calendars/{calendar}.ics").text
    assert (visit.week["title"] in shown, visit.other["title"] in shown) == (True, False)
    assert read(f"feeds/{feeds}/weeks/{visit.week['slug']}/pitches.atom").status_code == 200
    assert refused(read(f"feeds/{feeds}/weeks/{visit.other['slug']}/pitches.atom")) == (404, "not_found")


def test_a_guest_knows_whom_their_week_shows(visit: Visit) -> None:
    nina, theo = visit.world.person("Nina Field", "Research"), visit.world.person("Theo Marsh", "Legal")
    nina.signs_up(visit.here)
    theo.signs_up(visit.there)
    guest = visit.guest

    assert names(done(guest.get("people"))) == {"Ada Quill", "Gwen Port", "Nina Field"}
    assert names(done(guest.get(f"weeks/{visit.week['slug']}/participation"))) == {
        "Ada Quill", "Gwen Port", "Nina Field",
    }  # fmt: skip
    assert {one["name"] for one in done(guest.get("home-teams"))["items"]} == {"Platform", "Research"}
    assert [one["name"] for one in done(guest.get("search?q=nina"))["people"]] == ["Nina Field"]
    assert done(guest.get("search?q=theo"))["people"] == []
    assert done(guest.get(f"people/{nina.id}"))["name"] == "Nina Field"
    assert refused(guest.get(f"people/{theo.id}")) == (404, "not_found")
    assert refused(guest.get(f"people/{theo.id}/pitches")) == (404, "not_found")
    assert len(done(visit.ada.get("people"))["items"]) == 6


def test_a_guest_counts_as_without_a_crew_in_their_weeks_alone(visit: Visit) -> None:
    def idle(week: dict) -> bool:
        path = f"weeks/{week['slug']}/participation?without_crew=true&limit=200"
        return "Gwen Port" in names(done(visit.grace.get(path)))

    assert (idle(visit.week), idle(visit.other)) == (True, False)
    figures = done(visit.grace.get(f"weeks/{visit.week['slug']}/insights"))["people"]["taking_part"]
    others = done(visit.grace.get(f"weeks/{visit.other['slug']}/insights"))["people"]["taking_part"]
    assert figures == others + 1


def test_nobody_puts_a_guest_into_the_crew_of_a_week_that_they_do_not_see(visit: Visit) -> None:
    path, wish = f"pitches/{visit.there['id']}/signups", {"person_id": visit.guest.id}

    assert refused(visit.linus.post(path, wish)) == (409, "not_a_guest_here")
    assert refused(visit.grace.post(f"{path}?reason=asked", wish)) == (409, "not_a_guest_here")


def test_who_is_a_guest_no_more_leaves_the_crew_and_pulls_a_tombstone(visit: Visit) -> None:
    guest, pitch = visit.guest, visit.here["id"]
    guest.signs_up(visit.here)
    done(visit.grace.put(f"pitches/{pitch}/outcome?reason=early", {"kind": "learning"}))
    last = done(guest.get("outcomes"))["last"]

    visit.remove()

    assert visit.ada.sees(visit.here)["crew"] == []
    assert refused(guest.get(f"pitches/{pitch}")) == (404, "not_found")
    assert done(guest.get("weeks"))["items"] == done(guest.get("me/signups"))["items"] == []
    gone = done(guest.get(f"outcomes?after={last}"))["items"]
    assert [one["reason"] for one in gone] == ["not_yours"]
    assert visit.invite(guest) == 204
    assert [one["pitch"]["id"] for one in done(guest.get(f"outcomes?after={last}"))["items"]] == [pitch]


def test_what_a_guest_sees_no_more_ends_their_streams(visit: Visit) -> None:
    with visit.world.db.reading() as session:
        actor = visit.guest.actor(session)
    before = done(visit.guest.get("events"))["last"]

    visit.remove()

    end = done(visit.grace.get("events"))["last"]
    with visit.world.db.reading() as session:
        assert changes_rights(session, actor, before, end)


def test_a_member_who_becomes_a_guest_keeps_places_where_they_were_invited_alone(visit: Visit) -> None:
    nina = visit.world.person("Nina Field")
    nina.signs_up(visit.here)
    assert refused(visit.grace.put(f"weeks/{visit.week['slug']}/guests/{nina.id}")) == (409, "no_guest")

    done(visit.grace.patch(f"people/{nina.id}", {"role": "guest"}))

    assert visit.ada.sees(visit.here)["crew"] == []
    assert visit.invite(nina) == 204
    done(visit.grace.patch(f"people/{nina.id}", {"role": "member"}))
    assert done(visit.grace.get(f"weeks/{visit.week['slug']}/guests"))["items"] != []
    assert nina.get(f"weeks/{visit.other['slug']}").status_code == 200


def test_guests_come_and_go_by_those_who_organize_the_week(visit: Visit) -> None:
    path = f"weeks/{visit.week['slug']}/guests"

    assert names(done(visit.guest.get(path))) == {"Gwen Port"}
    assert refused(visit.ada.put(f"{path}/{visit.guest.id}")) == (403, "organizers_only")
    assert refused(visit.ada.delete(f"{path}/{visit.guest.id}")) == (403, "organizers_only")
    assert visit.invite(visit.guest) == 204
    visit.remove()
    assert refused(visit.grace.delete(f"{path}/{visit.guest.id}")) == (404, "not_found")
    done(visit.grace.post(f"people/{visit.guest.id}/deactivate"))
    assert refused(visit.grace.put(f"{path}/{visit.guest.id}")) == (409, "deactivated")
    assert visit.world.events("week.guest_invited", "week.guest_removed") == [
        "week.guest_invited", "week.guest_removed",
    ]  # fmt: skip


def test_a_guests_token_is_a_guests(visit: Visit) -> None:
    token = done(visit.guest.post("tokens", {"name": "All of it", "scopes": ["admin"]}))["secret"]
    client = Client(visit.world.app, token)

    assert [one["slug"] for one in done(client.get("weeks"))["items"]] == [visit.week["slug"]]
    assert refused(client.post(f"weeks/{visit.week['slug']}/pitches", A_PITCH)) == (403, "members_only")
    assert refused(client.put(f"weeks/{visit.other['slug']}/guests/{visit.guest.id}")) == (404, "not_found")


def test_a_week_names_no_other_that_its_reader_may_not_see(visit: Visit) -> None:
    copy = done(visit.grace.post(f"weeks/{visit.other['slug']}/copy", {"slug": "again"}))
    done(visit.grace.post("weeks/again/publish"))
    assert visit.grace.put(f"weeks/again/guests/{visit.guest.id}").status_code == 204

    assert copy["copied_from"]["slug"] == visit.other["slug"]
    assert done(visit.ada.get("weeks/again"))["copied_from"]["slug"] == visit.other["slug"]
    assert done(visit.guest.get("weeks/again"))["copied_from"] is None
