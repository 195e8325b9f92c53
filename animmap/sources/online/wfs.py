"""Géoplateforme WFS: protected areas and inventories of nature, as living assets.

Traps known: 5,000 features at most an answer, cut without a word (``numberMatched`` tells);
``BBOX`` is longitude first, its CQL twin latitude first, and a wrong order is an empty answer;
names of the layers change, so they are read from the capabilities; the field of the name changes
from a layer to another. ZNIEFF are inventories, not protections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.errors import AnimmapError
from animmap.sources.geojson import properties_of, read_shape
from animmap.sources.online.asking import Answer, Asked
from animmap.sources.online.found import Found, Harvest, Origin, Words
from animmap.sources.online.gathering import Gathering
from animmap.sources.online.transport import Transport
from animmap.sources.safe_xml import local_name, parse_xml

SERVICE = "wfs"
ORIGIN = Origin("INPN / PatriNat (Géoplateforme)", "Licence Ouverte 2.0",
                "PatriNat, INPN – IGN Géoplateforme, Licence Ouverte 2.0")  # fmt: skip
COUNT = 200
_MOST_PAGES = 500
_PREFIX = "patrinat_"
# What zonings are: message ``online.zone_<code>``; ``inventory`` when they protect nothing.
ZONES: Mapping[str, bool] = {
    "sic": True, "zps": True, "znieff1": False, "znieff2": False, "rnn": True, "rnr": True,
    "rnc": True, "apb": True, "pnr": True, "pn": True, "cen": True, "cdl": True, "rb": True,
    "bios": True, "ramsar": True,
}  # fmt: skip
# Layers that are not named as their zoning. "pnm" is that of several: it tells none.
_LAYERS: Mapping[str, str] = {
    "parc_national": "pn", "conservatoire_littoral": "cdl", "reserve_biologique": "rb",
}  # fmt: skip
_NAMES = ("nom_site", "sitename", "nom", "nom_officiel", "name", "toponyme")
_KEYS = ("id_mnhn", "sitecode", "id_local", "id")
_LINKS = ("url_fiche", "url")


@dataclass(frozen=True, slots=True)
class Ground:
    """The territory: outline (EPSG:4326), the metric CRS, and whether sites are cut to it."""

    outline: BaseGeometry
    crs: str
    clip: bool = False


def list_types(transport: Transport, *, refresh: bool = False) -> dict[str, str]:
    """Return the type names of the zonings that the service has today, by our code of them.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask``; ``answer_unreadable``.
    """
    query = (("SERVICE", "WFS"), ("VERSION", "2.0.0"), ("REQUEST", "GetCapabilities"))
    answer = transport.ask(Asked(SERVICE, "", query, accept="text/xml", refresh=refresh))
    return read_types(answer.content)


def read_types(content: bytes) -> dict[str, str]:
    """Return the type names of zonings in capabilities: "patrinat_znieff1:znieff1" for znieff1."""
    try:
        root = parse_xml(content, SERVICE)
    except AnimmapError as error:
        raise AnimmapError("answer_unreadable", service=SERVICE, reason="") from error
    found: dict[str, str] = {}
    for element in root.iter():
        if local_name(element) != "FeatureType":
            continue
        name = next((one.text or "" for one in element if local_name(one) == "Name"), "").strip()
        code = name.partition(":")[0].lower().removeprefix(_PREFIX)
        if name.lower().startswith(_PREFIX) and code in ZONES:
            found.setdefault(code, name)
    return found


@dataclass(frozen=True, slots=True)
class _Site:
    """A feature of an answer, its outline read at once so that its corners need no lists."""

    id: str
    shape: BaseGeometry | None
    told: Mapping[str, Any]


def fetch(
    transport: Transport,
    codes: Sequence[str],
    ground: Ground,
    gathering: Gathering,
    *,
    refresh: bool = False,
) -> Harvest:
    """Return the sites of some zonings that meet a territory, with the share inside it.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask_json``; ``answer_unreadable``.
    """
    types = list_types(transport, refresh=refresh)
    whole, elsewhere = Harvest(SERVICE), 0
    inside = _Inside(ground)
    for code in codes:
        if code not in types:
            gathering.note("wfs_unknown", zone=code.upper())
            continue
        for page in _pages(transport, types[code], ground, gathering, refresh):
            found = _read(page, code, inside)
            whole.found += found
            elsewhere += len(page) - len(found)
    whole.leave_out({"elsewhere": elsewhere})
    if any(not ZONES[code] for code in codes):
        gathering.note("wfs_inventory")
    if len(codes) > 1:
        gathering.note("wfs_overlap")
    return gathering.sign(whole)


def count(
    transport: Transport, codes: Sequence[str], ground: Ground, *, refresh: bool = False
) -> int:
    """Return how many sites of some zonings meet the bounds of a territory."""
    types = list_types(transport, refresh=refresh)
    known = [types[code] for code in codes if code in types]
    return sum(_page(transport, name, ground, (0, COUNT), refresh)[1] for name in known)


def _pages(
    transport: Transport, name: str, ground: Ground, gathering: Gathering, refresh: bool
) -> Iterator[list[_Site]]:
    """Give the sites of a type, page after page until those announced are there.

    Sites of very many corners may not fit an answer: fewer are asked at a time then.
    """
    seen: set[str] = set()
    before, matched, most = gathering.done, 0, COUNT
    for _ in range(_MOST_PAGES):
        try:
            page, matched, answer = _page(transport, name, ground, (len(seen), most), refresh)
        except AnimmapError as error:
            if error.code != "answer_too_large" or most == 1:
                raise
            most = max(most // 4, 1)
            continue
        fresh = {one.id or f"rank {rank}": one for rank, one in enumerate(page, start=len(seen))}
        fresh = {key: one for key, one in fresh.items() if key not in seen}
        seen |= fresh.keys()
        gathering.expect(before + matched)
        gathering.add(answer, len(fresh))
        yield list(fresh.values())
        if not fresh or len(seen) >= matched:
            break
    if len(seen) < matched:
        gathering.note("wfs_incomplete", n=len(seen), of=matched)


def _page(
    transport: Transport, name: str, ground: Ground, asked: tuple[int, int], refresh: bool
) -> tuple[list[_Site], int, Answer]:
    """Return some sites of a type, how many there are in all, and the answer."""
    west, south, east, north = ground.outline.bounds
    start, most = asked
    query = (
        ("SERVICE", "WFS"), ("VERSION", "2.0.0"), ("REQUEST", "GetFeature"), ("TYPENAMES", name),
        ("OUTPUTFORMAT", "application/json"), ("SRSNAME", "EPSG:4326"),
        ("BBOX", f"{west:.5f},{south:.5f},{east:.5f},{north:.5f},EPSG:4326"),
        ("COUNT", str(most)), ("STARTINDEX", str(start)),
    )  # fmt: skip
    question = Asked(SERVICE, "", query, refresh=refresh)
    document, answer = transport.ask_json(question, each=_site)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise AnimmapError("answer_unreadable", service=SERVICE, reason="")
    matched = document.get("numberMatched", document.get("totalFeatures"))
    page = [one for one in features if one is not None]
    return page, matched if isinstance(matched, int) else start + len(page), answer


def read_sites(document: Mapping[str, Any]) -> Harvest:
    """Return the sites of a saved answer.

    Each identifier says its zoning ("znieff1.12"), so that a site keeps one key whichever way
    it came.
    """
    sites = [_site(one) for one in document["features"]]
    return Harvest(SERVICE, _read([one for one in sites if one is not None], "", None))


def _site(feature: object) -> _Site | None:
    if not isinstance(feature, dict):
        return None
    shape = read_shape(feature.get("geometry"))
    return _Site(str(feature.get("id") or ""), shape, properties_of(feature))


def _read(sites: list[_Site], code: str, inside: _Inside | None) -> list[Found]:
    """Return the sites that touch the territory."""
    found = (_found(one, code or _zone_of(one.id), inside) for one in sites)
    return [one for one in found if one is not None]


class _Inside:
    """What of a site lies in a territory; its outline is projected once for all of them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        [self._metric] = to_metric([ground.outline], ground.crs)
        shapely.prepare(self._metric)

    def part(self, shape: BaseGeometry) -> tuple[BaseGeometry | None, float]:
        """Return a site, cut when asked, and its share inside; None when it is out."""
        valid = shapely.make_valid(shape)
        [metric] = to_metric([valid], self._ground.crs)
        whole = self._metric.contains_properly(metric)
        part = metric if whole else metric.intersection(self._metric)
        share = part.area / metric.area if metric.area else float(not part.is_empty)
        if part.is_empty or (metric.area and not part.area):
            return None, 0.0
        if self._ground.clip and not whole:
            return _areas(valid.intersection(self._ground.outline)), share
        return valid, share


def _zone_of(identifier: str) -> str:
    """Return the zoning that the identifier of a feature names, "" when it names none."""
    layer = identifier.partition(".")[0].lower()
    return _LAYERS.get(layer, layer if layer in ZONES else "")


def _found(site: _Site, code: str, inside: _Inside | None) -> Found | None:
    shape, told = site.shape, site.told
    key = _first(told, _KEYS)
    words: list[Words] = [(f"zone_{code}", {})] if code else []
    if inside is not None and shape is not None:
        shape, share = inside.part(shape)
        if shape is None:
            return None
        words.append(("share_inside", {"share": _percent(share)}))
    surface = _first(told, ("surf_off", "area_sig"))
    if surface:
        words.append(("surface", {"hectares": surface}))
    return Found(
        key=f"{code}:{key}" if code else key,
        name=_first(told, _NAMES) or key,
        shape=shape,
        origin=ORIGIN,
        kind="habitat",
        words=tuple(words),
        url=_first(told, _LINKS),
    )


def _areas(shape: BaseGeometry) -> BaseGeometry:
    parts = [one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0] if parts else shape


def _percent(share: float) -> str:
    return "< 1" if 0 < share < 0.01 else f"{100 * share:.0f}"


def _first(told: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the first of some fields that says something, whatever the case of its name."""
    plain = {name.lower(): value for name, value in told.items()}
    found = (str(plain[name]).strip() for name in names if plain.get(name) not in (None, ""))
    return next(found, "")
