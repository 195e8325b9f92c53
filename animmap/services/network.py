"""The address that phones of the room open, found on this machine; whether it answers there.

Nothing is asked of another machine.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from animmap.services.access import is_local_name

# Never asked: naming it makes the system choose the network it would use. RFC 5737.
_ELSEWHERE: Final = "198.51.100.1"
_CONTAINERS: Final = ("br-", "docker", "lxc", "tailscale", "tun", "vbox", "veth", "virbr", "vmnet")
_KEPT_S: Final = 20
_OWN_ANSWER_S: Final = 0.5
_WIRELESS: Final = "wl"
_ADDRESS_OF_INTERFACE: Final = 0x8915  # SIOCGIFADDR of Linux
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Found:
    """An IPv4 address of this machine, and its network interface when it is known."""

    address: str
    interface: str = ""


def list_addresses() -> tuple[str, ...]:
    """Return the IPv4 addresses that machines of the same network may open, best first.

    Looked for again after some seconds: a machine changes its Wi-Fi while it serves.
    """
    return _addresses_at(int(monotonic() / _KEPT_S))


@lru_cache(maxsize=1)
def _addresses_at(_: int) -> tuple[str, ...]:
    found = [*_of_route(), *_of_interfaces()]
    # Looking up its own name may take a machine seconds: only where nothing else tells.
    if sys.platform == "win32" or not found:
        found += _of_name()
    return best_first(found)


def best_first(found: Iterable[Found]) -> tuple[str, ...]:
    """Order addresses: Wi-Fi, then as found, then those of containers and tunnels."""
    interfaces: dict[str, str] = {}
    for each in found:
        if _is_reachable(each.address):
            interfaces[each.address] = each.interface or interfaces.get(each.address, "")
    return tuple(sorted(interfaces, key=lambda address: _rank(interfaces[address])))


def phone_address(setting: str, asked: str) -> str:
    """Return the address that phones open, without a final slash.

    Parameters
    ----------
    setting
        ``settings.room_address``: when given, it is the answer.
    asked
        Address of the page being answered ("http://localhost:8501"): its host is the answer
        when other machines understand it, and its port belongs to this server.
    """
    if setting:
        return setting
    scheme, _, rest = asked.partition("://")
    host = rest.partition("/")[0]
    if not _HOST.fullmatch(host):
        host = "localhost"
    found = list_addresses() if is_local_name(f"//{host}") else ()
    if not found:
        return f"{scheme}://{host}"
    port = urlsplit(f"//{host}").port
    return f"{scheme}://{found[0]}:{port}" if port else f"{scheme}://{found[0]}"


def barrier(setting: str, asked: str) -> str:
    """Return what keeps phones from the address told to them.

    ``no_network``: this machine has no other address than its own. ``own_machine``: the server
    does not answer at that address, because it was started for this machine only. Empty when
    nothing is known to. Parameters as in ``phone_address``.
    """
    host = urlsplit(phone_address(setting, asked))
    if setting or not is_local_name(f"//{asked.partition('://')[2]}"):
        return ""
    if is_local_name(f"//{host.netloc}"):
        return "no_network"
    port = host.port or {"https": 443}.get(host.scheme, 80)
    moment = int(monotonic() / _KEPT_S)
    return "" if _answers_at(host.hostname or "", port, moment) else "own_machine"


@lru_cache(maxsize=4)
def _answers_at(host: str, port: int, _: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=_OWN_ANSWER_S).close()
    except OSError:
        return False
    return True


def _is_reachable(address: str) -> bool:
    parsed = ipaddress.IPv4Address(address)
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_multicast)


def _rank(interface: str) -> int:
    if interface.startswith(_WIRELESS):
        return 0
    return 2 if interface.startswith(_CONTAINERS) else 1


def _of_route() -> list[Found]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ELSEWHERE, 9))  # a datagram socket only notes where it would send
        except OSError:  # no way out of this machine
            return []
        return [Found(probe.getsockname()[0])]


def _of_interfaces() -> list[Found]:
    if sys.platform != "linux":
        return []
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _ADDRESS_OF_INTERFACE, request)
            except OSError:  # an interface without an address
                continue
            found.append(Found(socket.inet_ntoa(answer[20:24]), name))
    return found


def _of_name() -> list[Found]:
    try:
        _, _, addresses = socket.gethostbyname_ex(socket.gethostname())
    except OSError:
        return []
    return [Found(address) for address in addresses]
