"""Whether the product is well, for whoever watches over it: the database, the worker and the migrations.

The worker gives a sign of life from its own process (schoolplan/celery.py) through the cache that it shares with the web
server. The sign fades after a minute, so a worker that hangs, or cannot reach the cache, counts as not answering.
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

SIGN_OF_LIFE = "worker-sign-of-life"
SECONDS_BETWEEN_SIGNS = 10
SECONDS_A_SIGN_LASTS = 60
SECONDS_MIGRATIONS_ARE_KNOWN = 10
OK, NOT_ANSWERING, NOT_RUN = "ok", "not answering", "not run"


def give_sign_of_life() -> None:
    """Called by the worker every few seconds. It keeps no connection open in between."""
    try:
        cache.set(SIGN_OF_LIFE, True, timeout=SECONDS_A_SIGN_LASTS)
    finally:
        connection.close()


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when all are well, else 503. Says which part is not, never why: that stands in the log."""
    state = {"database": _ask(_database), "worker": _ask(_worker), "migrations": _ask(_migrations)}
    return JsonResponse(state, status=200 if set(state.values()) == {OK} else 503)


def _ask(question: Callable[[], str]) -> str:
    try:
        return question()
    except Exception:
        logger.exception("health: %s", question.__name__)
        return NOT_ANSWERING


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _worker() -> str:
    return OK if cache.get(SIGN_OF_LIFE) else NOT_ANSWERING


def _migrations() -> str:
    return _migrations_at(int(time.monotonic()) // SECONDS_MIGRATIONS_ARE_KNOWN)


@lru_cache(maxsize=1)
def _migrations_at(_moment: int) -> str:
    """Asked seldom: it reads every migration there is, and anybody may ask for this page. A failure is asked about again."""
    executor = MigrationExecutor(connection)
    return NOT_RUN if executor.migration_plan(executor.loader.graph.leaf_nodes()) else OK
