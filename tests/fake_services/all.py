"""Every service that is imitated, by the name of its setting."""

from __future__ import annotations

import time

from tests.fake_services.entreprises import Entreprises
from tests.fake_services.gbif import Gbif
from tests.fake_services.geo import Geo
from tests.fake_services.geocoding import Geocoding
from tests.fake_services.gogocarto import Gogocarto
from tests.fake_services.opendatasoft import Opendatasoft
from tests.fake_services.server import FakeServices, Service, Ticks
from tests.fake_services.tiles import Tiles
from tests.fake_services.wfs import Wfs


def list_services(ticks: Ticks = time.monotonic) -> dict[str, Service]:
    return {
        "entreprises": Entreprises(ticks),
        "gbif": Gbif(),
        "geo": Geo(),
        "geocoding": Geocoding(ticks),
        "gogocarto": Gogocarto(),
        "opendatasoft": Opendatasoft(),
        "tiles": Tiles(ticks),
        "wfs": Wfs(ticks),
    }


def start(ticks: Ticks = time.monotonic, port: int = 0) -> FakeServices:
    return FakeServices(list_services(ticks), ticks, port)
