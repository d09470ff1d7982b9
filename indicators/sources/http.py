"""Asking an open API: patient with one that is busy, short with one that is broken, and never led to another host.

What goes wrong becomes a :class:`~indicators.sources.cells.FileProblem` with a sentence for the person who asked.
"""

import json
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx
import stamina
from django.utils.translation import gettext as _

from indicators.sources.cells import FileProblem

Progress = Callable[[int], None]  # told how many per cent are done

USER_AGENT = "schoolplan (systematic quality work in Swedish schools; reads open statistics)"
TIMEOUT = httpx.Timeout(20, connect=5)  # seconds, for each piece of an answer
LONGEST_ANSWER = 60.0  # seconds for a whole answer, however slowly its pieces come
LARGEST_ANSWER = 20_000_000  # bytes, unpacked
LARGEST_BUNDLE = 60_000_000  # bytes, of all answers to one question
ATTEMPTS = 5
FIRST_WAIT = 1.0  # seconds before the second attempt; then twice as long each time
LONGEST_WAIT = 30.0  # seconds, also when the API asks for more
PATIENCE = 480.0  # seconds for everything that one person asks for; the worker is stopped after ten minutes
BUSY = {429, 502, 503, 504}


class NotThere(FileProblem):
    """The API says that it has nothing at the address."""


class _TryAgain(Exception):
    """The API did not answer, or asks us to come back; ``wait`` is in seconds, when it says how long."""

    def __init__(self, wait: float | None = None) -> None:
        self.wait = wait


class OpenData:
    """An open API by its base address. A context manager; use one for all that belongs to one question."""

    def __init__(self, name: str, base: str, accept: str = "application/json") -> None:
        self.name = name
        self._base = httpx.URL(base.rstrip("/") + "/")
        self._client = httpx.Client(timeout=TIMEOUT, headers={"Accept": accept, "User-Agent": USER_AGENT})
        self._until = time.monotonic() + PATIENCE
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def get(self, address: str, query: Mapping[str, str | int] | None = None) -> Any:
        """The JSON at ``address``: a path below the base, or what an answer gave as the next page.

        Raises :class:`NotThere` for 404 and :class:`~indicators.sources.cells.FileProblem` for all else that is no answer.
        """
        url = self._own(address)
        if query:
            url = url.copy_merge_params(query)
        try:
            for attempt in stamina.retry_context(
                on=_wait, attempts=ATTEMPTS, timeout=None, wait_initial=FIRST_WAIT, wait_max=LONGEST_WAIT, wait_jitter=FIRST_WAIT
            ):
                with attempt:
                    return self._ask(url)
        except _TryAgain as problem:
            raise FileProblem(
                _("%(name)s does not answer right now. Nothing has been changed. Try again in a while.") % {"name": self.name}
            ) from problem
        raise AssertionError("stamina either returns or raises")

    def _own(self, address: str) -> httpx.URL:
        """The address on our own host, whichever way it is written. An answer may not send us anywhere else."""
        url = self._base.join(address)
        if url.host != self._base.host or not url.path.startswith(self._base.path):
            raise FileProblem(
                _("%(name)s refers to another address, which is not followed. Nothing has been changed.") % {"name": self.name}
            )
        return self._base.copy_with(raw_path=url.raw_path)

    def _ask(self, url: httpx.URL) -> Any:
        if time.monotonic() > self._until:
            raise FileProblem(
                _("%(name)s takes too long. Nothing has been changed. Ask for less at a time, or try again in a while.")
                % {"name": self.name}
            )
        try:
            with self._client.stream("GET", url) as answer:
                self._judge(answer)
                content = self._content(answer)
        except httpx.TransportError as problem:
            raise _TryAgain from problem
        except httpx.DecodingError as problem:
            raise self._broken() from problem
        try:
            return json.loads(content, parse_constant=_no_number)
        except ValueError as problem:
            raise self._broken() from problem

    def _judge(self, answer: httpx.Response) -> None:
        """Whether this is an answer to read. Raises what else it is."""
        status = answer.status_code
        if status in BUSY:
            raise _TryAgain(_retry_after(answer.headers.get("retry-after", "")))
        if status == 404:
            raise NotThere(_("%(name)s has nothing about what was asked for.") % {"name": self.name})
        if status != 200:
            raise FileProblem(
                _("%(name)s did not answer the question (status %(status)s). Nothing has been changed.")
                % {"name": self.name, "status": status}
            )
        if "json" not in answer.headers.get("content-type", ""):
            raise FileProblem(
                _("%(name)s answered with something else than figures. Nothing has been changed. Try again in a while.")
                % {"name": self.name}
            )

    def _content(self, answer: httpx.Response) -> bytes:
        """The answer as bytes, as long as it is neither too large nor too slow."""
        late, content = time.monotonic() + LONGEST_ANSWER, bytearray()
        for piece in answer.iter_bytes():
            content += piece
            self._read += len(piece)
            if len(content) > LARGEST_ANSWER or self._read > LARGEST_BUNDLE:
                raise FileProblem(
                    _("%(name)s answered with more than can be read in at a time. Ask for fewer years or key figures.")
                    % {"name": self.name}
                )
            if time.monotonic() > late:
                raise _TryAgain
        return bytes(content)

    def _broken(self) -> FileProblem:
        return FileProblem(
            _("The answer from %(name)s is cut off or broken. Nothing has been changed. Try again in a while.")
            % {"name": self.name}
        )


def misunderstood(name: str) -> FileProblem:
    """What to say of an answer that is whole but of another form than the API's."""
    return FileProblem(
        _("%(name)s answers in a form that is not known here. Nothing has been changed. Tell us, and we will look into it.")
        % {"name": name}
    )


def about_another(code: str) -> FileProblem:
    """What to say of answers about another municipality than the one that they are read for."""
    return FileProblem(_("The answer is about another municipality (%(code)s).") % {"code": code})


def bundle(what: Mapping[str, Any]) -> bytes:
    """What was fetched, as it is kept with the run."""
    return json.dumps(what, ensure_ascii=False).encode()


def _wait(problem: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(problem, _TryAgain):
        return False
    return True if problem.wait is None else problem.wait


def _retry_after(text: str) -> float | None:
    """Seconds to wait, from a number or a date (RFC 9110, 10.2.3), never more than we are willing to."""
    try:
        # By the computer's clock: that of the demo stands still.
        seconds = float(text) if text.strip().isdecimal() else parsedate_to_datetime(text).timestamp() - time.time()
    except ValueError:
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _no_number(text: str) -> Any:
    raise ValueError(text)
