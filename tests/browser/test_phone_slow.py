"""A slow network: what a first visit weighs, and how soon something can be read."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

# Slow 3G as browsers emulate it: 400 kbit/s both ways, 400 ms for each exchange.
SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
FIRST_VIEW_MS = 2_000
MOST_BYTES = 300_000
HALF_A_MINUTE = 30
MAP_DATA = ("/communes.geojson", "/features.geojson")
FIRST_PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


def slow(phone):
    """Slow a phone's network down; return ``{address: bytes}``, filled as it loads."""
    tools = phone.page.context.new_cdp_session(phone.page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    asked, received = {}, {}
    tools.on(
        "Network.responseReceived", lambda e: asked.update({e["requestId"]: e["response"]["url"]})
    )
    tools.on(
        "Network.loadingFinished",
        lambda e: received.update({asked.get(e["requestId"], ""): e["encodedDataLength"]}),
    )
    return received


def test_something_is_read_within_two_seconds_on_a_slow_network(hall, new_phone):
    phone = new_phone()
    slow(phone)
    phone.open(hall().code)
    assert phone.page.evaluate(FIRST_PAINT) < FIRST_VIEW_MS


def test_a_first_visit_weighs_less_than_300_kb_besides_the_map(hall, new_phone):
    phone = new_phone()
    received = slow(phone)
    phone.join(hall().code).send_loop().see("received")
    weights = {url: size for url, size in received.items() if not url.endswith(MAP_DATA)}
    assert any(url.endswith("/mine") or "map-all" in url for url in weights)
    assert sum(weights.values()) < MOST_BYTES, weights


def test_from_joining_to_the_first_sketch_received_the_network_takes_half_a_minute_at_most(
    hall, new_phone
):
    phone = new_phone()
    received = slow(phone)
    phone.join(hall().code).send_loop().see("received")
    exchanges = len(received) * SLOW["latency"] / 1000
    transfer = sum(received.values()) / SLOW["downloadThroughput"]
    assert exchanges + transfer < HALF_A_MINUTE
