"""People who sign up at the same moment are answered in one transaction, each as if they had come alone."""

import asyncio
from collections import Counter
from random import Random

import pytest
from fastapi import Response
from sqlmodel import Session

from app.core.actor import Role, Scope
from app.core.errors import Problem
from app.pitches.models import Pitch
from app.signups import queries, service
from app.signups.models import CrewRole
from app.signups.schemas import SignUpIn
from app.weeks.models import Week
from app.weeks.phases import Phase
from app.weeks.policy import Who
from tests.signups.crews import counts, line, people
from tests.world import Client, World, done, event_loop, refused


def at_once(*calls) -> list[Response]:
    """Send them at the same moment, in this order: `(client, path, body, headers)`, the last two as they are needed."""

    async def send():
        waiting = []
        for client, path, *rest in calls:
            body, headers = (*rest, None, None)[:2]
            url = f"/api/v1/{path}"
            waiting.append(asyncio.ensure_future(client.http.post(url, json=body or {}, headers=headers)))
            await asyncio.sleep(0)  # so that they arrive in this order
        return await asyncio.gather(*waiting)

    return event_loop().call(send)


def wants(pitch: dict) -> str:
    return f"pitches/{pitch['id']}/signups"


def test_each_gets_what_they_would_have_got_alone(world, ada):
    pitch = ada.pitches(world.week(), crew_limit=5)
    crowd = people(world, *(f"Person {n}" for n in range(20)))

    replies = at_once(*((person.client, wants(pitch)) for person in crowd))

    said = [(r.status_code, r.json()["status"], r.json()["position"]) for r in replies]
    assert said == [(201, "accepted", None)] * 5 + [(201, "waiting", n) for n in range(1, 16)]
    for person, reply in zip(crowd, replies, strict=True):
        again = person.get(f"signups/{reply.json()['id']}")
        assert (again.content, again.headers["etag"]) == (reply.content, reply.headers["etag"])
    assert counts(ada, pitch) == (5, 15)
    assert line(ada, pitch) == [(n, f"Person {n + 4}") for n in range(1, 16)]
    assert Counter(world.events("signup.accepted", "signup.waiting")) == {
        "signup.accepted": 5,
        "signup.waiting": 15,
    }


def test_many_cost_few_statements(world, ada):
    pitch = ada.pitches(world.week(), crew_limit=2)
    crowd = people(world, *(f"Person {n}" for n in range(30)))

    with world.counted() as alone:
        crowd[0].signs_up(pitch)
    with world.counted() as statements:
        at_once(*((person.client, wants(pitch)) for person in crowd[1:]))

    assert len(statements) < 4 * len(alone)  # the first of them alone, the rest in a transaction or two


def test_who_is_refused_changes_nothing_for_the_others(world, ada, linus):
    week = world.week(guardrails="Be kind.")
    pitch = ada.pitches(week, crew_limit=2)
    invite, withdrawn = ada.pitches(week, join="invite"), ada.pitches(week)
    done(ada.post(f"pitches/{withdrawn['id']}/withdraw", {"reason": "no time"}))
    crowd = people(world, "Ann", "Ben", "Cleo", "Dan", "Eve", "Finn")
    for person in (*crowd[1:], linus):
        done(person.post(f"weeks/{week['slug']}/accept-guardrails"))
    held = ada.pitches(week)
    crowd[2].signs_up(held)
    guest = world.person("Gus", role=Role.GUEST)

    replies = at_once(
        (linus.client, wants(pitch)),
        (crowd[0].client, wants(pitch)),
        (Client(world.app, "offtrail_nobodys"), wants(pitch)),
        (Client(world.app), wants(pitch)),
        (crowd[1].with_scopes(Scope.READ), wants(pitch)),
        (crowd[2].client, wants(pitch)),
        (crowd[2].client, wants(held)),
        (crowd[3].client, wants(invite)),
        (crowd[3].client, wants(withdrawn)),
        (crowd[3].client, wants({"id": "018f0000-0000-7000-8000-000000000000"})),
        (guest.client, wants(pitch)),
        (crowd[4].client, wants(pitch)),
        (crowd[4].client, wants(pitch)),
        (crowd[5].client, wants(pitch)),
    )

    told = [(r.status_code, r.json().get("code") or r.json()["status"]) for r in replies]
    assert told == [
        (201, "accepted"),
        (409, "guardrails_not_accepted"),
        (401, "bad_token"),
        (401, "sign_in_required"),
        (403, "scope_missing"),
        (409, "already_in_crew"),
        (409, "already_signed_up"),
        (409, "invite_only"),
        (409, "pitch_withdrawn"),
        (404, "not_found"),
        (404, "not_found"),
        (201, "accepted"),
        (409, "already_signed_up"),
        (201, "waiting"),
    ]
    assert counts(ada, pitch) == (2, 1)


def test_two_weeks_at_once(world, ada, linus):
    here, there = (ada.pitches(world.week()) for _ in range(2))
    crowd = people(world, "Ann", "Ben", "Cleo", "Dan")

    replies = at_once(
        *((person.client, wants(pitch)) for person in (linus, *crowd) for pitch in (here, there))
    )

    assert [r.status_code for r in replies] == [201] * 10
    assert counts(ada, here) == counts(ada, there) == (5, 0)


def test_a_key_that_is_sent_twice_at_once_does_it_once(world, ada):
    pitch = ada.pitches(world.week(), crew_limit=1)
    first, *crowd = people(world, "Ann", "Ben", "Cleo", "Dan")
    calls = [
        (person.client, wants(pitch), {}, {"idempotency-key": f"{person.name}-{again}"})
        for person in crowd
        for again in ("a", "a")
    ]

    replies = at_once((first.client, wants(pitch)), *calls)
    later = crowd[0].post(wants(pitch), {}, headers={"idempotency-key": "Ben-a"})
    other = crowd[0].post(wants(pitch), {"role": "helper"}, headers={"idempotency-key": "Ben-a"})

    assert [r.status_code for r in replies] == [201] * 7
    for once, again in zip(replies[1::2], replies[2::2], strict=True):
        assert again.content == once.content
        assert {once.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")} == {
            None,
            "true",
        }
    assert later.content == replies[1].content
    assert refused(other) == (409, "idempotency_conflict")
    assert counts(ada, pitch) == (1, 3)


def test_a_key_that_comes_with_two_bodies_at_once_is_good_for_the_first(world, ada):
    pitch = ada.pitches(world.week())
    first, ben = people(world, "Ann", "Ben")
    key = {"idempotency-key": "mine"}

    _, once, other = at_once(
        (first.client, wants(pitch)),
        (ben.client, wants(pitch), {}, key),
        (ben.client, wants(pitch), {"role": "helper"}, key),
    )

    assert once.status_code == 201
    assert refused(other) == (409, "idempotency_conflict")
    assert ben.post(wants(pitch), {}, headers=key).content == once.content


def test_a_key_of_who_was_refused_is_good_for_another_try(world, ada):
    week = world.week(guardrails="Be kind.")
    pitch = ada.pitches(week)
    crowd = people(world, "Ann", "Ben", "Cleo")
    calls = [(person.client, wants(pitch), {}, {"idempotency-key": "mine"}) for person in crowd]

    assert {refused(r) for r in at_once(*calls)} == {(409, "guardrails_not_accepted")}
    for person in crowd:
        done(person.post(f"weeks/{week['slug']}/accept-guardrails"))

    assert [r.status_code for r in at_once(*calls)] == [201] * 3


def test_browsers_are_held_to_their_own_site_here_too(world, ada, linus):
    pitch = ada.pitches(world.week())
    browser = Client(world.app)
    done(browser.post("session", {"person_id": linus.id}))

    replies = at_once(
        (ada.client, wants(pitch)),
        (browser, wants(pitch), {}, {"sec-fetch-site": "cross-site"}),
        (browser, wants(pitch), {}, {"sec-fetch-site": "same-origin"}),
    )

    assert [r.status_code for r in replies] == [201, 403, 201]
    assert refused(replies[1]) == (403, "cross_site")


@pytest.mark.parametrize("phase", [Phase.FORMING, Phase.EXPLORING, Phase.PITCHING])
@pytest.mark.parametrize("seed", range(3))
def test_together_is_as_one_after_the_other(world, ada, grace, phase, seed):
    chance = Random(seed)
    week = world.week(Phase.PITCHING)
    crowd = people(world, *(f"Person {n}" for n in range(6)))
    kinds = [(join, limit) for join in ("open", "ask", "invite") for limit in (1, 2, None)]
    alike = [[ada.pitches(week, join=join, crew_limit=limit) for join, limit in kinds] for _ in range(2)]
    if phase is not Phase.PITCHING:
        world.move_on(week, phase)
    wishes = [
        (
            chance.randrange(6),
            chance.randrange(9),
            chance.choice([*CrewRole, CrewRole.MEMBER, CrewRole.MEMBER]),
        )
        for _ in range(30)
    ]

    told = [
        _told(world, week, crowd, pitches, wishes, each)
        for pitches, each in zip(alike, (_one_by_one, _together), strict=True)
    ]

    assert told[0] == told[1]
    assert len({what for what, *_ in told[0][0]}) > 1 or phase is Phase.PITCHING


def _told(world: World, week, crowd, pitches, wishes, sign_up):
    """What each was told, how the pitches stand, and what the log says, in a transaction that is taken back."""
    with world.db.writing() as session:
        in_week = session.get_one(Week, week["id"])
        before = len(world.events())
        asked = [
            service.Wish(
                crowd[who].actor(session),
                session.get_one(Pitch, pitches[which]["id"]),
                SignUpIn(role=role),
                Who.ANYONE,
            )
            for who, which, role in wishes
        ]
        made = sign_up(session, in_week, asked)
        session.flush()
        stand = [
            (p.places_taken, p.waiting, p.next_line_number)
            for p in (session.get_one(Pitch, one["id"]) for one in pitches)
        ]
        answers = [(one.code,) if isinstance(one, Problem) else (one.status, one.line_number) for one in made]
        session.rollback()
    return answers, stand, before


def _one_by_one(session: Session, week: Week, wishes) -> list:
    made = []
    for wish in wishes:
        try:
            made.append(service.sign_up(session, wish.actor, week, wish.pitch, wish.asked))
        except Problem as refusal:
            made.append(refusal)
    return made


def _together(session: Session, week: Week, wishes) -> list:
    made = service.sign_up_each(session, week, wishes)
    session.flush()
    entered = [one for one in made if isinstance(one, service.Entered)]
    in_line = {one.signup.id: one.place for one in entered if one.place}
    assert in_line == queries.positions(session, [one.signup for one in entered])
    return [one.signup if isinstance(one, service.Entered) else one for one in made]
