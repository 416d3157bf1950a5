"""Makes up requests from the contract with schemathesis, and checks the answers against it."""

from contextlib import suppress

import schemathesis
from httpx2 import InvalidURL
from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 2  # for an operation: `make fuzz` is what tries many
SEED = 20270104
LEFT_OUT = {"deactivatePerson", "signOut", "revokeToken"}  # whoever asks would soon be nobody


def contract_of(application):
    return schemathesis.openapi.from_dict(application.openapi())


def operations(contract, part, parts):
    """A part of the operations, without those that never end and those that would end the caller."""
    found = [result.ok() for result in contract.get_all_operations()]
    kept = [
        operation for operation in found
        if operation.definition.raw.get("operationId") not in LEFT_OUT
        and not any("text/event-stream" in reply.get("content", {}) for reply in operation.definition.raw["responses"].values())
    ]  # fmt: skip
    return kept[part::parts]


def attack(client, operation, known, *, right):
    """Send what is made up for one operation, right or wrong, with paths that name something where it has any; check the answers."""
    mode = GenerationMode.POSITIVE if right else GenerationMode.NEGATIVE
    named = {name: known[name] for name in path_names(operation) if name in known}

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    @given(case=operation.as_strategy(mode))
    def send(case):
        if right:
            case.path_parameters = {**(case.path_parameters or {}), **named}
        sent = case.as_transport_kwargs(base_url="http://offtrail.test")
        try:
            reply = client.request(
                sent["method"], sent["url"], params=sent.get("params"), headers=headers(sent), json=sent.get("json"), content=sent.get("data"),
            )  # fmt: skip
        except InvalidURL:  # longer than this client sends
            reject()
        case.validate_response(Response.from_any(reply), checks=CHECKS)

    with suppress(Unsatisfiable):  # an operation that takes nothing can't be sent anything wrong
        send()


def path_names(operation):
    return [p["name"] for p in operation.definition.raw.get("parameters", []) if p["in"] == "path"]


def headers(sent):
    """What was made up, with a caller who may do everything: the way in is the subject of other tests."""
    return {name: value for name, value in sent.get("headers", {}).items() if name.lower() != "authorization"}
