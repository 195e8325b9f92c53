"""A component is served by Streamlit, whoever loaded its code and when."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.components.lib.local_component_registry import LocalComponentRegistry
from streamlit.components.v1.custom_component import CustomComponent

from animmap.views import components, curve, maps, sharing, tree


@pytest.fixture
def registry(monkeypatch):
    """Return what the server that draws knows of components: nothing yet."""
    known = LocalComponentRegistry()
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(component_registry=known))
    return known


@pytest.mark.parametrize(
    ("draw", "name"),
    [(tree._play, "tree"), (curve._pick, "curve"), (sharing._copy, "copy")],
)
def test_a_component_loaded_before_any_page_is_served_once_it_is_drawn(
    registry, monkeypatch, draw, name
):
    drawn = []
    monkeypatch.setattr(CustomComponent, "__call__", lambda _, **asked: drawn.append(asked))
    assert registry.get_component_path(f"animmap.{name}") is None
    draw(label="what it says")
    served = registry.get_component_path(f"animmap.{name}")
    assert served is not None
    assert served.endswith(f"static/{name}")
    assert drawn == [{"label": "what it says"}]


def test_the_component_of_maps_is_served_too(registry):
    components.serve(maps._component_func)
    assert registry.get_component_path("streamlit_folium.st_folium")


def test_a_component_drawn_again_is_told_once(registry, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "register_component", told.append)
    components.serve(maps._component_func)
    registry._components[maps._component_func.name] = maps._component_func
    components.serve(maps._component_func)
    assert told == [maps._component_func]


def test_a_bare_run_serves_nothing(monkeypatch):
    monkeypatch.setattr(runtime, "exists", lambda: False)
    components.serve(maps._component_func)
