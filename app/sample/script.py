"""The order of events: each thing that happened in the demo company, with the instant at which it did."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias
from zoneinfo import ZoneInfo

from app.outcomes.schemas import OutcomeIn
from app.sample import play, stories, times
from app.sample.stage import Stage
from app.sample.stories import CommentStory, NumbersStory, PitchStory, WeekStory
from app.weeks.phases import Phase, Schedule

Act: TypeAlias = Callable[[Stage], None]
_SOON = timedelta(minutes=25)
_MORNING = timedelta(hours=1, minutes=20)
_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class Step:
    at: datetime
    act: Act


@dataclass(frozen=True)
class Calendar:
    """How the times in one week's texts are read."""

    schedule: Schedule
    zone: ZoneInfo
    now: datetime

    def at(self, text: str) -> datetime:
        return times.instant(text, self.schedule, self.zone, self.now)

    def begins(self, phase: Phase) -> datetime:
        return self.schedule.begins[phase]

    def spread(self, at: datetime) -> datetime:
        """The same time of day, on a later of forming's working days for a later hour of its first one; most of them early."""
        first = self.begins(Phase.FORMING)
        after = at - first
        if not timedelta() <= after < _DAY:
            return at
        over = min(self.begins(Phase.EXPLORING), self.now) - first
        days = times.working_days(first, max(over.days, 1), self.zone)
        part = min(after / _MORNING, 1.0)
        return times.on_day(at, days[min(int(len(days) * part * part), len(days) - 1)], self.zone)


def steps(now: datetime) -> list[Step]:
    """All that happened until `now`, in the order of time; what happened at one instant, in the order of the texts."""
    company = stories.company()
    zone = ZoneInfo(company.time_zone)
    earlier, running = (Calendar(schedule, zone, now) for schedule in times.schedules(now, zone))
    story = [
        *_company(earlier, company),
        *_week(earlier, "ninth"),
        *_week(running, "tenth"),
        *(
            Step(running.at("pitching+1 17:00"), partial(play.leave_company, key=person.key))
            for person in company.left
        ),
    ]
    return sorted(story, key=lambda step: step.at)


def _company(calendar: Calendar, company: stories.Company) -> Iterator[Step]:
    founded = calendar.begins(Phase.PITCHING) - timedelta(days=40)
    for person in company.everyone():
        yield Step(
            founded, partial(play.join_company, story=person, domain=company.domain, zone=company.time_zone)
        )


def _week(calendar: Calendar, folder: str) -> Iterator[Step]:
    week = stories.week(folder)
    pitching = calendar.begins(Phase.PITCHING)
    scheduled = partial(play.schedule_week, story=week, schedule=calendar.schedule, zone=calendar.zone.key)
    yield Step(pitching - timedelta(days=12), scheduled)
    yield Step(pitching - timedelta(days=11), partial(play.publish, story=week))
    for number, (key, days) in enumerate(sorted((dict.fromkeys(week.out) | week.days).items())):
        at = pitching + timedelta(days=number, minutes=50)
        yield Step(at, partial(play.say_days, slug=week.slug, key=key, days=days))
    for pitch in stories.pitches(folder):
        yield from _pitch(calendar, week.slug, pitch)
        yield from _crew(calendar, week.slug, pitch)
        yield from _outcome(calendar, week.slug, pitch)
    yield from _demos(calendar, week, [pitch for pitch in stories.pitches(folder) if pitch.demo])


def _pitch(calendar: Calendar, slug: str, pitch: PitchStory) -> Iterator[Step]:
    submitted = calendar.at(pitch.submitted or pitch.drafted or "")
    yield Step(submitted - timedelta(seconds=45), partial(play.begin_pitch, slug=slug, story=pitch))
    if pitch.submitted:
        yield Step(submitted, partial(play.submit_pitch, slug=slug, story=pitch))
    yield from _interest(calendar, slug, pitch, submitted)
    for comment in pitch.comments:
        yield from _thread(calendar, slug, pitch.key, comment)
    if pitch.withdrawn:
        reason = pitch.withdrawn.reason
        yield Step(
            calendar.at(pitch.withdrawn.at),
            partial(play.withdraw_pitch, slug=slug, story=pitch, reason=reason),
        )


def _interest(calendar: Calendar, slug: str, pitch: PitchStory, since: datetime) -> Iterator[Step]:
    """Spread over the time in which one could only be interested; the same moments in each load."""
    until = calendar.at(pitch.withdrawn.at) if pitch.withdrawn else calendar.begins(Phase.FORMING)
    dice = random.Random(pitch.key)  # noqa: S311  # a story's dice, not a secret's
    for key in pitch.interest:
        at = since + (until - since) * dice.uniform(0.02, 0.98)
        yield Step(at, partial(play.be_interested, slug=slug, pitch=pitch.key, key=key))


def _thread(calendar: Calendar, slug: str, pitch: str, head: CommentStory) -> Iterator[Step]:
    write = partial(play.write_comment, slug=slug, pitch=pitch)
    yield Step(calendar.at(head.at), partial(write, story=head, head=None))
    for reply in head.replies:
        yield Step(calendar.at(reply.at), partial(write, story=reply, head=head))


def _crew(calendar: Calendar, slug: str, pitch: PitchStory) -> Iterator[Step]:
    """Who signs up without an hour of their own does so in the first morning of forming, in the order of the text.

    All of that day is then spread over the days there were, none before another that it followed.
    """
    dice = random.Random(pitch.key)  # noqa: S311  # a story's dice, not a secret's
    morning = calendar.begins(Phase.FORMING) + timedelta(minutes=1)
    for wish in pitch.crew:
        morning += timedelta(minutes=dice.uniform(1, 14))
        at = calendar.at(wish.at) if wish.at else morning
        yield Step(calendar.spread(at), partial(play.sign_up, slug=slug, pitch=pitch.key, story=wish))
        for told, yes in ((wish.accepted, True), (wish.declined, False)):
            if told is not None:
                answered = at + _SOON if told is True else calendar.at(told)
                answer = partial(play.answer, pitch=pitch.key, story=wish, yes=yes)
                yield Step(calendar.spread(answered), answer)
        if wish.left:
            leave = partial(play.leave_crew, pitch=pitch.key, key=wish.who)
            yield Step(calendar.spread(calendar.at(wish.left)), leave)


def _demos(calendar: Calendar, week: WeekStory, shown: list[PitchStory]) -> Iterator[Step]:
    for number, pitch in enumerate(shown):
        describe = partial(play.describe_demo, slug=week.slug, story=pitch)
        yield Step(
            calendar.at("exploring+3 14:00") + number * timedelta(minutes=9), partial(describe, shown=False)
        )
        yield Step(calendar.at("demos 14:00") + number * timedelta(minutes=5), partial(describe, shown=True))
    if shown:
        yield Step(calendar.at("exploring+3 18:00"), partial(play.order_demos, story=week, shown=shown))


def _outcome(calendar: Calendar, slug: str, pitch: PitchStory) -> Iterator[Step]:
    if pitch.outcome is None:
        return
    words = pitch.outcome.model_dump(include=set(OutcomeIn.model_fields) - {"impact"})
    for version in (pitch.outcome, *pitch.outcome.updates):
        told = OutcomeIn.model_validate(words | {"impact": _impact(calendar, version)})
        record = partial(play.record_outcome, slug=slug, pitch=pitch.key, who=version.who, told=told)
        yield Step(calendar.at(version.at), record)


def _impact(calendar: Calendar, version: NumbersStory) -> list[dict[str, object]]:
    return [
        row.model_dump() | {"as_of": calendar.at(row.as_of).astimezone(calendar.zone).date()}
        for row in version.impact
    ]
