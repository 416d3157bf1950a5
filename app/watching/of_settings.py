"""What the settings alone tell of an installation, and what they point to: files, a mail server, a provider, an address."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from app.core.config import Environment, Settings, unknown
from app.core.mail import NotSent
from app.identity.oidc import Refused
from app.identity.routes import provider_of
from app.watching.finding import Finding, ok, problem, warning

ROOM = 2**30
"""Bytes that a disk should have left: a gibibyte."""
TOO_LITTLE = 2**26
TAKES_S = 10


def of_settings(settings: Settings) -> Iterator[Finding]:
    """What the settings say, and nothing that they point to."""
    misspelt = [*unknown()]
    yield from (warning("settings", told, "Correct its name, or take it away.") for told in misspelt)
    if not misspelt:
        yield ok("settings", "Each OFFTRAIL_ variable is a setting, and has a value that it can have.")
    yield _environment(settings)
    yield _way_in(settings)
    yield _key(settings)
    yield _metrics(settings)


def _environment(settings: Settings) -> Finding:
    if settings.environment is Environment.PRODUCTION:
        return ok("environment", "It runs as production.")
    return warning(
        "environment",
        "It doesn't run as production: cookies are not bound to https, and what is for trying things out is allowed.",
        "Set OFFTRAIL_ENVIRONMENT=production for a company's data.",
    )


def _way_in(settings: Settings) -> Finding:
    if settings.local_sign_in:
        return warning(
            "sign-in",
            "Anyone signs in as anyone with a click.",
            "Unset OFFTRAIL_LOCAL_SIGN_IN before more than you can reach it; docs/sign-in.md has the ways for a company.",
        )
    if settings.signs_in_at or settings.mail_server:
        return ok("sign-in", f"People sign in at {settings.signs_in_at or 'a link that comes by mail'}.")
    return warning(
        "sign-in",
        "There is no way for people to sign in; programs with tokens alone get in.",
        "Connect an identity provider, a proxy or a mail server: docs/sign-in.md.",
    )


def _key(settings: Settings) -> Finding:
    if settings.secret_keys:
        return ok("secret key", "Secrets in the database are sealed with a key of your own.")
    return warning(
        "secret key",
        "OFFTRAIL_SECRET_KEY is unset: production registers no web hooks, and elsewhere their secrets are sealed with a key that everybody knows.",
        "Set it to what `openssl rand -hex 32` prints, and keep it apart from the backups.",
    )


def _metrics(settings: Settings) -> Finding:
    if settings.metrics_token:
        return ok("metrics", "/metrics is read with a token.")
    return ok("metrics", "/metrics is read by whoever reaches it; the proxy in front has to keep it in.")


# --- what they point to


def of_files(settings: Settings) -> Iterator[Finding]:
    """Of SQLite's file: who may read it, and whether the disk has room."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    path = Path(url.database).absolute()
    if not path.exists():
        return
    readers = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    if readers:
        yield warning("database file", f"{path} can be read by others on this machine.", f"chmod 600 {path}")
    else:
        yield ok("database file", f"{path} is its owner's alone.")
    yield _room(path)


def _room(path: Path) -> Finding:
    free = shutil.disk_usage(path.parent).free
    says = f"The disk below {path.parent} has {free / 2**30:.1f} GiB left."
    if free < TOO_LITTLE:
        return problem("disk", says, "Make room now: what can't be written is refused.")
    if free < max(ROOM, 2 * path.stat().st_size):
        return warning(
            "disk", says, "Make room: a backup and the write-ahead log take as much as the database."
        )
    return ok("disk", says)


def of_mail(settings: Settings) -> Iterator[Finding]:
    """Whether the mail server takes us."""
    if settings.mailer is None:
        return
    try:
        settings.mailer.greet()
    except NotSent as reason:
        yield problem(
            "mail",
            f"The mail server {settings.mail_server} doesn't take us: {reason}.",
            "Look at OFFTRAIL_MAIL_SERVER, _TLS, _USER and _PASSWORD, and whether this machine reaches it.",
        )
    else:
        yield ok("mail", f"The mail server {settings.mail_server} takes us.")


def of_provider(settings: Settings) -> Iterator[Finding]:
    """Whether the identity provider answers, and is who we think."""
    provider = provider_of(settings)
    if provider is None:
        return
    try:
        provider.introduces_itself()
    except Refused as reason:
        yield problem(
            "provider",
            f"The identity provider {settings.oidc_issuer} can't be used: {reason}.",
            "Open its address with /.well-known/openid-configuration after it from this machine: `issuer` there has to be OFFTRAIL_OIDC_ISSUER, letter by letter.",
        )
    else:
        yield ok("provider", f"The identity provider {settings.oidc_issuer} answers, and calls itself so.")


def of_address(settings: Settings) -> Iterator[Finding]:
    """Whether the address that people open leads to an Offtrail."""
    address = settings.public_address
    if address is None:
        return
    if settings.environment is Environment.PRODUCTION and not address.startswith("https://"):
        yield problem(
            "public address",
            f"{address} is not encrypted: browsers keep no session of production there.",
            "Put TLS in front (docs/deploying.md), and have OFFTRAIL_PUBLIC_ADDRESS begin with https://.",
        )
        return
    says = _answers(address)
    if says is None:
        yield ok("public address", f"{address} leads to an Offtrail.")
    else:
        yield warning(
            "public address",
            f"{address} doesn't lead to an Offtrail from here: {says}.",
            "If people get there, this machine alone can't; else look at the proxy in front: docs/deploying.md.",
        )


def _answers(address: str) -> str | None:
    """What is wrong with what answers there."""
    import httpx2

    try:
        reply = httpx2.get(f"{address}/healthz", timeout=TAKES_S)
    except (httpx2.HTTPError, OSError) as error:
        return type(error).__name__
    if reply.status_code != 200 or reply.text != '{"status":"alive"}':
        return f"it answers {reply.status_code}, and not as Offtrail does"
    return None
