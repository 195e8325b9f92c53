"""Every service that is imitated, by the name of its setting."""

from __future__ import annotations

import time

from tests.fake_services.entreprises import Entreprises
from tests.fake_services.geo import Geo
from tests.fake_services.server import FakeServices, Service, Ticks


def list_services(ticks: Ticks = time.monotonic) -> dict[str, Service]:
    return {"entreprises": Entreprises(ticks), "geo": Geo()}


def start(ticks: Ticks = time.monotonic, port: int = 0) -> FakeServices:
    return FakeServices(list_services(ticks), ticks, port)
