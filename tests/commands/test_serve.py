"""``animmap serve``: where it says it is, and who it lets others be."""

from __future__ import annotations

import os
import sys

import pytest

from animmap.__main__ import main
from animmap.commands.serve import open_to_room, tell_addresses, tell_room
from animmap.services import network
from animmap.settings import read_settings
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


def test_a_room_says_where_to_lead_where_phones_go_and_shows_their_code():
    lead, phones, other, rights, code = tell_room(
        ["http://192.168.1.20:8501", "http://10.0.0.4:8501"], 8501, say
    )
    assert "http://localhost:8501" in lead
    assert "http://192.168.1.20:8501/r" in phones
    assert "http://10.0.0.4:8501/r" in other
    assert "lien" in rights
    assert "█" in code


def test_a_room_without_network_says_that_phones_will_not_find_it():
    assert tell_room([], 8501, say)[1:] == [say("cli.serve.no_network")]


def test_a_room_serves_every_address_and_keeps_the_one_for_phones(monkeypatch):
    monkeypatch.setattr(network, "list_addresses", lambda: ("192.168.1.20",))
    monkeypatch.setenv("ANIMMAP_ROOM_ADDRESS", "")
    command = []
    open_to_room(9000, command, say)
    assert read_settings().room_address == "http://192.168.1.20:9000"
    assert command == ["--browser.serverAddress", "192.168.1.20"]


def test_an_address_chosen_for_phones_is_kept(monkeypatch):
    monkeypatch.setattr(network, "list_addresses", lambda: ("192.168.1.20",))
    monkeypatch.setenv("ANIMMAP_ROOM_ADDRESS", "https://salle.example/")
    told = open_to_room(9000, [], say)
    assert read_settings().room_address == "https://salle.example"
    assert any("https://salle.example/r" in line for line in told)


@pytest.mark.parametrize(
    ("options", "address"),
    [([], "127.0.0.1"), (["--room"], "0.0.0.0"), (["--address", "::"], "::")],
)
def test_only_a_room_or_a_chosen_address_listens_beyond_this_machine(monkeypatch, options, address):
    monkeypatch.setattr(network, "list_addresses", lambda: ("192.168.1.20",))
    monkeypatch.setenv("ANIMMAP_ROOM_ADDRESS", "")
    started = []
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setattr(os, "execv", lambda _, command: started.append(command) or sys.exit(0))
    with pytest.raises(SystemExit):
        main(["serve", *options])
    (command,) = started
    assert command[command.index("--server.address") + 1] == address
