"""A week by the Python client that was made from the contract; mypy reads it strictly, and it runs against a served process."""

import os

from offtrail_client import AuthenticatedClient
from offtrail_client.api.outcomes import pull_outcomes
from offtrail_client.api.pitches import submit_pitch
from offtrail_client.api.sign_ups import sign_up
from offtrail_client.api.weeks import accept_guardrails, list_weeks
from offtrail_client.models import (
    OutcomeGone,
    OutcomesAfter,
    PageWeekRow,
    Phase,
    PitchIn,
    PitchOut,
    SignUpIn,
    SignUpOut,
)


def main() -> None:
    client = AuthenticatedClient(os.environ["OFFTRAIL_URL"], os.environ["OFFTRAIL_TOKEN"])
    with client as offtrail:
        weeks = list_weeks.sync(client=offtrail)
        assert isinstance(weeks, PageWeekRow)
        slug = next(week.slug for week in weeks.items if week.phase is Phase.FORMING)

        pitch = submit_pitch.sync(slug, client=offtrail, body=PitchIn(title="Typed in Python", crew_limit=2))
        assert isinstance(pitch, PitchOut)
        accepted = accept_guardrails.sync_detailed(slug, client=offtrail)
        assert accepted.status_code == 200
        place = sign_up.sync(pitch.id, client=offtrail, body=SignUpIn())
        assert isinstance(place, SignUpOut)
        again = sign_up.sync_detailed(pitch.id, client=offtrail, body=SignUpIn())
        assert again.status_code == 409

        page = pull_outcomes.sync(client=offtrail, after=0, limit=200)
        assert isinstance(page, OutcomesAfter)
        living = [item.pitch.title for item in page.items if not isinstance(item, OutcomeGone)]
        print(
            f"Python: {len(weeks.items)} weeks, {place.status} on {pitch.title!r}, {len(living)} outcomes up to {page.last}"
        )


if __name__ == "__main__":
    main()
