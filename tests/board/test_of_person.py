"""What a person leads and joined: of all weeks that the reader may see, the newest first, and no draft that is not theirs."""

from typing import Any

from app.core.actor import Role
from app.weeks.phases import Phase
from tests.world import Client, Someone, World, an_id, done, refused


def of(reader: Client | Someone, person: Someone, **query: Any) -> dict[str, Any]:
    return done(reader.get(f"people/{person.id}/pitches", params=query))


def titles(reader: Client | Someone, person: Someone) -> list[str]:
    return [row["title"] for row in of(reader, person)["items"]]


def test_what_one_leads_and_joined_is_told_with_the_part_and_the_outcome(
    world: World, ada: Someone, linus: Someone, stranger: Someone
) -> None:
    earlier = world.week(Phase.FORMING)
    led = ada.pitches(earlier, title="Led, and joined")
    ada.signs_up(led)
    world.move_on(earlier, Phase.DEMOS)
    done(ada.put(f"pitches/{led['id']}/outcome", {"kind": "learning"}))
    helped = linus.pitches(world.week(Phase.FORMING), title="Helped")
    ada.signs_up(helped, role="helper")

    [first, second] = of(stranger, ada)["items"]

    assert (first["title"], first["parts"], first["outcome"]) == ("Helped", ["helper"], None)
    assert (second["title"], second["parts"], second["outcome"]) == (
        "Led, and joined",
        ["lead", "member"],
        "learning",
    )
    assert (second["week"], second["week_title"]) == (earlier["slug"], earlier["title"])
    assert second["lead"]["name"] == ada.name


def test_wishes_are_not_told(world: World, ada: Someone, linus: Someone, stranger: Someone) -> None:
    week = world.week(Phase.FORMING)
    stranger.signs_up(linus.pitches(week, title="Asks first", join="ask"))
    full = linus.pitches(week, title="Full", crew_limit=1)
    ada.signs_up(full)
    stranger.signs_up(full)

    assert titles(ada, stranger) == []


def test_a_draft_is_told_to_its_lead_and_to_organizers_alone(
    world: World, ada: Someone, linus: Someone, grace: Someone
) -> None:
    week, other = world.week(Phase.FORMING), world.week(Phase.FORMING)
    ada.pitches(week, title="A draft", draft=True)
    of_the_week, of_another = world.person("Of the week"), world.person("Of another")
    grace.put(f"weeks/{week['slug']}/organizers/{of_the_week.id}")
    grace.put(f"weeks/{other['slug']}/organizers/{of_another.id}")

    assert {who.name: titles(who, ada) for who in (ada, grace, of_the_week, of_another, linus)} == {
        ada.name: ["A draft"],
        grace.name: ["A draft"],
        of_the_week.name: ["A draft"],
        of_another.name: [],
        linus.name: [],
    }


def test_a_week_that_is_still_a_draft_is_not_told(world: World, ada: Someone, linus: Someone) -> None:
    admin = world.person("Root", None, Role.ADMIN)
    hidden = world.week(Phase.DRAFT)
    done(admin.post(f"weeks/{hidden['slug']}/pitches?reason=early", {"title": "Too early"}))

    assert titles(admin, admin) == ["Too early"]
    assert titles(linus, admin) == []


def test_pages_neither_repeat_nor_skip(world: World, ada: Someone, linus: Someone) -> None:
    weeks = [world.week(Phase.FORMING) for _ in range(2)]
    for number in range(5):
        ada.pitches(weeks[number % 2], title=f"Number {number}")
    whole = titles(linus, ada)

    walked, cursor = [], None
    while True:
        page = of(linus, ada, limit=2, **({"cursor": cursor} if cursor else {}))
        walked += [row["title"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert (walked, len(set(walked))) == (whole, 5)
    assert refused(linus.get(f"people/{ada.id}/pitches?cursor=else")) == (400, "bad_cursor")


def test_nobody_has_no_pitches(world: World, ada: Someone) -> None:
    assert refused(ada.get(f"people/{an_id()}/pitches")) == (404, "not_found")
    assert refused(ada.get("people/nobody/pitches")) == (404, "not_found")
    assert refused(world.nobody.get(f"people/{ada.id}/pitches")) == (401, "sign_in_required")
