"""The one module that owns folium: local files only, and text that stays text.

Stock branca compiles what an element rendered a second time, as a template: ``{{7*191}}`` in a
name runs on the server. Here rendered text is added to the page verbatim, and the app refuses
to start if a canary still runs. No text from people should come this way in the first place:
it travels as data fetched by the browser (see :mod:`animmap.views.maps`).
"""

from __future__ import annotations

from typing import Any, Final

import branca.element
import folium
from folium import map as folium_map
from folium.template import Template

from animmap.vendored import OTHER_FILES, STATIC_DIR, address_of

# A product long enough never to be met by chance in a random name.
CANARY: Final = "{{7919*104729}}"
CANARY_RESULT: Final = "829348951"


class Verbatim(branca.element.Element):
    """Text of a page that is never compiled."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: object) -> str:
        """Return the text unchanged."""
        return self.text


class SafeMap(folium.Map):
    """A folium map that loads local files only, once :func:`make_safe` has run."""


class Call(branca.element.MacroElement):
    """One call of a browser function on the map, with a payload of letters and digits.

    ``function`` is a constant of this code; ``payload`` is base64, which means nothing to
    Jinja, HTML nor JavaScript.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        '{{ this.before }}{{ this.function }}({{ this.map_name() }}, "{{ this.payload }}");'
        "{% endmacro %}"
    )

    def __init__(self, function: str, payload: str, before: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Call"
        self.function, self.payload, self.before = function, payload, before

    def map_name(self) -> str:
        """Return the name of the map's variable in the page script."""
        above = self._parent
        while above is not None and not isinstance(above, folium.Map):
            above = above._parent
        if above is None:
            raise ValueError("a call belongs to a map")
        return str(above.get_name())


def make_safe() -> None:
    """Patch the rendering, point the files to this server; refuse what does not hold.

    Raises
    ------
    RuntimeError
        When a vendored file is missing or when the canary is still compiled.
    """
    branca.element.MacroElement.render = _render_macro  # type: ignore[method-assign]
    folium_map.Popup.render = _render_popup  # type: ignore[method-assign]
    for owner in (folium.Map, SafeMap):
        owner.default_js = [("map/all.js", address_of("map/all.js"))]
        owner.default_css = [("map/all.css", address_of("map/all.css"))]
    missing = [name for name in OTHER_FILES if not (STATIC_DIR / name).is_file()]
    if missing:
        raise RuntimeError(f"vendored files are missing: {missing}")
    rendered = render_canary()
    if CANARY_RESULT in rendered or CANARY not in rendered:
        raise RuntimeError("text on a map is still compiled as a template; refusing to start")


def _render_macro(self: Any, **kwargs: object) -> None:  # noqa: ANN401 - branca is untyped
    figure = self.get_root()
    macros = self._template.module.__dict__
    for part in ("header", "html", "script"):
        macro = macros.get(part)
        if macro is not None:
            getattr(figure, part).add_child(Verbatim(macro(self, kwargs)), name=self.get_name())
    for child in self._children.values():
        child.render(**kwargs)


def _render_popup(self: Any, **kwargs: object) -> None:  # noqa: ANN401 - folium is untyped
    for child in self._children.values():
        child.render(**kwargs)
    rendered = self._template.render(this=self, kwargs=kwargs)
    self.get_root().script.add_child(Verbatim(rendered), name=self.get_name())


def render_canary(text: str = CANARY) -> str:
    """Return a page that carries ``text`` through the ways folium takes text in."""
    sheet = SafeMap(location=[0, 0], tiles=None)
    group = folium.FeatureGroup(name=text).add_to(sheet)
    folium.Marker([0, 0], popup=text, tooltip=text, title=text).add_to(group)
    folium.Marker([0, 0], icon=folium.DivIcon(html=text)).add_to(group)
    point = {"type": "Point", "coordinates": [0, 0]}
    feature = {"type": "Feature", "properties": {text: text}, "geometry": point}
    folium.GeoJson({"type": "FeatureCollection", "features": [feature]}).add_to(group)
    folium.LayerControl().add_to(sheet)
    return str(sheet.get_root().render())
