"""Rendering is made safe once, as the server does before it starts."""

from __future__ import annotations

import pytest

from animmap.views.maps_safe import make_safe


@pytest.fixture(scope="session", autouse=True)
def _safe_rendering() -> None:
    make_safe()
