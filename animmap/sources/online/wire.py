"""One exchange with a host: bounded in time and size, stopped when a person asks."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from animmap.errors import AnimmapError
from animmap.sources.online.addresses import Target
from animmap.sources.online.asking import Clock, Stop

SILENCE_S = 20.0
LONGEST_S = 180.0
_CHUNK = 65_536
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Wire:
    """A connection to one host at a time, kept open between requests."""

    def __init__(self, clock: Clock, stop: Stop) -> None:
        self._clock, self._stop = clock, stop
        self._origin = ""
        self._connection: http.client.HTTPConnection | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._origin = None, ""

    def send(
        self, target: Target, url: str, headers: Mapping[str, str], body: bytes | None, largest: int
    ) -> Reply:
        """Send a request and return what came back, whatever its status.

        Raises
        ------
        AnimmapError
            ``host_unreachable``, ``host_certificate``, ``host_slow``, ``answer_too_large``,
            ``fetch_stopped``.
        """
        try:
            return self._exchange(target, url, headers, body, largest)
        except TimeoutError as error:
            self.close()
            raise AnimmapError("host_slow", host=target.host) from error
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise AnimmapError("host_certificate", host=target.host) from error
        except (OSError, http.client.HTTPException, zlib.error) as error:
            self.close()
            raise AnimmapError("host_unreachable", host=target.host) from error
        except AnimmapError:
            self.close()
            raise

    def _exchange(
        self, target: Target, url: str, headers: Mapping[str, str], body: bytes | None, largest: int
    ) -> Reply:
        parts = urlsplit(url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        method = "GET" if body is None else "POST"
        began = self._clock.ticks()
        response = self._start(target, method, path, headers, body)
        told = {name.lower(): value for name, value in response.getheaders()}
        content = self._read(response, told, target, largest, began)
        # Only a response that is closed lets the connection take the next request.
        response.close()
        if response.will_close:
            self.close()
        return Reply(response.status, told, content)

    def _start(
        self,
        target: Target,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> http.client.HTTPResponse:
        """Send the request; a connection that the host closed meanwhile is opened again."""
        if self._connection is not None and self._origin == target.origin:
            try:
                self._connection.request(method, path, body=body, headers=dict(headers))
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionError):
                pass
        self.close()
        self._connection, self._origin = _connect(target), target.origin
        self._connection.request(method, path, body=body, headers=dict(headers))
        return self._connection.getresponse()

    def _read(
        self,
        response: http.client.HTTPResponse,
        headers: Mapping[str, str],
        target: Target,
        largest: int,
        began: float,
    ) -> bytes:
        unpack = zlib.decompressobj(_GZIP) if headers.get("content-encoding") == "gzip" else None
        parts, size = [], 0
        while chunk := response.read1(_CHUNK):
            self._stop.check()
            if self._clock.ticks() - began > LONGEST_S:
                raise AnimmapError("host_slow", host=target.host)
            if unpack is not None:
                chunk = unpack.decompress(chunk, largest - size + 1)
            size += len(chunk)
            if size > largest:
                raise AnimmapError(
                    "answer_too_large", host=target.host, most_mb=largest // 1_000_000
                )
            parts.append(chunk)
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(parts)


class _Pinned(http.client.HTTPSConnection):
    """HTTPS to the very address that was checked, under the certificate of the host's name."""

    def __init__(self, target: Target, context: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=SILENCE_S, context=context)
        self._pinned, self._tls = target.pinned, context

    def connect(self) -> None:
        plain = socket.create_connection((self._pinned, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _connect(target: Target) -> http.client.HTTPConnection:
    """Return a connection, through the proxy of the environment when it names one."""
    if not target.secure:
        # Plain HTTP is for this machine alone (see ``trusted_target``).
        return http.client.HTTPConnection(target.host, target.port, timeout=SILENCE_S)
    context = ssl.create_default_context()
    proxy = urlsplit(urllib.request.getproxies().get("https", ""))
    if proxy.hostname and not urllib.request.proxy_bypass(target.host):
        # The proxy resolves the name by itself: what may be reached through it is its affair.
        tunnel = http.client.HTTPSConnection(
            proxy.hostname, proxy.port or 3128, timeout=SILENCE_S, context=context
        )
        tunnel.set_tunnel(target.host, target.port)
        return tunnel
    if target.pinned:
        return _Pinned(target, context)
    return http.client.HTTPSConnection(target.host, target.port, timeout=SILENCE_S, context=context)
