"""A territory from a file of one's own: names, measures, and systems that are asked for."""

from __future__ import annotations

import json

import pytest
from pyproj import Geod
from shapely.geometry import Point, box, mapping

from animmap.core.crs import reproject, to_metric
from animmap.errors import AnimmapError
from animmap.services.own_contours import make_communes, read_contours
from animmap.services.projects import get_territory

# Two squares near Liège, a point, and a row without a shape.
SHAPES = (box(5.5, 50.6, 5.6, 50.7), box(5.6, 50.6, 5.7, 50.7))


def write(tmp_path, shapes, **more):
    features = [
        {"type": "Feature", "properties": {"id": rank, "Nom": f"Partie {rank}"},
         "geometry": shape and mapping(shape)}
        for rank, shape in enumerate(shapes)
    ]  # fmt: skip
    path = tmp_path / "parties.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def test_areas_are_read_with_their_names_and_the_rest_is_counted(tmp_path):
    found = read_contours(write(tmp_path, (*SHAPES, Point(5.5, 50.6), None)))
    assert (len(found.shapes), found.left_out, found.likely_name) == (2, 2, "Nom")
    communes, crs, middle = make_communes(found, found.crs, "Nom")
    assert [each.name for each in communes] == ["Partie 0", "Partie 1"]
    assert middle == pytest.approx((5.6, 50.65))
    assert "+proj=laea" in crs
    side = to_metric([communes[0].geometry], crs)[0].area / 1e6
    # A tenth of a degree: 11.12 km along, 11.12 cos 50.65° across.
    assert side == pytest.approx(11.12 * 11.12 * 0.634, rel=0.01)


def test_a_demarche_lives_on_its_own_contours(desk, make_project, tmp_path):
    found = read_contours(write(tmp_path, SHAPES))
    communes, crs, _ = make_communes(found, found.crs, "Nom")
    project = make_project(communes=communes, crs=crs)
    assert get_territory(desk, project.id).communes == communes


@pytest.mark.parametrize(
    ("where", "corner", "crs"),
    [
        ("975", (-56.38, 46.75), "EPSG:4467"), ("977", (-62.88, 17.88), "EPSG:5490"),
        ("978", (-63.12, 18.05), "EPSG:5490"), ("986", (-176.25, -13.35), "EPSG:8903"),
        ("987, Raiatea", (-151.45, -16.85), "EPSG:3296"),
        ("987, Tahiti", (-149.5, -17.7), "EPSG:3297"),
        ("988", (166.4, -22.3), "EPSG:3163"),
    ],
)  # fmt: skip
def test_where_no_commune_ships_a_file_of_contours_is_measured_in_the_legal_crs(
    desk, make_project, tmp_path, where, corner, crs
):
    west, south = corner
    file = write(tmp_path, [box(west, south, west + 0.05, south + 0.05)])
    found = read_contours(file)
    communes, metric, _ = make_communes(found, found.crs, "Nom")
    assert metric == crs, where
    project = make_project(communes=communes, crs=metric)
    assert get_territory(desk, project.id).crs == crs
    (shape,) = to_metric([communes[0].geometry], crs)
    on_globe = abs(Geod(ellps="GRS80").geometry_area_perimeter(communes[0].geometry)[0])
    assert shape.area == pytest.approx(on_globe, rel=0.002)


def test_metres_that_claim_degrees_are_asked_for_and_never_moved(tmp_path):
    metric = reproject(SHAPES, "EPSG:4326", "EPSG:3812")
    found = read_contours(write(tmp_path, metric))
    assert (found.crs, found.in_degrees()) == ("", False)
    communes, _, middle = make_communes(found, "EPSG:3812", "Nom")
    assert middle == pytest.approx((5.6, 50.65), abs=0.01)
    assert communes[0].geometry.area == pytest.approx(0.01, rel=0.01)
    with pytest.raises(AnimmapError, match="geometry_outside_world"):
        make_communes(found, "EPSG:4326", "Nom")
    with pytest.raises(AnimmapError, match="crs_unknown"):
        make_communes(found, "EPSG:99999", "Nom")


def test_a_file_without_any_area_is_refused(tmp_path):
    with pytest.raises(AnimmapError, match="territory_empty"):
        read_contours(write(tmp_path, (Point(5.5, 50.6),)))
