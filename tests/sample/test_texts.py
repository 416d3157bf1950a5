"""The demo company's texts keep to the limits that everybody's texts have, and to the product's words."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from app.people.schemas import MePatch, PersonIn
from app.pitches.schemas import CommentIn, PitchIn
from app.sample import stories
from app.sample.play import OF_THE_STORY_ALONE

FOLDERS = ("ninth", "tenth")
PITCHES = [pitch for folder in FOLDERS for pitch in stories.pitches(folder)]
EVERYONE = stories.company().everyone()
SOURCES = sorted(stories.HERE.rglob("*.yaml"))


def comments_of(pitch: stories.PitchStory) -> list[stories.CommentStory]:
    return [comment for head in pitch.comments for comment in (head, *head.replies)]


def people_named_in(pitch: stories.PitchStory) -> set[str]:
    return {
        *pitch.leads,
        *pitch.interest,
        *(wish.who for wish in pitch.crew),
        *(comment.who for comment in comments_of(pitch)),
        *((pitch.outcome.who,) if pitch.outcome else ()),
    }


def links_in(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"'}<>)]+", text)


@pytest.mark.parametrize("pitch", PITCHES, ids=lambda pitch: pitch.key)
def test_a_pitch_could_have_been_sent_by_anyone(pitch):
    PitchIn.model_validate(pitch.model_dump(exclude=OF_THE_STORY_ALONE))
    for comment in comments_of(pitch):
        CommentIn(body=comment.text)


@pytest.mark.parametrize("person", EVERYONE, ids=lambda person: person.key)
def test_a_person_could_be_anyone(person):
    PersonIn(name=person.name, email=f"{person.key}@{stories.company().domain}", home_team=person.home_team)
    MePatch(bio=person.bio, skills=person.skills, wants_to_learn=person.wants_to_learn)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_texts_use_the_product_s_words(source):
    text = source.read_text("utf-8")

    assert re.findall(r"hackathon|(?<!home )\bteams?\b", text, re.IGNORECASE) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_address_leads_out_of_the_fiction(source):
    hosts = {urlsplit(link).hostname for link in links_in(source.read_text("utf-8"))}

    assert [host for host in hosts if not host.endswith(".ovenlark.example")] == []


def test_everybody_who_is_named_works_there():
    named = set().union(*(people_named_in(pitch) for pitch in PITCHES))

    assert named - {person.key for person in EVERYONE} == set()


@pytest.mark.parametrize("field", ["key", "name"])
def test_nobody_is_there_twice(field):
    assert [name for name, n in Counter(getattr(p, field) for p in EVERYONE).items() if n > 1] == []


def test_every_active_person_is_named_in_the_running_week():
    named = set().union(*(people_named_in(pitch) for pitch in stories.pitches("tenth")))

    assert {person.key for person in EVERYONE} - named == set()


def test_a_thread_s_comments_can_be_told_apart():
    handles = Counter(
        (pitch.key, comment.who, comment.at) for pitch in PITCHES for comment in comments_of(pitch)
    )

    assert [handle for handle, n in handles.items() if n > 1] == []


def test_a_misspelt_word_in_a_file_is_found():
    with pytest.raises(ValueError, match="sumary"):
        stories.Withdrawal.model_validate({"at": "pitching", "reason": "none", "sumary": ""})
