"""``animmap serve``: where it says it is, and who it lets others be."""

from __future__ import annotations

import pytest

from animmap.commands.serve import tell_addresses
from animmap.texts import tr


def say(identifier, **values):
    return tr(identifier, "fr", **values)


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_a_server_of_this_machine_says_its_address_only(address):
    shown = "[::1]" if ":" in address else address
    assert tell_addresses(address, 8501, say) == [
        say("cli.serve.address_is", address=f"http://{shown}:8501")
    ]


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_a_server_open_to_the_network_says_that_a_link_is_needed(address):
    here, others = tell_addresses(address, 9000, say)
    assert "http://localhost:9000" in here
    assert address not in here.replace("://", "")
    assert "9000" in others
    assert "sans lien" in others
    assert "ANIMMAP_LOCAL_ROLE=none" in others


def test_a_server_of_one_network_address_says_that_nobody_leads_without_a_link():
    assert tell_addresses("192.0.2.7", 8501, say)[1:] == [say("cli.serve.links_only")]
