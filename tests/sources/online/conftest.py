"""A transport to the imitated services, on a clock that never makes anybody wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from animmap.settings import Settings, read_settings
from animmap.sources.online.pace import Pace
from animmap.sources.online.transport import Transport
from tests.fake_services.all import start
from tests.fake_services.clock import FakeClock
from tests.fake_services.server import FakeServices


@pytest.fixture
def time_of_services() -> FakeClock:
    return FakeClock()


@pytest.fixture
def services(time_of_services: FakeClock) -> Iterator[FakeServices]:
    """Return the imitated services, which live in the time of the test."""
    fake = start(time_of_services.ticks)
    yield fake
    fake.stop()


@pytest.fixture
def settings_online(services: FakeServices, tmp_path: Path) -> Settings:
    return read_settings(services.environ | {"ANIMMAP_VAR": str(tmp_path)})


@pytest.fixture
def transport(settings_online: Settings, time_of_services: FakeClock) -> Iterator[Transport]:
    with Transport(settings_online, clock=time_of_services, pace=Pace()) as made:
        yield made


@pytest.fixture
def transport_with(
    settings_online: Settings, time_of_services: FakeClock
) -> Callable[..., Transport]:
    """Return ``transport_with(settings=…, stop=…, resolve=…)``."""

    def make(settings: Settings = settings_online, **changes: object) -> Transport:
        return Transport(settings, **({"clock": time_of_services, "pace": Pace()} | changes))

    return make
