"""A whole map saved by uMap: each of its layers is a table of its own."""

from __future__ import annotations

import json

import pytest

from animmap.errors import AnimmapError
from animmap.sources.import_file import read_import_file


def layer(title, *names, options="_umap_options"):
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "_umap_options": {"color": "Red"}},
            "geometry": {"type": "Point", "coordinates": [2.5 + rank / 100, 50.4]},
        }
        for rank, name in enumerate(names)
    ]
    return {"type": "FeatureCollection", "features": features, options: {"name": title}}


@pytest.fixture
def saved(tmp_path):
    def write(*layers):
        path = tmp_path / "carte.umap"
        path.write_text(json.dumps({"type": "umap", "properties": {"name": "x"}, "layers": layers}))
        return path

    return write


def test_each_layer_of_a_umap_is_read_under_its_name_and_empty_ones_are_not(saved):
    told = read_import_file(
        saved(
            layer("Jardins", "Un", "Deux"), layer("Vide"), layer("Mares", "M", options="_storage")
        )
    )
    assert told.kind == "umap"
    assert [(one.name, len(one.records)) for one in told.layers] == [("Jardins", 2), ("Mares", 1)]
    place = told.layers[0].shapes[1]
    assert (place.x, place.y) == pytest.approx((2.51, 50.4))


def test_a_umap_without_anything_drawn_is_refused_by_name(saved):
    with pytest.raises(AnimmapError, match="format_unknown"):
        read_import_file(saved(layer("Vide")))
