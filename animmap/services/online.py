"""Asking open-data services what they know of a territory; the answer is imported as any file.

Only names of places go out: codes of communes, the box or the outline of the territory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.model import Territory
from animmap.errors import AnimmapError
from animmap.services.desk import Desk, require
from animmap.services.projects import get_territory
from animmap.settings import read_settings
from animmap.sources import communes as communes_source
from animmap.sources.online import entreprises, gbif, gogocarto, osm, wfs
from animmap.sources.online.addresses import check_addresses
from animmap.sources.online.asking import Stop
from animmap.sources.online.entreprises_search import Search, parts_of
from animmap.sources.online.found import Harvest, write_harvest
from animmap.sources.online.gathering import Gathering
from animmap.sources.online.transport import Tell, Transport

__all__ = ["Harvest", "check_addresses"]

FAMILIES = entreprises.FAMILIES
ZONES = tuple(wfs.ZONES)
LICENCES = tuple(gbif.LICENCES)
OVERPASS, OVERPASS_LAYERS = osm.OVERPASS, tuple(osm.PRESETS)
# Service → layers that what it knows may go to, the likeliest first.
LAYERS: dict[str, tuple[str, ...]] = {
    "entreprises": ("structure", "actor"),
    "gogocarto": ("actor", "structure", "resource"),
    "wfs": ("living_asset",),
    "gbif": ("living_asset",),
}
SERVICES: tuple[str, ...] = tuple(LAYERS)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks of a service; each looks at the choices that are its own.

    ``families``, ``employers``, ``finance``: of entreprises. ``site``: address of a GoGoCarto
    map. ``zones``, ``clip``: of the WFS. ``years``, ``licences``, ``species``: of GBIF.
    ``refresh``: ask again what is kept.
    """

    service: str
    families: tuple[str, ...] = FAMILIES
    employers: bool = False
    finance: bool = True
    site: str = ""
    zones: tuple[str, ...] = ("znieff1", "znieff2", "sic", "zps")
    clip: bool = False
    years: tuple[int, int] = (2000, 2100)
    licences: str = "open"
    species: int = 50
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many things answer; ``least`` when the service counts no further; records of GBIF."""

    count: int
    least: bool = False
    records: int = 0


def is_online() -> bool:
    """Tell whether this installation may ask other hosts."""
    return read_settings().online


def default_site() -> str:
    """Return the address of the GoGoCarto map that is proposed."""
    return read_settings().service_urls["gogocarto"]


def estimate(desk: Desk, project_id: str, question: Question, stop: Stop | None = None) -> Estimate:
    """Return how much a question would bring, from the first page of each answer; staff only.

    A GoGoCarto map does not tell: its one answer is counted.

    Raises
    ------
    AnimmapError
        ``not_found``, ``access_denied``; those of ``fetch``.
    """
    require(desk, project_id=project_id)
    territory = get_territory(desk, project_id)
    outline, again = _outline(territory), question.refresh
    with Transport(read_settings(), stop=stop) as transport:
        match question.service:
            case "entreprises":
                return Estimate(*_search(transport, territory, again).estimate())
            case "wfs":
                ground = wfs.Ground(outline, territory.crs)
                return Estimate(wfs.count(transport, question.zones, ground, refresh=again))
            case "gbif":
                records, found = gbif.count(transport, outline, _species(question), refresh=again)
                return Estimate(min(found, question.species), found > question.species, records)
    return Estimate(len(fetch(desk, project_id, question, stop=stop).found))


def fetch(
    desk: Desk,
    project_id: str,
    question: Question,
    tell: Tell = lambda done, of: None,
    stop: Stop | None = None,
) -> Harvest:
    """Return what a service knows of the territory of a démarche; staff only.

    Parameters
    ----------
    tell
        Called with the number of things received so far and their total.

    Raises
    ------
    AnimmapError
        ``not_found``, ``access_denied``; ``layer_unknown`` for a service that does not exist;
        those of ``Transport.ask_json``.
    """
    require(desk, project_id=project_id)
    fetcher = _FETCHERS.get(question.service)
    if fetcher is None:
        known = ", ".join(SERVICES)
        raise AnimmapError("layer_unknown", layer=question.service, known=known)
    territory = get_territory(desk, project_id)
    with Transport(read_settings(), stop=stop) as transport:
        return fetcher(transport, territory, question, Gathering(tell))


def harvest_file(harvest: Harvest, language: str) -> tuple[str, bytes]:
    """Return the name and content of the file (GeoJSON) that a harvest is imported from."""
    day = f"{harvest.retrieved_at:%Y-%m-%d}" if harvest.retrieved_at else "vide"
    return f"{harvest.service}-{day}.geojson", write_harvest(harvest, language)


def overpass_question(desk: Desk, project_id: str, layer: str) -> str:
    """Return the question to copy to Overpass for a layer of a territory; staff only."""
    require(desk, project_id=project_id)
    return osm.question(layer, _outline(get_territory(desk, project_id)))


def _outline(territory: Territory) -> BaseGeometry:
    outline: BaseGeometry = shapely.union_all([one.geometry for one in territory.communes])
    return outline


def _members(epci: str) -> tuple[str, ...]:
    try:
        return communes_source.get_epci(epci).commune_codes
    except AnimmapError:
        return ()


def _search(transport: Transport, territory: Territory, refresh: bool) -> Search:
    return Search(transport, parts_of(territory.communes, _members), refresh=refresh)


def _fetch_entreprises(
    transport: Transport, territory: Territory, question: Question, gathering: Gathering
) -> Harvest:
    codes = frozenset(one.code for one in territory.communes)
    wanted = entreprises.Wanted(question.families, question.employers, question.finance, codes)
    return _search(transport, territory, question.refresh).fetch(wanted, gathering)


def _fetch_gogocarto(
    transport: Transport, territory: Territory, question: Question, gathering: Gathering
) -> Harvest:
    outline = _outline(territory)
    site = gogocarto.site_of(question.site or default_site())
    return gogocarto.fetch(
        transport, site, outline.bounds, outline, gathering, refresh=question.refresh
    )


def _fetch_wfs(
    transport: Transport, territory: Territory, question: Question, gathering: Gathering
) -> Harvest:
    ground = wfs.Ground(_outline(territory), territory.crs, question.clip)
    return wfs.fetch(transport, question.zones, ground, gathering, refresh=question.refresh)


def _fetch_gbif(
    transport: Transport, territory: Territory, question: Question, gathering: Gathering
) -> Harvest:
    outline = _outline(territory)
    return gbif.fetch(transport, outline, _species(question), gathering, refresh=question.refresh)


def _species(question: Question) -> gbif.Wanted:
    return gbif.Wanted(question.years, question.licences, question.species)


_FETCHERS: dict[str, Callable[[Transport, Territory, Question, Gathering], Harvest]] = {
    "entreprises": _fetch_entreprises,
    "gogocarto": _fetch_gogocarto,
    "wfs": _fetch_wfs,
    "gbif": _fetch_gbif,
}
