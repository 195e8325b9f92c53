"""What a geocoder found for a row: taken, doubted or refused by its score, never in silence.

The service answers something for anything ("ok" even for nonsense): only the score decides. Its
scores of good addresses are 0.76 to 0.95, of nonsense 0.34; the thresholds lie between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely

from animmap.core.importing.choices import row_key
from animmap.core.importing.draft import Draft
from animmap.core.importing.positions import Region

REFUSED_BELOW = 0.5
SURE_FROM = 0.7
TOWN = "municipality"
# What was sought and is known nowhere: not asked again until its address changes.
NOTHING = "nothing"
GEOCODED, BY_SIRET = "geocoded", "siret"
OPTION = "geocoded"


@dataclass(frozen=True, slots=True)
class Find:
    """A place found (EPSG:4326), how sure (0 to 1), of what ``kind``, under which name.

    ``kind``: "housenumber", "street", "locality", "municipality", "siret", "nothing"…
    ``method``: how a row placed by it was located. ``asked``: the address or SIRET that was sent.
    """

    longitude: float
    latitude: float
    score: float
    kind: str
    label: str
    commune_code: str = ""
    method: str = GEOCODED
    asked: str = ""

    def answers(self, address: str, siret: str) -> bool:
        """Tell whether it is of what a row says now: a corrected address is sought again."""
        return self.asked in (address, siret)


@dataclass(frozen=True, slots=True)
class Seeking:
    """What is sent to find a row: its address and codes, nothing else of it."""

    key: str
    column: str
    address: str
    postcode: str = ""
    commune_code: str = ""
    siret: str = ""


def seek(drafts: Iterable[Draft], columns: Mapping[str, str]) -> list[Seeking]:
    """Return what may be sought: rows that write an address or a SIRET and no place.

    Parameters
    ----------
    columns
        The column of addresses of each table, where there is one.
    """
    found = []
    for draft in drafts:
        column = columns.get(draft.table, "")
        address = _address(draft, column)
        placeless = draft.raw is None and (not draft.shapes or draft.method == "commune")
        if placeless and (address or draft.siret):
            key = row_key(draft.table, draft.number)
            code = draft.commune_code or ""
            found.append(Seeking(key, column, address, draft.postcode, code, draft.siret))
    return found


def _address(draft: Draft, column: str) -> str:
    return " ".join(draft.values.get(column, "").split())


def settle_finds(
    drafts: Sequence[Draft],
    located: Mapping[str, Find],
    columns: Mapping[str, str],
    accept: frozenset[str],
    region: Region,
) -> None:
    """Place the rows that were found, and judge those that a saved file says were."""
    for draft in drafts:
        find, column = located.get(row_key(draft.table, draft.number)), columns.get(draft.table, "")
        if find is not None and find.answers(_address(draft, column), draft.siret):
            if draft.raw is None and not draft.shapes:
                _take(draft, find, column, accept, region)
            continue
        saved = read_saved(draft.values)
        if saved is not None and draft.method == "coordinates":
            draft.method = GEOCODED
            _judge(draft, saved, draft.placed_by, accept)


def read_saved(values: Mapping[str, str]) -> Find | None:
    """Return what the columns of a saved answer of the geocoder say, None without them."""
    score, kind = values.get("result_score", "").strip(), values.get("result_type", "").strip()
    if "result_label" not in values or not score:
        return None
    try:
        sure = float(score.replace(",", "."))
    except ValueError:
        return None
    code = values.get("result_citycode", "").strip()
    return Find(0.0, 0.0, sure, kind, values["result_label"].strip(), code)


def _take(draft: Draft, find: Find, column: str, accept: frozenset[str], region: Region) -> None:
    if find.kind == NOTHING:
        draft.blame("geocode_nothing", column, find.asked)
        return
    _judge(draft, find, column, accept)
    if find.score < REFUSED_BELOW:
        return
    draft.shapes = (shapely.Point(find.longitude, find.latitude),)
    draft.method, draft.placed_by = find.method, column
    west, south, east, north = region.near
    near = west <= find.longitude <= east and south <= find.latitude <= north
    if not near and "outside" not in accept:
        draft.blame("far_from_territory", column, find.label)


def _judge(draft: Draft, find: Find, column: str, accept: frozenset[str]) -> None:
    """Write down what is to be known of a find: refused, to check, or of the town hall only."""
    draft.score = find.score
    facts = {"score": f"{find.score:.2f}", "label": find.label}
    if find.score < REFUSED_BELOW:
        draft.shapes, draft.method = (), "none"
        draft.blame("geocode_refused", column, find.label, **facts)
    elif find.score < SURE_FROM:
        code = "geocode_checked" if OPTION in accept else "geocode_doubtful"
        draft.blame(code, column, find.label, **facts)
    if find.kind == TOWN and find.score >= REFUSED_BELOW:
        draft.blame("geocode_town", column, find.label, **facts)
