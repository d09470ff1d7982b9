"""Many people who type at once, each in a field of their own, against the real web server as it is deployed.

Everybody types word by word with pauses, and the browser's part is played here: a save after 0.8 seconds of rest, with the
version of the text before, tried again when it fails. Afterwards every text is looked for in the database word by word, and
every accepted text in the journal.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote, urlencode, urlsplit

import httpx
from django.conf import settings
from django.db import connection
from django.urls import reverse

from analyses import services
from analyses.models import Judgement
from benchmarks.client import signed_in
from benchmarks.deployed import GUNICORN
from benchmarks.world import TEXT, YEAR, World, add_principal
from journal.models import Event
from schoolplan.kit.versions import version_of
from tests.helpers.processes import environment, free_port, running, wait_until

PEOPLE = 100
SECONDS_A_WORD = (0.15, 0.6)
WORDS_AT_ONCE = (2, 12)
REST = 0.8  # seconds without a key before the page saves, as in templates/kit/_autosave.html
THOUGHT = (0.1, 4.0)  # seconds more before the next words
LONGEST = 1_500  # characters; then the writer begins on a new text in the same field
TRIES = 10
FORGERY_KEY = "a" * 32  # cookie and header alike, which is all that is asked
VOCABULARY = TEXT.split()


@dataclass
class Writer:
    """Somebody at a page: what stands in the field, what the server has accepted, how long each answer took (in seconds)."""

    judgement: int
    session: str
    url: str
    text: str = ""
    accepted: list[str] = field(default_factory=lambda: [""])
    unanswered: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def write(self, client: httpx.AsyncClient, until: float) -> None:
        await asyncio.sleep(random.uniform(0, REST + THOUGHT[1]))
        while time.monotonic() < until:
            await self._type()
            await self._save(client)
            await asyncio.sleep(random.uniform(*THOUGHT))
        for _ in range(TRIES):
            if self.accepted[-1] != self.text:
                await self._save(client)

    async def _type(self) -> None:
        if len(self.text) > LONGEST:
            self.text = ""
        for _ in range(random.randint(*WORDS_AT_ONCE)):
            await asyncio.sleep(random.uniform(*SECONDS_A_WORD))
            self.text = f"{self.text} {random.choice(VOCABULARY)}{len(self.accepted)}".strip()
        await asyncio.sleep(REST)

    async def _save(self, client: httpx.AsyncClient) -> None:
        fields = [("value", self.text), ("version", version_of(self.accepted[-1])), *(("sent", text) for text in self.unanswered)]
        cookies = {settings.SESSION_COOKIE_NAME: self.session, settings.CSRF_COOKIE_NAME: FORGERY_KEY}
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": FORGERY_KEY,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        start = time.perf_counter()
        self.unanswered.append(self.text)
        try:
            answer = await client.post(self.url, content=urlencode(fields, quote_via=quote), headers=headers)
        except httpx.HTTPError as error:
            self.errors.append(repr(error))
            return
        self.times.append(time.perf_counter() - start)
        if answer.status_code != 200 or version_of(self.text) not in answer.text:
            self.errors.append(f"{answer.status_code}: {answer.text[:200]}")
            return
        self.accepted.append(self.text)
        self.unanswered.clear()

    def lost(self) -> list[str]:
        """What was typed and does not stand in the database, and what was accepted and is not told of in the journal."""
        stored = Judgement.objects.values_list("reason", flat=True).get(pk=self.judgement)
        events = Event.objects.filter(object_type=Judgement._meta.label_lower, object_id=self.judgement, verb="edit")
        told = {changes["reason"][1] for changes in events.values_list("changes", flat=True)}
        words = [] if stored.split() == self.text.split() else [f"{self.text!r} was typed, {stored!r} is stored"]
        return words + [f"{text!r} was accepted and is not in the journal" for text in self.accepted[1:] if text not in told]


@dataclass(frozen=True)
class Result:
    """How quick the saves were (in seconds), what went wrong, and what was not found again."""

    minutes: float
    words: int
    times: list[float]
    errors: list[str]
    lost: list[str]

    def __str__(self) -> str:
        p50, p95, slowest = (1000 * each for each in (median(self.times), quantiles(self.times, n=20)[-1], max(self.times)))
        told = (
            f"{PEOPLE} people typed at once for {self.minutes:g} minutes: {len(self.times)} saves, {self.words} words.",
            f"Autosave: p50 {p50:.0f} ms, p95 {p95:.0f} ms, slowest {slowest:.0f} ms.",
            f"Errors: {len(self.errors)}. Lost: {len(self.lost)}.",
        )
        return "\n".join([*told, *self.errors[:5], *self.lost[:5]])


def measure(world: World, *, minutes: float) -> Result:
    """Let everybody type for so long, and look for every word afterwards."""
    writers = [_writer(world, number) for number in range(PEOPLE)]
    with _server() as address:
        asyncio.run(_everybody(writers, address, minutes))
    return Result(
        minutes,
        words=sum(len(now.split()) - len(before.split()) for writer in writers for before, now in _steps(writer)),
        times=[seconds for writer in writers for seconds in writer.times],
        errors=[error for writer in writers for error in writer.errors],
        lost=[lost for writer in writers for lost in writer.lost()],
    )


def _steps(writer: Writer) -> list[tuple[str, str]]:
    """Each accepted text beside the one it went on from."""
    pairs = zip(writer.accepted, writer.accepted[1:], strict=False)
    return [(before if now.startswith(before) else "", now) for before, now in pairs]


def _writer(world: World, number: int) -> Writer:
    """The principal of one of the units, signed in, at the first area of next year's analysis."""
    user = world.principal if number == 0 else add_principal(world.units[number])
    analysis = services.start_analysis(node=world.units[number], school_year=YEAR.next, by=user)
    judgement = analysis.judgements.order_by("pk")[0]
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    return Writer(judgement.pk, session, reverse("analyses:save", args=["judgement", judgement.pk, "reason"]))


@contextmanager
def _server() -> Iterator[str]:
    """The web server as it is deployed, over the benchmark's database."""
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    plain = {"DEMO": "", "DEBUG": "", "REDIS_URL": "", "HTTPS": "0", "LOG_LEVEL": "WARNING"}
    env = environment(DATABASE_URL=database, SECRET_KEY=settings.SECRET_KEY, **plain)
    port = free_port()
    command = (sys.executable, "-m", "gunicorn", "schoolplan.wsgi", "--bind", f"127.0.0.1:{port}", *GUNICORN)
    with tempfile.TemporaryDirectory() as folder, running(*command, env=env, log=Path(folder) / "log"):
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(address), 60)
        yield address


def _answers(address: str) -> bool:
    """Whether the web server says anything; it would rather have a worker beside it, and style sheets."""
    try:
        return bool(httpx.get(f"{address}/health/", timeout=10).status_code)
    except httpx.HTTPError:
        return False


async def _everybody(writers: list[Writer], address: str, minutes: float) -> None:
    until = time.monotonic() + 60 * minutes
    # As the proxy does: connections are used again, but not those that the server may be about to close.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=1)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:
        await asyncio.gather(*(writer.write(client, until) for writer in writers))
