"""What we write, we read: export then import is the identity, whatever people typed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import (
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from animmap.core.importing.choices import Choices
from animmap.core.model import LAYERS, Contact, Feature
from animmap.core.taxonomy import DEFAULTS
from animmap.services import contribute, explore
from animmap.services.compare import read_round
from animmap.services.compare_export import export_layers
from animmap.services.contacts import export_contacts
from animmap.services.explore import Filters
from animmap.services.features_export import FORMATS, export_features
from animmap.services.import_plan import plan_import
from animmap.services.imports import run_import
from animmap.services.projects import list_colleges
from animmap.sources import import_file

sys.path.insert(0, str(Path(__file__).parent))
from messy import read_here

CODES = {"62001": (2.5, 50.5), "62002": (2.6, 50.5), "62003": (2.5, 50.4), "62004": (2.6, 50.4)}
HOSTILE = (
    "=1+1", "+33 3 21", "-2", "@SUM(A1)", "'=deux", "''@", "{{7*191}}", "{% raw %}", "<img src=x>",
    '"guillemets"', "a;b,c|d", "ligne\nligne", "`${x}`\\", "\u202emiroir", "é̀ñ 🌳", "l’eau", "#x",
    "%_", "null", "N/A", "0123", "1e5", "true", "01/02/2026", "DROP TABLE feature; --",
    "\t=1+1", "\uff1d1", "\r\n-2", "👩\u200d🌾", "\u05e9\u05dc\u05d5\u05dd", "\ufeffmarque", "]]>",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(HOSTILE), st.text("aé'\";,=+-@\t\n {}<>&0\u00a0\u2019🌱", max_size=30)
)


def _place(rank: int, west: float, south: float):
    x, y = west + 0.02 + 0.001 * rank, south + 0.03
    return (
        None,
        Point(x, y),
        MultiPoint([(x, y), (x + 0.001, y)]),
        LineString([(x, y), (x + 0.002, y + 0.001)]),
        MultiLineString([[(x, y), (x + 0.001, y)], [(x, y + 0.001), (x + 0.001, y + 0.002)]]),
        # Heights are not kept: what is stored is flat, and comes back so.
        Point(x, y, 120.5),
        Polygon([(x, y, 1), (x + 0.002, y, 2), (x, y + 0.002, 3)]),
        box(x, y, x + 0.003, y + 0.002),
        box(x, y, x + 0.004, y + 0.004).difference(box(x + 0.001, y + 0.001, x + 0.002, y + 0.002)),
        MultiPolygon([box(x, y, x + 0.001, y + 0.001), box(x + 0.002, y, x + 0.003, y + 0.001)]),
    )[rank % 10]


@st.composite
def features(draw, layer: str):
    made = []
    for rank in draw(st.lists(st.integers(0, 40), min_size=1, max_size=5, unique=True)):
        code = draw(st.sampled_from(sorted(CODES)))
        made.append(
            Feature(
                id=uuid4().hex,
                project_id="",
                layer=layer,
                kind=draw(st.sampled_from(DEFAULTS[layer])),
                name=f"Le lieu {rank} " + draw(WORDS),
                description=draw(WORDS),
                college_id=draw(st.sampled_from(["", "Habitants", "ESS"])),
                themes=tuple(draw(st.sets(st.sampled_from(DEFAULTS["theme"]), max_size=3))),
                commune_code=code,
                geometry=_place(rank, *CODES[code]),
                credit=draw(WORDS),
                spoken_for_by=draw(WORDS),
                siret=draw(st.sampled_from(["", "73282932000074", "35600000000048"])),
                skills=tuple(draw(st.sets(st.sampled_from(DEFAULTS["skill"]), max_size=2))),
            )
        )
    return made


def told(desk, project, layer) -> list[tuple]:
    """Return what the features of a layer say, whatever their identifiers."""
    colleges = {each.id: each.name for each in list_colleges(desk, project.id)}
    return sorted(
        (
            item.name, item.kind, item.description, colleges.get(item.college_id or "", ""),
            tuple(sorted(item.themes)), item.commune_code or "", item.credit, item.spoken_for_by,
            item.siret, tuple(sorted(item.skills)),
            "" if item.geometry is None else shapely.to_wkt(item.geometry.normalize(), 6),
        )
        for item in explore.find_features(desk, project.id, Filters((layer,)))
    )  # fmt: skip


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_exported_then_imported_says_the_same(
    desk, make_project, tmp_path, monkeypatch, layer, extension
):
    if extension != "gpkg":
        monkeypatch.setattr(import_file, "ask_child", read_here)

    @settings(
        max_examples=2 if extension == "gpkg" else 12,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(features(layer))
    def same(items):
        source, target = make_project(), make_project()
        named = {each.name: each.id for each in list_colleges(desk, source.id)}
        explore.add_features(
            desk,
            source.id,
            [_of(item, source.id, named.get(item.college_id or "")) for item in items],
        )
        for language in ("fr", "en"):
            path = tmp_path / f"{uuid4().hex}.{extension}"
            path.write_bytes(export_features(desk, source.id, layer, extension, language))
            plan = plan_import(desk, target.id, path, layer, Choices(duplicates="keep"))
            faults = {fault.code for draft in plan.drafts for fault in draft.faults}
            assert faults <= {"geometry_missing"}
            run_import(desk, plan)
            assert told(desk, target, layer) == told(desk, source, layer)
            target = make_project()

    same()


def _of(item: Feature, project_id: str, college_id: str | None) -> Feature:
    return replace(item, project_id=project_id, college_id=college_id)


def test_contacts_exported_then_imported_are_the_same(desk, make_project, tmp_path, monkeypatch):
    monkeypatch.setattr(import_file, "ask_child", read_here)
    source, target = make_project(), make_project()
    people = [
        ("La Fabrique", "Ada Lefèvre", "03 21 00 00 00", "ada@exemple.test", date(2026, 11, 3)),
        ("=1+1", "+33 dit l’ancien", "+33 3 21 00 00 01", "", None),
        ("Le Café", "", "0321000002", "cafe@exemple.test", None),
    ]
    blank = Feature("", source.id, "actor", "organisation", "", "", None, (), None, None)
    made = [replace(blank, id=uuid4().hex, name=one[0]) for one in people]
    contacts = [Contact(item.id, *one[1:]) for item, one in zip(made, people, strict=True)]
    explore.add_features(desk, source.id, made, contacts)
    path = tmp_path / "contacts.csv"
    path.write_bytes(export_contacts(desk, source.id, "fr"))
    run_import(desk, plan_import(desk, target.id, path, "actor", Choices(duplicates="keep")))
    kept = [
        (item.name, told.person, told.phone, told.email, told.informed_on)
        for item in explore.find_features(desk, target.id, Filters())
        if (told := explore.get_contact(desk, item.id)) is not None
    ]
    assert sorted(kept, key=str) == sorted(people, key=str)


def test_sketches_exported_then_imported_are_the_same(desk, make_project, make_sketch, tmp_path):
    source, target = make_project(), make_project()
    drawn = [
        make_sketch(source, college, geometry=box(2.5, 50.4, 2.55 + college / 100, 50.5))
        for college in range(3)
    ]
    reading = read_round(desk, drawn[0].round_id)
    path = tmp_path / "tracés.gpkg"
    path.write_bytes(export_layers(desk, reading, 0.5))
    plan = plan_import(desk, target.id, path, "sketch", Choices(table="sketches"))
    run_import(desk, plan)
    assert plan.states == ["imported"] * 3
    colleges = {each.id: each.name for p in (source, target) for each in list_colleges(desk, p.id)}
    there = contribute.list_sketches(desk, plan.sketching.asked.id)

    def said(sketches):
        # A layer of areas makes each a multipolygon: the ground is the same.
        return sorted(
            (
                colleges[each.voice.college_id],
                shapely.to_wkt(shapely.union_all([each.sure]).normalize(), 5),
            )
            for each in sketches
        )

    assert said(there) == said(drawn)
