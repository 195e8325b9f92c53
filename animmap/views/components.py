"""Parts of a page that answer back: Streamlit serves them whoever loaded their code, and when.

Left to itself, Streamlit serves the files of a component only if its code was loaded while a page
was being drawn. So it is told of each as it is drawn, before any browser knows its address: their
code may be loaded at any time, once the server has started for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit import runtime
from streamlit.components.v1.custom_component import CustomComponent

from animmap.settings import ROOT

STATIC = ROOT / "animmap" / "static"


def declare(name: str) -> Callable[..., Any]:
    """Return what draws the component whose page is in the folder ``name`` of our static files."""
    component = CustomComponent(f"animmap.{name}", path=str(STATIC / name), module_name=__name__)

    def draw(**asked: Any) -> Any:  # noqa: ANN401 - what its page is told, and answers
        serve(component)
        return component(**asked)

    return draw


def serve(component: CustomComponent) -> None:
    """Have the files of a component served, by the server that draws it (none in a bare run)."""
    if not runtime.exists():
        return
    registry = runtime.get_instance().component_registry
    if registry.get_component(component.name) is not component:
        registry.register_component(component)
