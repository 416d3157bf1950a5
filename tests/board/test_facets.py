"""What there is to filter the board by, counted over the submitted pitches of the week."""

from app.weeks.phases import Phase
from tests.world import A_PITCH, Someone, World, done


def test_labels_are_counted_with_the_pitches_and_places_behind_them(
    world: World, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    first = ada.pitches(
        week, tags=["Ovens", "night"], skills_needed=["SQL"], skills_to_learn=["sql"], crew_limit=2
    )
    ada.pitches(week, tags=["ovens"], skills_needed=["Rust"])
    ada.pitches(week, crew_limit=1)
    done(ada.post(f"weeks/{week['slug']}/pitches", A_PITCH | {"tags": ["secret"], "draft": True}))
    linus.signs_up(first)

    facets = done(linus.get(f"weeks/{week['slug']}/facets"))

    assert (facets["pitches"], facets["with_room"]) == (3, 3)
    assert facets["tags"] == [
        {"name": facets["tags"][0]["name"], "pitches": 2, "places": 2, "places_taken": 1},
        {"name": "night", "pitches": 1, "places": 2, "places_taken": 1},
    ]
    assert facets["tags"][0]["name"] in {"Ovens", "ovens"}
    assert [(skill["name"].lower(), skill["pitches"]) for skill in facets["skills"]] == [
        ("rust", 1),
        ("sql", 1),
    ]


def test_a_full_pitch_has_no_room(world: World, ada: Someone, linus: Someone) -> None:
    week = world.week(Phase.FORMING)
    linus.signs_up(ada.pitches(week, crew_limit=1))

    facets = done(ada.get(f"weeks/{week['slug']}/facets"))

    assert (facets["pitches"], facets["with_room"]) == (1, 0)


def test_an_empty_week_has_nothing_to_filter_by(world: World, ada: Someone) -> None:
    week = world.week(Phase.PITCHING)

    facets = done(ada.get(f"weeks/{week['slug']}/facets"))

    assert facets == {"pitches": 0, "with_room": 0, "tags": [], "skills": []}
