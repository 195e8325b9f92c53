"""How often one may try: nobody is hindered, a machine gone mad is."""

from __future__ import annotations

from contextlib import suppress

import pytest
from starlette.requests import Request

from animmap.errors import AnimmapError
from animmap.web.limits import (
    ADDRESS_BURST,
    DEVICE_BURST,
    RateLimit,
    WriteLimits,
    source_of,
)


class Seconds:
    """A clock in seconds that moves when told to."""

    now = 0.0

    def __call__(self):
        return self.now


def asking(address):
    return Request({"type": "http", "headers": [], "client": (address, 1)})


def spend(limit, *sender, times=1):
    """Return how many of ``times`` acts were let through."""
    passed = 0
    for _ in range(times):
        with suppress(AnimmapError):
            limit.spend(*sender)
            passed += 1
    return passed


def test_a_sender_acts_a_burst_then_at_its_rate():
    clock = Seconds()
    limit = RateLimit(rate=5, burst=20, clock=clock)
    assert spend(limit, "a", times=30) == 20
    clock.now = 1.0
    assert spend(limit, "a", times=30) == 5
    assert spend(limit, "b", times=30) == 20


def test_a_refusal_says_how_many_seconds_to_wait():
    limit = RateLimit(rate=0.5, burst=1, clock=Seconds())
    limit.spend("a")
    with pytest.raises(AnimmapError) as refused:
        limit.spend("a")
    assert refused.value.facts == {"seconds": 2}


def test_senders_forgotten_first_are_those_seen_longest_ago():
    limit = RateLimit(rate=1, burst=1, clock=Seconds(), capacity=2)
    for sender in ("a", "b", "c"):
        limit.spend(sender)
    assert spend(limit, "c") == 0
    assert spend(limit, "a") == 1


def test_a_hundred_and_fifty_phones_behind_one_address_send_their_queues_at_once():
    limits = WriteLimits(Seconds())
    passed = [spend(limits, asking("192.0.2.7"), f"device {n}", times=6) for n in range(150)]
    assert passed == [6] * 150


def test_one_device_gone_mad_hinders_only_itself():
    limits = WriteLimits(Seconds())
    assert spend(limits, asking("192.0.2.7"), "mad", times=100) == DEVICE_BURST
    assert spend(limits, asking("192.0.2.7"), "calm", times=3) == 3


def test_inventing_devices_meets_the_limit_of_the_address():
    limits = WriteLimits(Seconds())
    invented = sum(spend(limits, asking("192.0.2.7"), f"{n}") for n in range(ADDRESS_BURST + 50))
    assert invented == ADDRESS_BURST
    assert spend(limits, asking("192.0.2.8"), "other") == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_tries_are_counted_by_machine(address, counted):
    assert source_of(asking(address)) == counted
