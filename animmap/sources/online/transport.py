"""The one way to ask a service: polite, bounded, kept on disk, told in clear refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from animmap.errors import AnimmapError
from animmap.settings import Settings
from animmap.sources.online.addresses import (
    Resolve,
    Target,
    public_target,
    resolve_names,
    trusted_target,
)
from animmap.sources.online.asking import NOT_KEPT, Answer, Asked, Clock, Stop, SystemClock
from animmap.sources.online.cache import Cache, key_of, late
from animmap.sources.online.pace import LONGEST_PAUSE_S, MOST_TRIES, Pace, pause_before_retry
from animmap.sources.online.wire import Reply, Wire
from animmap.sources.pieces import Each, load_pieces

USER_AGENT = "animmap/0.1 (cartographie participative; logiciel libre)"
_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
# Refusals after which an old copy is better than nothing.
_ABSENT = frozenset({"online_off", "host_unreachable", "host_slow", "host_busy", "host_failing"})
_LONGEST_REASON = 200
# Everybody on this server shares the patience of a host.
_PACE = Pace()

Tell = Callable[[int, int], None]


class Transport:
    """Asks services on behalf of one person; not to be shared between threads.

    Parameters
    ----------
    settings
        Addresses of the services, folder of the cache, and whether anything may be asked.
    stop
        Asked to stop by the person, from any thread.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        stop: Stop | None = None,
        clock: Clock | None = None,
        pace: Pace | None = None,
        resolve: Resolve = resolve_names,
    ) -> None:
        self.stop = stop or Stop()
        self.clock = clock or SystemClock()
        self._settings, self._resolve = settings, resolve
        self._pace = pace or _PACE
        self._cache = Cache(settings.var_dir / "online")
        self._wire = Wire(self.clock, self.stop)

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.close()

    def ask(self, asked: Asked) -> Answer:
        """Return the answer of a service, from the cache while it is good there.

        Raises
        ------
        AnimmapError
            ``online_off`` when the settings forbid it; ``address_refused``; ``fetch_stopped``;
            ``host_unreachable``, ``host_certificate``, ``host_slow``; ``host_busy`` (429) and
            ``host_failing`` (5xx) once asking again did not help; ``host_refused`` with its
            ``status`` and ``reason``; ``redirect_refused``; ``answer_too_large``.
        """
        self.stop.check()
        base = asked.site or self._settings.service_urls[asked.service]
        url = url_of(base, asked)
        key = key_of(url, asked.body)
        kept = None if asked.kept == NOT_KEPT else self._cache.find(asked.service, key)
        if kept and not asked.refresh and self.clock.now() < kept.expires_at:
            return kept.answer
        try:
            answer = self._fetch(asked, url)
        except AnimmapError as error:
            if kept is None or asked.refresh or error.code not in _ABSENT:
                raise
            return late(kept)
        if asked.kept != NOT_KEPT:
            self._cache.keep(asked.service, key, answer, asked.kept)
        return answer

    def ask_json(self, asked: Asked, each: Each = lambda item: item) -> tuple[Any, Answer]:
        """Return the JSON that a service answers, whatever content type it claims.

        ``each``: what becomes of each item of its lists as they are read (``load_pieces``).

        Raises
        ------
        AnimmapError
            Those of ``ask``; ``answer_unreadable`` with what the service said instead.
        """
        answer = self.ask(asked)
        return read_json(answer.content, asked.service, each), answer

    def _fetch(self, asked: Asked, url: str) -> Answer:
        if not self._settings.online:
            raise AnimmapError("online_off")
        target = self._target(asked)
        for _ in range(_MOST_REDIRECTS):
            reply = self._insist(asked, target, url)
            if reply.status not in _REDIRECTS:
                return self._accept(reply, target)
            url = _same_host(url, reply.headers.get("location", ""), target)
        raise AnimmapError("redirect_refused", host=target.host)

    def _target(self, asked: Asked) -> Target:
        if asked.site:
            return public_target(asked.site, self._settings, self._resolve)
        return trusted_target(self._settings.service_urls[asked.service])

    def _insist(self, asked: Asked, target: Target, url: str) -> Reply:
        """Send a request, again when the host is busy or fails, no longer than is reasonable."""
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": asked.accept,
            "Accept-Encoding": "gzip",
            **({"Content-Type": asked.content_type} if asked.content_type else {}),
        }
        status, pause = 0, 0.0
        for attempt in range(MOST_TRIES):
            self._wait_turn(asked, target)
            reply = self._wire.send(target, url, headers, asked.body, asked.largest)
            told = reply.headers.get("retry-after", "")
            again = pause_before_retry(reply.status, told, attempt, self.clock.now())
            if again is None:
                return reply
            status, pause = reply.status, again
            self._pace.hold(target.origin, self.clock.ticks() + pause)
            if pause > LONGEST_PAUSE_S:
                break
        if status == 429:
            raise AnimmapError("host_busy", host=target.host, seconds=round(pause))
        raise AnimmapError("host_failing", host=target.host, status=status)

    def _wait_turn(self, asked: Asked, target: Target) -> None:
        pause = self._pace.take_turn(target.origin, asked.service, self.clock.ticks())
        if pause > 0:
            self.clock.wait(pause, self.stop)
        self.stop.check()

    def _accept(self, reply: Reply, target: Target) -> Answer:
        if not 200 <= reply.status < 300:
            reason = _words(reply.content)
            raise AnimmapError("host_refused", host=target.host, status=reply.status, reason=reason)
        content_type = reply.headers.get("content-type", "")
        return Answer(reply.content, content_type, self.clock.now())


def url_of(base: str, asked: Asked) -> str:
    """Return the address of a question, its parameters written once and for all."""
    url = f"{base.strip().rstrip('/')}{asked.path}"
    return (
        f"{url}?{urlencode(list(asked.query), quote_via=quote, safe=',:')}" if asked.query else url
    )


def read_json(content: bytes, service: str, each: Each = lambda item: item) -> Any:  # noqa: ANN401
    """Return the JSON of an answer; ``answer_unreadable`` with the words that are there instead."""
    try:
        return load_pieces(content.decode(json.detect_encoding(content)), each)
    except (ValueError, RecursionError) as error:
        reason = _words(content)
        raise AnimmapError("answer_unreadable", service=service, reason=reason) from error


def _same_host(url: str, location: str, target: Target) -> str:
    """Return where a redirection leads, if it is on the same host and no less safe."""
    wanted = urlsplit(urljoin(url, location))
    known = urlsplit(url)
    same = (wanted.scheme, wanted.netloc.lower()) == (known.scheme, known.netloc.lower())
    if not location or not same:
        raise AnimmapError("redirect_refused", host=target.host)
    return wanted.geturl()


def _words(content: bytes) -> str:
    """Return what a service says of a refusal: its own message, or the start of its text."""
    text = content[:2_000].decode("utf-8", errors="replace")
    try:
        told = json.loads(text)
        if isinstance(told, dict):
            text = next(
                (str(told[key]) for key in ("erreur", "message", "error") if key in told), text
            )
    except (ValueError, RecursionError):
        pass
    if text.lstrip().startswith("<"):
        return ""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[
        :_LONGEST_REASON
    ]
