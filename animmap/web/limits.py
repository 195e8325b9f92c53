"""How often one may try: codes that fail, and writes of one device or one address."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Final

from starlette.requests import HTTPConnection

from animmap.errors import AnimmapError

TRIES_A_MINUTE: Final = 10
DEVICE_WRITES: Final = 5.0
DEVICE_BURST: Final = 20
# A hall behind one address: 150 phones, each allowed some writes at the same moment.
ADDRESS_WRITES: Final = 150.0
ADDRESS_BURST: Final = 900


class FailureLimit:
    """Counts failed tries by address over one minute.

    Only failures count: a whole room behind one Wi-Fi address opens its links unhindered.
    """

    def __init__(
        self,
        allowed: int = TRIES_A_MINUTE,
        clock: Callable[[], float] = monotonic,
        capacity: int = 10_000,
    ) -> None:
        self._allowed = allowed
        self._clock = clock
        self._capacity = capacity
        self._failures: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Raise ``too_many_tries`` when this address failed too often in the last minute."""
        with self._lock:
            recent = self._recent(address)
            if len(recent) >= self._allowed:
                wait = math.ceil(60 - (self._clock() - recent[0]))
                raise AnimmapError("too_many_tries", seconds=max(wait, 1))

    def count(self, address: str) -> None:
        """Note one failure of this address."""
        with self._lock:
            self._failures[address] = [*self._recent(address), self._clock()]
            self._failures.move_to_end(address)
            while len(self._failures) > self._capacity:
                self._failures.popitem(last=False)

    def _recent(self, address: str) -> list[float]:
        limit = self._clock() - 60
        return [moment for moment in self._failures.get(address, []) if moment > limit]


@dataclass(slots=True)
class _Bucket:
    """What one sender may still do, and when that was counted."""

    left: float
    at: float


class RateLimit:
    """Lets each sender act ``burst`` times at once, then ``rate`` times a second."""

    def __init__(
        self,
        rate: float,
        burst: int,
        clock: Callable[[], float] = monotonic,
        capacity: int = 10_000,
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._capacity = capacity
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def spend(self, sender: str) -> None:
        """Count one act of ``sender``; ``too_many_tries`` when it has none left."""
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(sender, _Bucket(self._burst, now))
            self._buckets.move_to_end(sender)
            bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
            bucket.at = now
            if bucket.left < 1:
                wait = math.ceil((1 - bucket.left) / self._rate)
                raise AnimmapError("too_many_tries", seconds=max(wait, 1))
            bucket.left -= 1
            while len(self._buckets) > self._capacity:
                self._buckets.popitem(last=False)


class WriteLimits:
    """The two limits that each write passes: of its address, then of its device."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._addresses = RateLimit(ADDRESS_WRITES, ADDRESS_BURST, clock)
        self._devices = RateLimit(DEVICE_WRITES, DEVICE_BURST, clock)

    def spend(self, connection: HTTPConnection, device: str) -> None:
        """Count one write; ``too_many_tries`` beyond what people do."""
        self._addresses.spend(source_of(connection))
        if device:  # its secret is not kept in memory
            self._devices.spend(hashlib.sha256(device.encode()).hexdigest())


def source_of(connection: HTTPConnection) -> str:
    """Return the address that tries are counted by.

    One machine holds a whole /64 of IPv6 addresses, which therefore count as one.
    """
    client = connection.client.host if connection.client else ""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:  # a test client, a socket without address
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return client
