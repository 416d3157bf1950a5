"""An example for every shape of the contract: some written by hand, the others put together from their fields."""

from typing import Any

Schema = dict[str, Any]

_AN_ID = "01969f3a-5a70-7c11-8f0e-2b9f4d6a1c35"
_INSTANT = "2027-01-11T09:00:00Z"
_WRITTEN: dict[str, Any] = {
    "AddressIn": {"kind": "calendar"},
    "AcceptIn": {"switch_from": _AN_ID},
    "CommentIn": {"body": "Which of the runbooks has it read?", "parent_id": None},
    "DemoIn": {"mode": "live", "title": "Ask it anything", "minutes": 10},
    "HandOver": {"person_id": _AN_ID, "keep": True},
    "LinkIn": {"email": "ada@example.com", "language": "en", "next": "/weeks/winter-2027"},
    "LinkUse": {"secret": "ZxQ0b3fA1s9LkJ7hG5dS2aPoIuYtReWqMnBvCxZlKjH"},
    "MePatch": {"skills": ["Python"], "wants_to_learn": ["retrieval"]},
    "PersonIn": {"name": "Ada Quill", "email": "ada@example.com", "home_team": "Platform", "role": "member"},
    "PersonPatch": {"home_team": "Payments"},
    "PitchPatch": {"crew_limit": 4, "skills_needed": ["Python", "SQL"]},
    "RunningOrderIn": {"items": [{"pitch_id": _AN_ID, "starts_at": _INSTANT, "minutes": 10, "place": "Main hall"}]},
    "SignIn": {"person_id": _AN_ID},
    "SignUpIn": {"role": "member", "message": "I wrote half of those runbooks."},
    "TokenIn": {"name": "The warehouse", "scopes": ["outcomes:read"], "expires_at": "2028-01-01T00:00:00Z"},
    "ViewIn": {"role": "member"},
    "WebhookIn": {
        "name": "The chat", "url": "https://chat.example.com/offtrail", "types": ["pitch.submitted", "outcome.*"], "week": "winter-2027",
    },
    "WebhookPatch": {"on": True},
    "WeekCopy": {"slug": "summer-2027", "title": "Summer 2027", "months": 6},
    "WeekPatch": {"theme": "Quieter nights on call"},
}  # fmt: skip
_WORDS: dict[str, Any] = {
    "bio": "Keeps the lights on.", "body": "Which of the runbooks has it read?", "chat_url": "https://chat.example.com/runbooks",
    "code": "signups_closed", "dates_text": "", "days": ["monday", "tuesday"], "description": "", "detail": "Sign-ups open with the phase forming.",
    "email": "ada@example.com", "focus": "What wakes us up", "guardrails": "No customer data.", "hint": "x7Qk", "home": "Platform",
    "home_team": "Platform", "learned": "Old runbooks are worse than none.", "location": "Berlin", "message": "I wrote half of them.",
    "metric": "time to first answer", "name": "Ada Quill", "notes": "We need two microphones.", "place": "Main hall",
    "reason": "The hall is free a week later.", "secret": "offtrail_…", "skills": ["Python"], "skills_needed": ["Python"],
    "skills_to_learn": ["retrieval"], "slug": "winter-2027", "summary": "Ask it at three in the morning.", "tags": ["on-call"],
    "theme": "Quieter nights on call", "time_zone": "Europe/Berlin", "title": "An assistant that has read our runbooks",
    "types": ["pitch.submitted"], "type": "pitch.submitted", "unit": "minutes", "via": "session", "wants_to_learn": ["retrieval"], "week": "winter-2027",
    "week_title": "Winter 2027", "where": "Room 2",
}  # fmt: skip
_BY_FORMAT = {"date-time": _INSTANT, "date": "2027-01-11", "uri": "https://example.com/demo"}
_BY_TYPE: dict[str, Any] = {"boolean": False, "integer": 1, "number": 6.5, "null": None, "string": ""}


def add_examples(schemas: dict[str, Schema]) -> None:
    """Give each object among these schemas an example, unless it has one."""
    for name, schema in schemas.items():
        if schema.get("type") == "object" and "examples" not in schema:
            schema["examples"] = [_WRITTEN.get(name) or _of(schema, "", schemas)]


def _of(schema: Schema, name: str, schemas: dict[str, Schema]) -> Any:  # whatever JSON the schema describes
    if "$ref" in schema:
        target = schema["$ref"].rpartition("/")[2]
        return _WRITTEN.get(target) or _of(schemas[target], name, schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if chosen := schema.get("enum") or [schema[name] for name in ("const",) if name in schema]:
        return chosen[0]
    if "anyOf" in schema:
        return _of(schema["anyOf"][0], name, schemas)
    if schema.get("type") == "object":
        return _object(schema, schemas)
    return _plain(schema, name, schemas)


def _object(schema: Schema, schemas: dict[str, Schema]) -> dict[str, Any]:
    if isinstance(more := schema.get("additionalProperties"), dict):
        names = schema.get("propertyNames")
        return {_of(names, "", schemas) if names else "edit": _of(more, "", schemas)}
    return {name: _of(field, name, schemas) for name, field in schema.get("properties", {}).items()}


def _plain(schema: Schema, name: str, schemas: dict[str, Schema]) -> Any:
    if schema.get("type") == "array":
        items = schema.get("items", {})
        return _WORDS[name] if name in _WORDS and "$ref" not in items else [_of(items, "", schemas)]
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if schema.get("type") == "string" and (name == "id" or name.endswith("_id") or "pattern" in schema):
        return _WORDS.get(name, _AN_ID)
    if schema.get("type") == "string":
        return _WORDS.get(name) or ""
    return _BY_TYPE.get(schema.get("type", ""))
