"""Which hosts may be asked: those of the settings, and public ones that a person pastes.

A pasted address never reaches this machine or its network: every address its name resolves
to must be public, and the connection is made to the very address that was checked.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from animmap.errors import AnimmapError
from animmap.settings import Settings

Resolve = Callable[[str, int], Iterable[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: ``pinned`` is the address that was checked, "" for a trusted host."""

    base: str
    secure: bool
    host: str
    port: int
    pinned: str = ""

    @property
    def origin(self) -> str:
        """Return scheme, host and port, as one text."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}"


def resolve_names(host: str, port: int) -> list[str]:
    """Return the addresses of a host; ``host_unreachable`` when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AnimmapError("host_unreachable", host=host) from error
    return [str(one[4][0]) for one in found]


def trusted_target(base: str) -> Target:
    """Return where a base address of the settings leads.

    Raises
    ------
    AnimmapError
        ``address_refused`` unless it is HTTPS, or HTTP to this machine.
    """
    parts = _split(base)
    host = parts.hostname or ""
    loopback = host == "localhost" or _is_loopback(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise AnimmapError("address_refused", address=_shown(base))
    return _target(base, parts)


def check_addresses(settings: Settings) -> None:
    """Refuse the address of a service that is not HTTPS (or HTTP to this machine).

    Raises
    ------
    AnimmapError
        ``setting_unknown`` naming the variable: better no server than a question sent in clear.
    """
    for name, base in settings.service_urls.items():
        try:
            trusted_target(base)
        except AnimmapError as error:
            variable = f"ANIMMAP_URL_{name.upper()}"
            raise AnimmapError(
                "setting_unknown", name=variable, value=_shown(base), allowed="https://…"
            ) from error


def public_target(site: str, settings: Settings, resolve: Resolve = resolve_names) -> Target:
    """Return where a pasted address leads.

    Raises
    ------
    AnimmapError
        ``address_refused`` when it is not HTTPS on its usual port, holds a name or password,
        or leads to an address that is not public; ``host_unreachable``.
    """
    parts = _split(site)
    target = _target(site, parts)
    if target.origin in {trusted_target(one).origin for one in settings.service_urls.values()}:
        return target
    if not target.secure or target.port != 443:
        raise AnimmapError("address_refused", address=_shown(site))
    found = list(resolve(target.host, target.port))
    if not found or not all(is_public(one) for one in found):
        raise AnimmapError("address_refused", address=_shown(site))
    return Target(target.base, True, target.host, target.port, found[0])


def is_public(address: str) -> bool:
    """Tell whether an IP address belongs to the public network, whatever it is wrapped in.

    Examples
    --------
    >>> is_public("9.9.9.9"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        one = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inner is None and one in _NAT64:
            inner = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return one.is_global and not one.is_multicast and not one.is_reserved


def _split(address: str) -> SplitResult:
    """Cut an address into parts; one with a password, a control or no host is refused."""
    text = address.strip()
    try:
        parts = urlsplit(text)
        plain = len(text) <= _LONGEST and text.isprintable() and " " not in text
        known = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise AnimmapError("address_refused", address=_shown(address)) from error
    if not plain or not known or "@" in parts.netloc or "\\" in text:
        raise AnimmapError("address_refused", address=_shown(address))
    if parts.scheme not in ("http", "https"):
        raise AnimmapError("address_refused", address=_shown(address))
    return parts


def _target(address: str, parts: SplitResult) -> Target:
    secure = parts.scheme == "https"
    try:
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AnimmapError("address_refused", address=_shown(address)) from error
    port = parts.port or (443 if secure else 80)
    return Target(address.strip().rstrip("/"), secure, host, port)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(address: str) -> str:
    return "".join(letter for letter in address.strip() if letter.isprintable())[:100]
