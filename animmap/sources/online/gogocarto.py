"""GoGoCarto maps, Transiscope first: the elements of a territory, in both ontologies.

Traps known: a protected map answers plain text and calls it JSON; nothing is paged, so bounds
are always sent; categories are labels or numbers, and may hold the licence; opening hours are
an object or a text. E-mails and telephone numbers are never kept, those written in texts neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.importing.words import themes_of
from animmap.errors import AnimmapError
from animmap.sources.collector import uncollected
from animmap.sources.online.asking import Asked
from animmap.sources.online.found import Found, Harvest, Origin, Words
from animmap.sources.online.gathering import Gathering
from animmap.sources.online.transport import Transport

SERVICE = "gogocarto"
_LICENCE = re.compile(r"\b(cc[ -]?(?:by|0)[\w .-]*|odbl|licence ouverte[\w .]*|etalab[\w .-]*)$",
                      re.IGNORECASE)  # fmt: skip
_EMAIL = re.compile(r"[\w.+-]+(?:@|\s*\[?(?:at|arobase)\]?\s*)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}|0)[\s.()-]*\d(?:[\s.()-]*\d){7,10}(?!\d)")
_REMOVED = "…"
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_TRANSISCOPE = "transiscope.gogocarto.fr"


def site_of(address: str) -> str:
    """Return the address of a map from any page of it that a person pastes.

    Examples
    --------
    >>> site_of("transiscope.gogocarto.fr/map#/carte/@47.09,-1.64,10z")
    'https://transiscope.gogocarto.fr'
    >>> site_of("https://x.gogocarto.fr/api/elements.json?bounds=1")
    'https://x.gogocarto.fr'
    """
    text = address.strip()
    text = text if "://" in text else f"https://{text}"
    for cut in ("#", "?", "/api/", "/annuaire", "/map"):
        text = text.split(cut)[0]
    return text.rstrip("/")


def fetch(
    transport: Transport,
    site: str,
    bounds: Sequence[float],
    outline: BaseGeometry,
    gathering: Gathering,
    *,
    refresh: bool = False,
) -> Harvest:
    """Return the elements of a map inside an outline (EPSG:4326).

    Parameters
    ----------
    site
        Address of the map, pasted by a person.
    bounds
        West, south, east, north, in degrees: what is asked.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask_json``.
    """
    box = ",".join(f"{side:.5f}" for side in bounds)
    asked = Asked(
        SERVICE, "/api/elements.json", (("bounds", box), ("ontology", "gogofull")),
        site=site, refresh=refresh,
    )  # fmt: skip
    document, answer = transport.ask_json(asked)
    with uncollected():
        harvest = read_elements(document, urlsplit(site).hostname or "", outline)
    gathering.add(answer, len(harvest.found))
    return gathering.sign(harvest)


def read_elements(document: object, site: str = "", outline: BaseGeometry | None = None) -> Harvest:
    """Return the elements of an answer; those out of the outline are left out, and counted.

    Raises
    ------
    AnimmapError
        ``answer_unreadable`` when it holds no list of elements.
    """
    data = document.get("data") if isinstance(document, dict) else document
    if isinstance(data, dict):
        data = [data]
    if not isinstance(data, list):
        raise AnimmapError("answer_unreadable", service=SERVICE, reason="")
    licence = str(document.get("licence") or "") if isinstance(document, dict) else ""
    harvest = Harvest(SERVICE)
    if outline is not None:
        shapely.prepare(outline)
    unread = elsewhere = 0
    for one in data:
        element = _expand(one)
        if element is None:
            unread += 1
            continue
        found = _found(element, site, licence)
        if outline is not None and found.shape is not None and not outline.covers(found.shape):
            elsewhere += 1
            continue
        harvest.found.append(found)
    harvest.leave_out({"elsewhere": elsewhere, "unread": unread})
    return harvest


def _expand(one: object) -> Mapping[str, Any] | None:
    """Return an element as an object; the compact ontology writes a list."""
    if isinstance(one, dict) and one.get("name"):
        return one
    if isinstance(one, list) and len(one) >= 4 and isinstance(one[1], str) and one[1].strip():
        place = {"latitude": one[2], "longitude": one[3]}
        return {"id": one[0], "name": one[1], "geo": place}
    return None


def _found(element: Mapping[str, Any], site: str, licence: str) -> Found:
    labels = [str(one) for one in _list(element.get("categories")) if isinstance(one, str)]
    licences = [one for one in labels if _LICENCE.match(one.strip())]
    themes, _ = themes_of(",".join(one for one in labels if one not in licences))
    told = element.get("address")
    address = told if isinstance(told, dict) else {}
    website = _link(element.get("website"))
    return Found(
        key=f"{site}#{element.get('id', '')}",
        name=_clean(element.get("name")),
        shape=_point(element.get("geo")),
        origin=_origin(element, site, licences[0] if licences else licence),
        text=_clean(element.get("description") or element.get("abstract")),
        words=_words(element, labels, licences, website),
        themes=themes,
        address=_clean(address.get("streetAddress")),
        postcode=_clean(address.get("postalCode")),
        commune=_clean(address.get("addressLocality")),
        url=_link(element.get("showUrl")) or website,
    )


def _words(
    element: Mapping[str, Any], labels: Sequence[str], licences: Sequence[str], website: str
) -> tuple[Words, ...]:
    told: list[Words] = []
    kept = [_clean(one) for one in labels if one not in licences]
    if kept:
        told.append(("categories", {"names": ", ".join(kept)}))
    hours = _hours(element.get("openHours"))
    if hours:
        told.append(("hours", {"hours": hours}))
    if website:
        told.append(("website", {"url": website}))
    return tuple(told)


def _origin(element: Mapping[str, Any], site: str, licence: str) -> Origin:
    """Return who says it: the map gathers several sources, each with its own licence."""
    known = licence or ("CC BY-SA 4.0" if site == _TRANSISCOPE else "")
    source = _clean(element.get("sourceKey"))
    named = f"{source} ({site})" if source and site else source or site or "GoGoCarto"
    return Origin(named, known, ", ".join(part for part in (named, known) if part))


def _hours(told: object) -> str:
    if isinstance(told, dict):
        days = [f"{day} {told[day]}" for day in _DAYS if told.get(day)]
        return _clean(" ; ".join(days) or " ; ".join(f"{k} {v}" for k, v in told.items() if v))
    return _clean(told) if isinstance(told, str) else ""


def _clean(value: object) -> str:
    """Return a text without the e-mails and telephone numbers that it holds."""
    text = "" if value is None else str(value).strip()
    return _PHONE.sub(_REMOVED, _EMAIL.sub(_REMOVED, text))


def _link(value: object) -> str:
    text = "" if value is None else str(value).strip()
    return text if text.startswith(("http://", "https://")) and " " not in text else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _point(geo: object) -> shapely.Point | None:
    try:
        lon, lat = float(geo["longitude"]), float(geo["latitude"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None
    return shapely.Point(lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
