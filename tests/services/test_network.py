"""The address for phones: found on this machine, never asked of another."""

from __future__ import annotations

import socket

import pytest

from animmap.services import network
from animmap.services.network import (
    Found,
    barrier,
    best_first,
    list_addresses,
    phone_address,
)


def test_wifi_comes_first_and_containers_last():
    found = [
        Found("172.17.0.1", "docker0"),
        Found("10.0.0.4", "eth0"),
        Found("192.168.1.20", "wlp3s0"),
        Found("127.0.0.1", "lo"),
    ]
    assert best_first(found) == ("192.168.1.20", "10.0.0.4", "172.17.0.1")


def test_an_address_found_twice_is_told_once_with_the_interface_that_is_known():
    found = [Found("10.0.0.4"), Found("172.17.0.1"), Found("172.17.0.1", "docker0")]
    assert best_first(found) == ("10.0.0.4", "172.17.0.1")


def test_looking_for_addresses_sends_no_packet(monkeypatch):
    opened, sent = [], []

    class Watched(socket.socket):
        def __init__(self, family, kind):
            opened.append(kind)
            super().__init__(family, kind)

        def send(self, *_):
            sent.append(1)

        sendto = sendall = sendmsg = send

    monkeypatch.setattr(network.socket, "socket", Watched)
    network._addresses_at.cache_clear()
    list_addresses()
    assert set(opened) == {socket.SOCK_DGRAM}  # naming the other end of one sends nothing
    assert sent == []


@pytest.mark.parametrize(
    ("setting", "asked", "expected"),
    [
        ("https://salle.example", "http://localhost:8501", "https://salle.example"),
        ("", "http://localhost:8501", "http://192.168.1.20:8501"),
        ("", "http://[::1]:8501", "http://192.168.1.20:8501"),
        ("", "http://localhost", "http://192.168.1.20"),
        ("", "https://carte.example", "https://carte.example"),
        ("", "http://10.0.0.4:9000", "http://10.0.0.4:9000"),
        ("", 'http://"><script>', "http://192.168.1.20"),
        ("", "http://localhost@carte.example", "http://192.168.1.20"),
    ],
)
def test_address_for_phones(monkeypatch, setting, asked, expected):
    monkeypatch.setattr(network, "list_addresses", lambda: ("192.168.1.20",))
    assert phone_address(setting, asked) == expected


def test_without_network_the_address_asked_is_all_there_is(monkeypatch):
    monkeypatch.setattr(network, "list_addresses", lambda: ())
    assert phone_address("", "http://localhost:8501") == "http://localhost:8501"


def test_a_server_that_does_not_answer_at_its_own_address_keeps_phones_out(monkeypatch):
    monkeypatch.setattr(network, "list_addresses", lambda: ("127.0.0.2",))
    with socket.create_server(("127.0.0.2", 0)) as server:
        port = server.getsockname()[1]
        assert barrier("", f"http://localhost:{port}") == ""
    network._answers_at.cache_clear()
    assert barrier("", f"http://localhost:{port}") == "own_machine"


def test_without_network_no_phone_comes_in(monkeypatch):
    monkeypatch.setattr(network, "list_addresses", lambda: ())
    assert barrier("", "http://localhost:8501") == "no_network"


def test_an_address_given_or_already_used_by_others_is_trusted(monkeypatch):
    monkeypatch.setattr(network, "list_addresses", lambda: ())
    assert barrier("http://192.168.1.20:8501", "http://localhost:8501") == ""
    assert barrier("", "https://carte.example") == ""
