"""Opendatasoft Explore v2.1, as Urssaf serves employment of the ESS, with its limits.

Kept: ``limit`` is 10 unless asked, 100 at most, else an error 400; ``offset`` + ``limit`` go no
further than 10,000; ``where`` and ``refine`` narrow; ``select`` chooses fields; an unknown field
or data set is told in ``error_code``. Departments are the finest that it knows.
"""

from __future__ import annotations

import re
from typing import Any

from tests.fake_services.server import Reply, Request, as_json

MOST, FARTHEST = 100, 10_000
DATASET = "nombre-etab-effectifs-salaries-et-masse-salariale-ess-departements"
_RECORDS = re.compile(r"/api/explore/v2\.1/catalog/datasets/([\w-]+)/records")
_EQUAL = re.compile(r"(\w+)\s*=\s*['\"]?([^'\"]+)['\"]?$")


def some_records() -> list[dict[str, Any]]:
    """Return figures of two departments, ten years and four families: invented."""
    return [
        {
            "code_departement": code, "departement": name, "region": "Hauts-de-France",
            "champ_ess": "ESS", "famille_ess": family, "annee": str(year),
            "nombre_d_etablissements": 100 + rank, "effectifs_salaries_moyens": 1000.5 + year,
            "masse_salariale": 2_500_000 + rank,
        }
        for code, name in (("62", "Pas-de-Calais"), ("59", "Nord"))
        for rank, family in enumerate(("Associations", "Coopératives", "Fondations", "Mutuelles"))
        for year in range(2010, 2025)
    ]  # fmt: skip


class Opendatasoft:
    def __init__(self, records: list[dict[str, Any]] | None = None) -> None:
        self.records = some_records() if records is None else records

    def __call__(self, request: Request) -> Reply:
        named = _RECORDS.fullmatch(request.path)
        if named is None or named[1] != DATASET:
            return _refuse("ODSQLError", "Unknown dataset", 404)
        limit, offset = request.get("limit", "10"), request.get("offset", "0")
        if not limit.isdigit() or int(limit) > MOST:
            return _refuse("InvalidRESTParameterError", f"limit: 0 <= x <= {MOST}")
        if not offset.isdigit() or int(offset) + int(limit) > FARTHEST:
            return _refuse("InvalidRESTParameterError", f"offset + limit <= {FARTHEST}")
        try:
            found = [one for one in self.records if _passes(one, request)]
        except KeyError as unknown:
            return _refuse("ODSQLError", f"Unknown field: {unknown.args[0]}")
        page = found[int(offset) : int(offset) + int(limit)]
        fields = request.list("select")
        told = [{name: one[name] for name in fields} if fields else one for one in page]
        return as_json({"total_count": len(found), "results": told})


def _passes(one: dict[str, Any], request: Request) -> bool:
    asked = [value.partition(":")[::2] for key, value in request.query if key == "refine"]
    asked += [found.groups() for part in request.get("where").split(" and ")
              if (found := _EQUAL.match(part.strip()))]  # fmt: skip
    return all(str(one[name]) == value.strip() for name, value in asked)


def _refuse(code: str, message: str, status: int = 400) -> Reply:
    return as_json({"error_code": code, "message": message}, status)
