"""The `webhooks` of the contract: one for each type of event, its body made from the class that records it."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.events.payloads import Event
from app.webhooks.kinds import TEST, kinds
from app.webhooks.schemas import HookBody, TestBody

Document = dict[str, Any]

_REF = "#/components/schemas/"
_ANSWERS = {
    "2XX": {"description": "It arrived, and is not sent again."},
    "410": {"description": "The address is gone for good: nothing is sent there any more."},
    "default": {"description": "Anything else, a redirect too: it is sent again, for 24 hours."},
}
_HEADERS = {
    "webhook-id": "The same each time that this is sent: what you have had already, you may leave.",
    "webhook-timestamp": "When it was sent, in seconds since 1970.",
    "webhook-signature": "`v1,` and the signature in base64; two, with a space between, while a secret is being rotated.",
}


def describe(document: Document) -> None:
    """Add what we send to an OpenAPI document: its shapes, the headers, and a request for each type of event."""
    schemas = document["components"]["schemas"]
    models: list[type[BaseModel]] = [HookBody, TestBody, *kinds().values()]
    _, made = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_REF + "{model}"
    )
    for name, schema in made["$defs"].items():
        schemas.setdefault(name, schema)
    document["components"]["parameters"] = {
        name: {
            "name": name,
            "in": "header",
            "required": True,
            "description": told,
            "schema": {"type": "string"},
        }
        for name, told in _HEADERS.items()
    }
    hooks = {type_: _hook(type_, kind.__doc__ or "", _body(type_, kind)) for type_, kind in kinds().items()}
    hooks[TEST] = _hook(TEST, TestBody.__doc__ or "", {"$ref": f"{_REF}{TestBody.__name__}"})
    document["webhooks"] = hooks


def _hook(type_: str, told: str, schema: Document) -> Document:
    said = " ".join(told.split())
    post = {
        "tags": ["Web hooks"], "operationId": _id(type_), "summary": said.partition(".")[0], "description": said,
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _HEADERS],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}, "responses": _ANSWERS,
    }  # fmt: skip
    return {"post": post}


def _body(type_: str, kind: type[Event]) -> Document:
    own = {"type": {"const": type_}, "data": {"$ref": f"{_REF}{kind.__name__}"}}
    return {"allOf": [
        {"$ref": f"{_REF}{HookBody.__name__}"},
        {"type": "object", "required": ["type", "data"], "properties": own},
    ]}  # fmt: skip


def show_examples(document: Document) -> None:
    """Give each request an example, put together from those of its shapes."""
    schemas = document["components"]["schemas"]
    around = schemas[HookBody.__name__]["examples"][0]
    for type_, kind in kinds().items():
        data = schemas[kind.__name__]["examples"][0]
        places = {name: data.get(name) for name in ("week_id", "pitch_id")}
        content = document["webhooks"][type_]["post"]["requestBody"]["content"]["application/json"]
        content["example"] = around | places | {"type": type_, "subject_id": data[kind.subject], "data": data}


def _id(type_: str) -> str:
    return "on" + "".join(word.capitalize() for word in type_.replace(".", "_").split("_"))
