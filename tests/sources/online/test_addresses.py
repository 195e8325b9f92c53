"""A pasted address reaches public hosts only: never this machine, never its network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from animmap.errors import AnimmapError
from animmap.settings import Settings, read_settings
from animmap.sources.online.addresses import is_public, public_target, trusted_target
from animmap.sources.online.asking import Asked

DEFAULTS = read_settings({})
PRIVATE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::9", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:0001::", "64:ff9b::7f00:1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "not an address", "",
)  # fmt: skip


def leads(*addresses):
    return lambda host, port: addresses


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_this_machine_or_its_network_is_refused(address):
    assert not is_public(address)
    with pytest.raises(AnimmapError) as caught:
        public_target("https://carte.exemple.fr", DEFAULTS, leads(address))
    assert caught.value.code == "address_refused"


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with pytest.raises(AnimmapError):
        public_target("https://carte.exemple.fr", DEFAULTS, leads("9.9.9.9", "10.0.0.1"))


def test_the_connection_goes_to_the_address_that_was_checked():
    target = public_target("https://carte.exemple.fr/x", DEFAULTS, leads("9.9.9.9", "2620:fe::fe"))
    assert (target.host, target.port, target.pinned) == ("carte.exemple.fr", 443, "9.9.9.9")


@pytest.mark.parametrize(
    "address",
    [
        "http://carte.exemple.fr", "ftp://carte.exemple.fr", "file:///etc/passwd", "gopher://x.fr",
        "https://moi@carte.exemple.fr", "https://a:b@carte.exemple.fr", "https://",
        "https://carte.exemple.fr:8443", "https://carte.exemple.fr:22", "https://carte.exemple.fr:0",
        "https://carte.exemple.fr:99999", "https://carte\\exemple.fr", "https://carte exemple.fr",
        "https://carte.exemple.fr/\r\nX: y", "carte.exemple.fr", "javascript:alert(1)", "",
        "https://" + "a" * 3000, "https://[::1", "https://" + "é" * 80 + ".fr",
    ],
)  # fmt: skip
def test_an_address_that_is_not_plain_https_is_refused(address):
    with pytest.raises(AnimmapError) as caught:
        public_target(address, DEFAULTS, leads("9.9.9.9"))
    assert caught.value.code == "address_refused"


@pytest.mark.parametrize(
    "literal", ["https://127.0.0.1", "https://[::1]", "https://2130706433", "https://0x7f.1",
                "https://localhost", "https://0"],
)  # fmt: skip
def test_this_machine_is_refused_however_it_is_written(literal):
    with pytest.raises(AnimmapError) as caught:
        public_target(literal, DEFAULTS)
    assert caught.value.code in ("address_refused", "host_unreachable")


@given(st.integers(0, 2**32 - 1))
def test_what_wraps_an_address_is_no_more_public_than_what_is_wrapped(number):
    parts = number.to_bytes(4, "big")
    inner = ".".join(map(str, parts))
    assert is_public(f"::ffff:{inner}") == is_public(inner)
    assert is_public(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}") == is_public(inner)
    assert is_public(f"2002:{number >> 16:x}:{number & 0xFFFF:x}::") == is_public(inner)


def test_a_host_of_the_settings_is_trusted_when_it_is_pasted_too():
    here = {**DEFAULTS.service_urls, "gogocarto": "http://127.0.0.1:8660/gogocarto"}
    settings = replace(DEFAULTS, service_urls=here)
    target = public_target("http://127.0.0.1:8660/gogocarto", settings, leads("10.0.0.1"))
    assert (target.port, target.pinned) == (8660, "")
    with pytest.raises(AnimmapError):
        public_target("http://127.0.0.1:8661/gogocarto", settings, leads("127.0.0.1"))


@pytest.mark.parametrize("base", ["http://geo.exemple.fr", "ftp://x.fr", "http://10.0.0.1", "geo"])
def test_a_base_address_is_https_or_this_machine(base):
    with pytest.raises(AnimmapError):
        trusted_target(base)


def test_the_shipped_addresses_are_trusted():
    assert all(trusted_target(one).secure for one in DEFAULTS.service_urls.values())


def test_a_refused_address_is_asked_nothing(transport_with, services):
    settings: Settings = read_settings({"ANIMMAP_VAR": "/nonexistent"})
    asking = transport_with(settings)
    with pytest.raises(AnimmapError):
        asking.ask(Asked("gogocarto", "/api", site=f"https://127.0.0.1:{services.port}"))
    assert not services.requests
