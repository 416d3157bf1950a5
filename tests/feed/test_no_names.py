"""The log holds ids: no name, no e-mail and no words about a person, whatever people did."""

import json

from sqlmodel import select

from app.core.actor import Role
from app.events.models import ErasableText, EventRow
from app.weeks.phases import Phase
from tests.world import done

WORDS = "Zyxwv"


def lives(world, ada, linus, stranger, grace, admin):
    """One of everything that people can say about themselves and others, each with a word of its own."""
    week = world.week(Phase.FORMING, guardrails="Be kind")
    for someone in (linus, stranger):
        done(someone.post(f"weeks/{week['slug']}/accept-guardrails"))
    pitch = ada.pitches(week, join="ask")
    wish = linus.signs_up(pitch, message=f"{WORDS} message")
    done(ada.post(f"signups/{wish['id']}/accept"))
    done(
        ada.post(
            f"pitches/{pitch['id']}/signups", {"person_id": stranger.id, "message": f"{WORDS} invitation"}
        )
    )
    comment = done(linus.post(f"pitches/{pitch['id']}/comments", {"body": f"{WORDS} comment"}))
    done(linus.patch(f"comments/{comment['id']}", {"body": f"{WORDS} edited"}))
    done(linus.patch("me", {
        "name": f"Linus {WORDS}", "bio": f"{WORDS} bio", "skills": [f"{WORDS} skill"], "wants_to_learn": [f"{WORDS} wish"],
    }))  # fmt: skip
    done(
        admin.patch(
            f"people/{stranger.id}", {"email": f"{WORDS}@offtrail.example", "name": f"Mallory {WORDS}"}
        )
    )
    done(admin.post("people", {"name": f"Newcomer {WORDS}", "email": f"new.{WORDS}@offtrail.example"}))
    done(grace.patch(f"pitches/{pitch['id']}?reason={WORDS}+reason", {"where": "Room 2"}))
    done(ada.post(f"pitches/{pitch['id']}/withdraw", {"reason": f"{WORDS} withdrawn"}))
    done(admin.post(f"people/{stranger.id}/deactivate"))
    done(admin.put(f"weeks/{week['slug']}/schedule", {
        "schedule": week["schedule"] | {"closed": "2028-01-01T09:00:00Z"}, "reason": f"{WORDS} moved",
    }))  # fmt: skip
    done(admin.post(f"weeks/{week['slug']}/cancel", {"reason": f"{WORDS} cancelled"}))


def test_no_name_no_address_and_no_words_about_a_person_are_in_the_log(world, ada, linus, stranger, grace):
    admin = world.person("Root", None, Role.ADMIN)
    people = [ada, linus, stranger, grace, admin]
    lives(world, ada, linus, stranger, grace, admin)

    with world.db.reading() as session:
        rows = [row.model_dump(mode="json") for row in session.exec(select(EventRow))]
        erasable = " ".join(row.text for row in session.exec(select(ErasableText)))

    log = json.dumps(rows)
    assert len(rows) > 30
    assert [
        word for word in (WORDS, *(p.name for p in people), *(p.email for p in people)) if word in log
    ] == []
    for kind in ("message", "invitation", "comment", "edited", "reason", "withdrawn", "moved", "cancelled"):
        assert f"{WORDS} {kind}" in erasable
