"""What an assistant can do about a refusal, in a sentence: for those codes whose own sentence speaks of the API."""

from app.core.errors import Problem

_BY_CODE = {
    "scope_missing": "Ask the person for a token with that scope; nothing else you try will help.",
    "not_found": "Look the id or slug up again with search_pitches or list_weeks; don't guess one.",
    "reason_required": "This is out of its phase. An organizer may do it with a reason, on the page; you can't.",
    "guardrails_not_accepted": "The person reads and accepts them on the week's page; you can't do it for them.",
    "already_in_crew": "Ask whether to give up that place; if so, call switch_crew with this pitch.",
    "already_signed_up": "my_signups shows it. There is nothing to do unless they want to leave.",
    "no_such_place": "There is nothing to switch from: call sign_up.",
    "stale_version": "Call read_pitch, put your change into the outcome as it is now, and send its version.",
    "after_unknown": "Call list_outcomes with after=0 and keep the `last` that it gives.",
    "bad_cursor": "Leave cursor out to start again, with the same other arguments as before.",
    "leads_only": "Only its leads can do that; read_pitch names them.",
    "crew_only": "Only its leads and crew can do that; read_pitch names them.",
    "invite_only": "Its lead invites people: the person can ask in a comment, on the page.",
    "database_unavailable": "Try the same call again in a few seconds.",
    "busy": "Try the same call again in a few seconds.",
    "storage_full": "Tell the person that nothing was saved, and that whoever runs Offtrail has to make room.",
    "conflict": "Look again, then try once more.",
    "invalid": "Correct these arguments and call again.",
}


def advice(problem: Problem) -> str | None:
    """What to do now, or from when it may be done; None where the refusal says it all."""
    allowed_from = problem.more.get("allowed_from")
    if allowed_from is not None:
        return f"It will be possible from {allowed_from}; until then, don't try again."
    return _BY_CODE.get(problem.code)
