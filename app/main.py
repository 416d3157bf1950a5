"""The composition root: one application from its settings."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.types import ASGIApp, Scope

from app import VERSION, reactions
from app.api import TRIED
from app.board.again import Again
from app.contract import add_contract
from app.core import clock
from app.core.bodies import BodyLimit
from app.core.config import Environment, Settings
from app.core.db import Database
from app.core.limits import Limits
from app.core.logging import configure, without_secrets
from app.core.observe import Observe
from app.core.outgoing import Guard
from app.core.paths import frontend_dir
from app.core.problems import add_problem_replies
from app.core.replicas import Replica
from app.core.safe_headers import SafeHeaders
from app.core.sealing import Seal
from app.feed.live import Watch, end_on_signals
from app.health import routes as health
from app.identity import links
from app.identity.routes import provider_of
from app.mcp import endpoint as mcp
from app.page import add_page
from app.people.deps import cookie_name
from app.scim import endpoint as scim
from app.scim.refusals import body_too_large
from app.watching import metrics
from app.webhooks import jobs as webhooks
from app.worker import loop
from app.worker.forgetting import Keeping

REACTIONS = reactions.ALL
SHARED_EVERY = timedelta(seconds=1)


def create_app(settings: Settings) -> FastAPI:
    """The service: the API, the page, the machinery beside them, and the worker as a thread where it is asked for."""
    configure(settings.log_level)
    if settings.clock_file is not None:
        clock.follow_offset_file(settings.clock_file)
    app = Service(
        title="Offtrail", version=VERSION, lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url=None,
        redirect_slashes=False,  # a path that is not there is a 404 in the one shape, never a way to another
        telemetry={"logs": False, "exclude": is_secret},
    )  # fmt: skip
    app.state.settings = settings
    app.state.db = Database(
        settings.database_url, settings.pool_size,
        most_s=settings.database_seconds, slow_ms=settings.slow_statement_ms,
    )  # fmt: skip
    if settings.replica_url is not None:
        app.state.db.replica = Replica(
            Database(settings.replica_url, settings.pool_size, most_s=settings.database_seconds)
        )
    app.state.gatherings = {}
    app.state.visits = CapacityLimiter(settings.pool_size)
    app.state.watch = Watch(app.state.db)
    app.state.limits, app.state.cookie = Limits(settings.limits), cookie_name(settings)
    app.state.asking = metrics.Asking()
    app.state.provider = provider_of(settings)
    app.state.guard, app.state.seal = guard_of(settings), seal_of(settings)
    add_problem_replies(app)
    app.router.routes.extend(TRIED)
    app.router.routes.extend(mcp.ROUTES)
    app.router.routes.extend(scim.ROUTES)
    app.include_router(health)
    add_contract(app)
    add_page(app, frontend_dir())
    app.add_middleware(BodyLimit, seconds=settings.body_seconds, elsewhere={f"{scim.PATH}/": body_too_large})
    return app


class Service(FastAPI):
    """FastAPI, with what concerns every reply outside of what answers for a bug: that one is counted, named and kept safe too."""

    def build_middleware_stack(self) -> ASGIApp:
        encrypted = self.state.settings.environment is Environment.PRODUCTION
        return Observe(SafeHeaders(Again(super().build_middleware_stack()), encrypted=encrypted))


def is_secret(scope: Scope) -> bool:
    """Whether the address itself is a secret: OpenTelemetry, where it is set up, is told nothing of such requests."""
    path: str = scope["path"]
    return without_secrets(path) != path


def guard_of(settings: Settings) -> Guard:
    """Whom web hooks may be sent to."""
    return Guard(settings.allowed_hosts)


def seal_of(settings: Settings) -> Seal:
    """What secrets in the database are sealed with."""
    return Seal(settings.secret_keys, settings.environment is Environment.PRODUCTION)


def senders(db: Database, settings: Settings, stop: threading.Event) -> list[threading.Thread]:
    """Threads that send web hooks and mail beside the worker's jobs, which wait for nobody outside."""
    handed = (db, guard_of(settings), seal_of(settings), stop)
    made = [threading.Thread(target=webhooks.run, args=handed, name="webhooks", daemon=True)]
    if settings.mailer is not None:
        by_mail = (db, settings.mailer, settings.public_address, stop)
        made.append(threading.Thread(target=links.run, args=by_mail, name="mail", daemon=True))
    return made


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    stop = threading.Event()
    keep = Keeping.of(app.state.settings)
    share: loop.Jobs = ((app.state.limits.share_counts, SHARED_EVERY),)
    jobs = share + (loop.jobs_of(keep) if app.state.settings.worker_inside else loop.OF_THIS_PROCESS)
    threads = [threading.Thread(target=loop.run, args=(app.state.db, stop, jobs), name="worker", daemon=True)]
    if app.state.settings.worker_inside:
        threads += senders(app.state.db, app.state.settings, stop)
    for thread in threads:
        thread.start()
    if threading.current_thread() is threading.main_thread():
        end_on_signals(app.state.watch)
    sampling = asyncio.create_task(_sample(app))
    yield
    sampling.cancel()
    stop.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)
    app.state.db.dispose()
    if app.state.db.replica is not None:
        app.state.db.replica.db.dispose()


async def _sample(app: FastAPI) -> None:
    """Keep this process's figures fresh for whichever process of the machine is asked for all of them."""
    while True:
        metrics.sample(app)
        await asyncio.sleep(metrics.SAMPLED_EVERY_S)
