"""The verbs of the demo company's story, each carried out by the person who did it, through the same doors as anyone's."""

from datetime import timedelta

from app.core import actor as actors
from app.demos import service as demos
from app.demos.schemas import DemoIn, RunningOrderIn, Slot
from app.outcomes import service as outcomes
from app.outcomes.schemas import OutcomeIn
from app.people import service as people
from app.people.schemas import MePatch, PersonIn
from app.pitches import comments, interest
from app.pitches import service as pitches
from app.pitches.schemas import CommentIn, HandOver, PitchIn, PitchPatch
from app.sample.stage import Stage
from app.sample.stories import CommentStory, PersonStory, PitchStory, SignUpStory, WeekStory
from app.signups import service as signups
from app.signups.models import SignUpStatus
from app.signups.schemas import SignUpIn
from app.weeks import service as weeks
from app.weeks.phases import Phase, Schedule
from app.weeks.policy import Who
from app.weeks.schemas import Day, ParticipationIn, ScheduleIn, WeekCopy, WeekIn, WeekPatch

OF_THE_STORY_ALONE = {
    "key", "leads", "continues", "submitted", "drafted", "interest", "crew", "comments", "withdrawn", "demo", "outcome",
}  # fmt: skip


def join_company(stage: Stage, story: PersonStory, domain: str, zone: str) -> None:
    new = PersonIn(email=f"{story.key}@{domain}", name=story.name, home_team=story.home_team, role=story.role)
    person = people.add(stage.session, actors.system(), new)
    stage.people[story.key] = person
    profile = MePatch(
        bio=story.bio,
        time_zone=story.time_zone or zone,
        skills=story.skills,
        wants_to_learn=story.wants_to_learn,
    )
    people.edit_me(stage.session, stage.actor(story.key), person, profile)


def leave_company(stage: Stage, key: str) -> None:
    people.deactivate(stage.session, actors.system(), stage.people[key])


def schedule_week(stage: Stage, story: WeekStory, schedule: Schedule, zone: str) -> None:
    """Schedule it, as a copy of an earlier one where the story says so."""
    organizer = stage.actor(story.organizers[0])
    begins = ScheduleIn.model_validate({str(phase): at for phase, at in schedule.begins.items()})
    words = story.model_dump(include={"theme", "focus", "description", "guardrails"})
    named = {"slug": story.slug, "title": story.title, "time_zone": zone, "schedule": begins}
    if story.copies is None:
        week = weeks.create(stage.session, organizer, WeekIn.model_validate(named | words))
    else:
        week = weeks.copy(stage.session, organizer, stage.weeks[story.copies], WeekCopy.model_validate(named))
        weeks.edit(stage.session, organizer, week, WeekPatch.model_validate(words))
    stage.weeks[story.slug] = week


def publish(stage: Stage, story: WeekStory) -> None:
    organizer, week = stage.actor(story.organizers[0]), stage.weeks[story.slug]
    for key in story.organizers[1:]:
        weeks.add_organizer(stage.session, organizer, week, stage.people[key])
    weeks.publish(stage.session, organizer, week)


def say_days(stage: Stage, slug: str, key: str, days: list[str] | None) -> None:
    """Say on which days one takes part; None says that one is out."""
    wish = ParticipationIn(taking_part=days is not None, days=[Day(day) for day in days or []])
    weeks.take_part(stage.session, stage.actor(key), stage.weeks[slug], wish)


def begin_pitch(stage: Stage, slug: str, story: PitchStory) -> None:
    """A draft by the first lead, in its own words even where it continues another, and then shared with the other leads."""
    lead, week = stage.actor(story.leads[0]), stage.weeks[slug]
    words = story.model_dump(exclude=OF_THE_STORY_ALONE)
    if story.continues is None:
        pitch = pitches.pitch(stage.session, lead, week, PitchIn.model_validate(words | {"draft": True}))
    else:
        pitch = pitches.continue_in(stage.session, lead, stage.pitches[story.continues], week)
        pitches.edit(stage.session, lead, week, pitch, PitchPatch.model_validate(words))
    stage.pitches[story.key] = pitch
    for key in story.leads[1:]:
        pitches.hand_over(
            stage.session, lead, week, pitch, HandOver(person_id=stage.people[key].id, keep=True)
        )


def submit_pitch(stage: Stage, slug: str, story: PitchStory) -> None:
    pitches.submit(stage.session, stage.actor(story.leads[0]), stage.weeks[slug], stage.pitches[story.key])


def withdraw_pitch(stage: Stage, slug: str, story: PitchStory, reason: str) -> None:
    pitches.withdraw(
        stage.session, stage.actor(story.leads[0]), stage.weeks[slug], stage.pitches[story.key], reason
    )


def be_interested(stage: Stage, slug: str, pitch: str, key: str) -> None:
    interest.say(stage.session, stage.actor(key), stage.weeks[slug], stage.pitches[pitch])


def write_comment(
    stage: Stage, slug: str, pitch: str, story: CommentStory, head: CommentStory | None
) -> None:
    """Write into a pitch's thread; `head` is the comment that this one answers."""
    parent = stage.comments[pitch, head.who, head.at] if head else None
    new = CommentIn(body=story.text, parent_id=parent)
    written = comments.write(
        stage.session, stage.actor(story.who), stage.weeks[slug], stage.pitches[pitch], new
    )
    stage.comments[pitch, story.who, story.at] = written.id


def sign_up(stage: Stage, slug: str, pitch: str, story: SignUpStory) -> None:
    """Ask for a place, or be invited by the lead. Who acts for the first time in a week accepts its guardrails."""
    week, wanted = stage.weeks[slug], stage.pitches[pitch]
    wish = SignUpIn(
        role=story.role,
        message=story.message,
        person_id=stage.people[story.who].id if story.invited else None,
    )
    if (slug, story.who) not in stage.agreed:
        weeks.accept_guardrails(stage.session, stage.actor(story.who), week)
        stage.agreed.add((slug, story.who))
    if story.invited:
        made = signups.invite(stage.session, stage.lead_of(pitch), week, wanted, wish)
    else:
        made = signups.sign_up(stage.session, stage.actor(story.who), week, wanted, wish)
    stage.signups[pitch, story.who] = made


def answer(stage: Stage, pitch: str, story: SignUpStory, *, yes: bool) -> None:
    """The lead's answer to who asked, or a person's to an invitation; a lead's own wish needs none."""
    signup = stage.signups[pitch, story.who]
    if signup.status is SignUpStatus.ACCEPTED:
        return
    decider = stage.actor(story.who) if story.invited else stage.lead_of(pitch)
    (signups.accept if yes else signups.decline)(stage.session, decider, signup)


def leave_crew(stage: Stage, pitch: str, key: str) -> None:
    signups.leave(stage.session, stage.actor(key), stage.signups[pitch, key])


def describe_demo(stage: Stage, slug: str, story: PitchStory, *, shown: bool) -> None:
    """Say how one will show it; once it has been shown, with where it can be seen."""
    assert story.demo is not None, "asked for pitches with a demo alone"
    words = story.demo.model_dump(exclude={"recording", "links"} if not shown else {"recording"})
    told = DemoIn.model_validate(words | {"recording_url": story.demo.recording if shown else None})
    lead = stage.actor(story.leads[0])
    demos.describe(stage.session, lead, stage.weeks[slug], stage.pitches[story.key], Who.LEAD, told)


def order_demos(stage: Stage, story: WeekStory, shown: list[PitchStory]) -> None:
    """One after the other in the order of the texts, with two minutes to clap."""
    week = stage.weeks[story.slug]
    assert week.schedule is not None, "a week of the story has a schedule"
    starts_at, slots = week.schedule.begins[Phase.DEMOS], []
    for pitch in shown:
        minutes = pitch.demo.minutes if pitch.demo else 0
        slots.append(
            Slot(
                pitch_id=stage.pitches[pitch.key].id,
                starts_at=starts_at,
                minutes=minutes,
                place="The canteen, and the call",
            )
        )
        starts_at += timedelta(minutes=minutes + 2)
    demos.put_in_order(stage.session, stage.actor(story.organizers[0]), week, RunningOrderIn(items=slots))


def record_outcome(stage: Stage, slug: str, pitch: str, who: str, told: OutcomeIn) -> None:
    outcomes.record(stage.session, stage.actor(who), stage.weeks[slug], stage.pitches[pitch], Who.LEAD, told)
