"""Géoplateforme geocoding (BAN) and SIRET: only addresses and codes are sent, never a name.

Some addresses are asked one by one, many as one CSV; the answer keeps the order of the rows. It
says "ok" whatever was asked: whoever reads it decides on the score (``core.importing.finds``).
Paths, columns and limits: documentation of the service (cartes.gouv.fr, geocodage).
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from animmap.core.importing.finds import BY_SIRET, NOTHING, SURE_FROM, Find, Seeking
from animmap.errors import AnimmapError
from animmap.sources.online.asking import Asked
from animmap.sources.online.transport import Tell, Transport

SERVICE = "geocoding"
LICENCE = "Licence Ouverte 2.0"
ATTRIBUTION = "Base Adresse Nationale, Géoplateforme"
FEW = 5
LOT = 500
_KEPT = timedelta(days=1)
_COLUMNS = ("address", "postcode", "citycode")


def find_places(
    transport: Transport, wanted: Sequence[Seeking], tell: Tell = lambda done, of: None
) -> dict[str, Find]:
    """Return what the services know of addresses, then of the SIRET of those badly found.

    Every row has its answer; ``NOTHING`` is one.

    Raises
    ------
    AnimmapError
        Those of ``Transport.ask``; ``answer_unreadable``.
    """
    written = [one for one in wanted if one.address]
    found: dict[str, Find] = {}
    tell(0, len(wanted))
    for lot in _lots(written):
        found |= _search(transport, lot) if len(written) <= FEW else _search_csv(transport, lot)
        tell(min(len(found), len(wanted)), len(wanted))
    unsure = [
        one
        for one in wanted
        if one.siret and (one.key not in found or found[one.key].score < SURE_FROM)
    ]
    for done, one in enumerate(unsure, start=len(wanted) - len(unsure) + 1):
        place = _locate_siret(transport, one.siret)
        if place is not None:
            found[one.key] = place
        tell(done, len(wanted))
    tell(len(wanted), len(wanted))
    return {one.key: _answering(found.get(one.key), one) for one in wanted}


def _answering(find: Find | None, one: Seeking) -> Find:
    """Return a find with what was asked, that nothing was found included."""
    known = find or Find(0.0, 0.0, 0.0, NOTHING, "", method="none")
    asked = one.siret if known.method == BY_SIRET else one.address or one.siret
    return replace(known, asked=asked)


def _lots(wanted: Sequence[Seeking]) -> Iterable[Sequence[Seeking]]:
    return (wanted[start : start + LOT] for start in range(0, len(wanted), LOT))


def _search(transport: Transport, wanted: Iterable[Seeking]) -> dict[str, Find]:
    found = {}
    for one in wanted:
        query = [("q", one.address[:200]), ("limit", "1"), ("autocomplete", "0")]
        for name, value in (("citycode", one.commune_code), ("postcode", one.postcode)):
            if value:
                query.append((name, value))
                break
        told, _ = transport.ask_json(Asked(SERVICE, "/search", tuple(query), kept=_KEPT))
        find = _feature(told)
        if find is not None:
            found[one.key] = find
    return found


def _feature(told: Any) -> Find | None:  # noqa: ANN401 - JSON of a service
    try:
        feature = told["features"][0]
        properties = feature["properties"]
        longitude, latitude = map(float, feature["geometry"]["coordinates"][:2])
        told_of = [str(properties.get(name, "")) for name in ("type", "label", "citycode")]
        return _sound(Find(longitude, latitude, float(properties["score"]), *told_of))
    except (LookupError, TypeError, ValueError):
        return None


def _search_csv(transport: Transport, wanted: Sequence[Seeking]) -> dict[str, Find]:
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((one.address, one.postcode, one.commune_code) for one in wanted)
    body, content_type = _form(rows.getvalue().encode())
    asked = Asked(
        SERVICE, "/search/csv", body=body, content_type=content_type, accept="text/csv", kept=_KEPT
    )
    answer = transport.ask(asked).content.decode("utf-8-sig", errors="replace")
    told = list(csv.DictReader(io.StringIO(answer)))
    if len(told) != len(wanted) or (told and "result_score" not in told[0]):
        reason = " ".join(answer.split())[:100]
        raise AnimmapError("answer_unreadable", service=SERVICE, reason=reason)
    pairs = zip(wanted, map(_row, told), strict=True)
    return {one.key: find for one, find in pairs if find is not None}


def _row(told: Mapping[str, str]) -> Find | None:
    if told.get("result_status", "ok") not in ("", "ok"):
        return None
    try:
        longitude, latitude, score = (
            float(told[name]) for name in ("longitude", "latitude", "result_score")
        )
        words = [told.get(f"result_{name}") or "" for name in ("type", "label", "citycode")]
        return _sound(Find(longitude, latitude, score, *words))
    except (KeyError, TypeError, ValueError):
        return None


def _sound(find: Find) -> Find | None:
    """Return a find that is on Earth and has a score, None otherwise."""
    on_earth = abs(find.longitude) <= 180 and abs(find.latitude) <= 90
    return find if on_earth and math.isfinite(find.score) else None


def _form(content: bytes) -> tuple[bytes, str]:
    """Return a form with one file, and its type; the same content makes the same form."""
    mark = f"animmap{hashlib.sha256(content).hexdigest()[:24]}"
    lines = []
    fields = (("columns", "address"), ("postcode", "postcode"), ("citycode", "citycode"))
    for name, value in fields:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
        lines.append(f"{head}\r\n\r\n{value}\r\n".encode())
    head = f'--{mark}\r\nContent-Disposition: form-data; name="data"; filename="adresses.csv"'
    lines.append(f"{head}\r\nContent-Type: text/csv\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(lines) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _locate_siret(transport: Transport, siret: str) -> Find | None:
    """Return where an establishment is, by its exact SIRET; None when nobody may say."""
    query = (
        ("q", siret),
        ("minimal", "true"),
        ("include", "siege,matching_etablissements"),
        ("limite_matching_etablissements", "100"),
        ("per_page", "1"),
    )
    told, _ = transport.ask_json(Asked("entreprises", "/search", query, kept=_KEPT))
    for unit in _list(told, "results"):
        for place in (unit.get("siege") or {}, *_list(unit, "matching_etablissements")):
            if isinstance(place, dict) and place.get("siret") == siret:
                return _establishment(place)
    return None


def _list(told: Any, name: str) -> list[Any]:  # noqa: ANN401 - JSON of a service
    found = told.get(name) if isinstance(told, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _establishment(place: Mapping[str, Any]) -> Find | None:
    if place.get("statut_diffusion_etablissement") == "P":
        return None
    try:
        longitude, latitude = float(place["longitude"]), float(place["latitude"])
    except (KeyError, TypeError, ValueError):
        return None
    label, code = str(place.get("adresse") or ""), str(place.get("commune") or "")
    return _sound(Find(longitude, latitude, 1.0, "siret", label, code, BY_SIRET))
