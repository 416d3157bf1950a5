"""Sign-in links by mail, over HTTP."""

from typing import cast

from fastapi import Request, Response

from app.core.config import Settings
from app.core.errors import NotFound
from app.core.http import Writing, refuses, router
from app.core.limits import Kind, counts_as
from app.identity import links
from app.identity.paths import own_path
from app.identity.schemas import LinkAsked, LinkIn, LinkUse
from app.identity.texts import LANGUAGES
from app.people import session_routes
from app.people.deps import Caller, refuse_cross_site
from app.people.schemas import SessionOut

routes = router(tag="Session")


@routes.post("/session/links", status_code=202, operation_id="askForSignInLink", summary="Have a sign-in link sent by mail",
             responses=refuses((404, "not_found, where no mail server is set"), (429, "too_many_links")))  # fmt: skip
@counts_as(Kind.LINKS)
def ask_for_sign_in_link(request: Request, session: Writing, actor: Caller, body: LinkIn) -> LinkAsked:
    """The reply is the same whether or not somebody with this address is here; one of at most three a quarter of an hour for each address."""
    refuse_cross_site(request, actor.via)
    _require_mail(request)
    language = body.language if body.language in LANGUAGES else "en"
    links.ask(session, body.email, language, own_path(body.next))
    return LinkAsked.model_construct(lasts_minutes=int(links.LASTS.total_seconds() // 60))


@routes.post("/session/links/use", status_code=201, operation_id="signInByLink", summary="Sign in by a link that came by mail",
             responses=refuses((403, "cross_site, deactivated"), (404, "not_found, where no mail server is set"),
                               (409, "secret_already_shown"), (410, "link_over")))  # fmt: skip
@counts_as(Kind.SIGN_INS)
def sign_in_by_link(
    request: Request, response: Response, session: Writing, actor: Caller, body: LinkUse
) -> SessionOut:
    """Takes the secret behind the `#` of the link, once."""
    refuse_cross_site(request, actor.via)
    _require_mail(request)
    return session_routes.begun(request, response, session, links.used(session, body.secret))


def _require_mail(request: Request) -> None:
    if cast(Settings, request.app.state.settings).mailer is None:
        raise NotFound("No mail server is set here.")
