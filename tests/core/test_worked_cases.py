"""Worked values of published measures, from the figures of a comparison.

Some are not shown by animmap, for the reason that the test says; they check the figures that
they are made of.
"""

import itertools

import numpy as np
import pytest
import shapely
from pyproj import Proj

from animmap.core.comparison import zone
from animmap.core.crs import areal_scale, to_lonlat
from animmap.core.model import Commune
from animmap.core.readings import read_ground
from animmap.core.repair import repair_polygon
from animmap.core.zoning import snap_to_communes
from tests.core.shapes import LAMBERT, A, B, C, compare

TWO_COLLEGES = {"officials": [A, A, B], "residents": [C, C, B]}
EAST, NORTH = 670_000.0, 7_040_000.0


def distances(**drawn) -> np.ndarray:
    return 1 - compare(**drawn).pairwise.iou


@pytest.mark.parametrize(
    ("town", "place", "scale"),
    [
        ("Clermont", (3.08, 45.78), 0.99827),
        ("Paris", (2.35, 48.86), 0.99979),
        ("Lille", (3.06, 50.63), 1.00338),
        ("Dunkerque", (2.38, 51.03), 1.00448),
        ("Bonifacio", (9.16, 41.39), 1.00588),
    ],
)
def test_lambert_93_swells_areas_by_less_than_a_hundredth(town, place, scale):
    assert Proj(2154).get_factors(*place).areal_scale == pytest.approx(scale, abs=1e-5), town
    assert areal_scale(LAMBERT, *place) == pytest.approx(scale, abs=1e-4)


@pytest.mark.parametrize(("place", "scale"), [((9.16, 41.39), 1.78), ((2.38, 51.03), 2.53)])
def test_web_mercator_doubles_them(place, scale):
    assert areal_scale("EPSG:3857", *place) == pytest.approx(scale, abs=0.01)


def test_colleges_are_closer_within_than_between():
    apart = distances(**TWO_COLLEGES)
    one, two = apart[:3, :3], apart[3:, 3:]
    upper = np.triu_indices(3, 1)
    assert one[upper].mean() == pytest.approx(0.4444, abs=1e-4)
    assert two[upper].mean() == pytest.approx(0.4444, abs=1e-4)
    between = apart[:3, 3:].mean()
    assert between == pytest.approx(0.677249, abs=1e-6)
    assert 2 * between - one.mean() - two.mean() == pytest.approx(0.761905, abs=1e-6)


def squares_within(apart, labels) -> float:
    total = 0.0
    for name in set(labels):
        own = np.flatnonzero(np.array(list(labels)) == name)
        total += np.square(apart[np.ix_(own, own)]).sum() / 2 / len(own)
    return total


def pseudo_f(apart, labels) -> tuple[float, float]:
    """Anderson's pseudo-F and R²."""
    count, groups = len(apart), len(set(labels))
    total = np.square(apart).sum() / 2 / count
    within = squares_within(apart, labels)
    ratio = ((total - within) / (groups - 1)) / (within / (count - groups))
    return ratio, 1 - within / total


def test_six_voices_can_prove_nothing():
    """Significance is never shown: the smallest p of three against three is one in ten."""
    apart, labels = distances(**TWO_COLLEGES), "ooorrr"
    found, explained = pseudo_f(apart, labels)
    assert (found, explained) == pytest.approx((3.306122, 0.452514), abs=1e-6)
    labelings = set(itertools.permutations(labels))
    assert len(labelings) == 20
    as_large = [pseudo_f(apart, one)[0] >= found - 1e-9 for one in labelings]
    assert np.mean(as_large) == pytest.approx(0.2)


def test_ranks_of_distances_separate_colleges_as_published():
    def ranked(apart, labels):
        """ANOSIM."""
        rows, columns = np.triu_indices(len(apart), 1)
        flat = np.round(apart[rows, columns], 9)
        ranks = np.array([(flat < one).sum() + ((flat == one).sum() + 1) / 2 for one in flat])
        same = np.array(labels)[rows] == np.array(labels)[columns]
        return (ranks[~same].mean() - ranks[same].mean()) / (len(flat) / 2)

    published = np.array([[0, 1, 1, 4], [1, 0, 3, 2], [1, 3, 0, 3], [4, 2, 3, 0]])
    assert ranked(published, list("aabb")) == pytest.approx(0.25)
    assert pseudo_f(published, "aabb")[0] == pytest.approx(2.0)
    assert ranked(distances(**TWO_COLLEGES), list("ooorrr")) == pytest.approx(0.518519, abs=1e-6)


@pytest.mark.parametrize(("side", "kappa"), [(6, -0.05), (20, 0.392)])
def test_kappa_depends_on_the_empty_frame(side, kappa):
    """Why it is never shown."""
    by_count = compare(all=[A, B, C]).area_by_count_m2
    area = np.append(side**2 - by_count.sum(), by_count)
    k, frame = np.arange(4), side**2
    agreed = (area * (k * (k - 1) + (3 - k) * (2 - k)) / 6).sum() / frame
    share = (area * k / 3).sum() / frame
    chance = share**2 + (1 - share) ** 2
    assert (agreed - chance) / (1 - chance) == pytest.approx(kappa, abs=1e-3)


def test_the_most_alike_ground_is_not_the_one_that_differs_least():
    """The Jaccard median of the three squares is B; the majority differs less in area."""
    found = compare(all=[A, B, C])
    likeness = found.pairwise.iou.mean(axis=1)
    assert likeness[1] == pytest.approx(5 / 9)
    assert likeness.argmax() == 1
    majority = zone(found, "raw", 2 / 3)
    alike = np.mean(
        [majority.intersection(one).area / majority.union(one).area for one in (A, B, C)]
    )
    assert alike == pytest.approx(0.5167, abs=1e-4)
    faces = found.faces.geometry.to_numpy()
    grounds = [
        shapely.union_all(faces[list(chosen)])
        for size in range(1, len(faces) + 1)
        for chosen in itertools.combinations(range(len(faces)), size)
    ]
    best = max(
        np.mean([one.intersection(two).area / one.union(two).area for two in (A, B, C)])
        for one in grounds
    )
    assert best == pytest.approx(5 / 9)


@pytest.mark.parametrize(
    ("cell", "iou"),
    [(200, 0.382609), (100, 0.393805), (50, 0.392897), (20, 0.392607), (10, 0.392262)],
)
def test_cells_would_be_wrong_from_the_third_digit(cell, iou):
    """Two discs are measured as 0.392408 by the walk (see test_walk): figures use no raster."""
    disc = shapely.Point(123.4, 567.8).buffer(1000, quad_segs=256)
    other = shapely.affinity.translate(disc, 700, 0)
    middles = np.arange(-2000, 3500, cell) + cell / 2
    x, y = np.meshgrid(middles, middles)
    one, two = (shapely.contains_xy(shape, x, y) for shape in (disc, other))
    assert (one & two).sum() / (one | two).sum() == pytest.approx(iou, abs=1e-6)
    assert compare(all=[disc, other]).mean_iou == pytest.approx(0.392408, abs=1e-5)


@pytest.mark.parametrize(
    ("drawn", "kept", "halved"),
    [
        ([(0, 0), (2, 2), (2, 0), (0, 2)], 2.0, 1.0),
        ([(0, 0), (10, 0), (10, 10), (-1, 10), (0, 11)], 100.5, 100.0),
        ([(0, 0), (6, 0), (6, 6), (0, 6), (0, -1), (3, -1), (3, 1)], 39.0, 39.0),
        ([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0.5), (9, 1), (9, 9), (1, 9), (1, 1)],
         99.8676, 99.8676),
    ],
)  # fmt: skip
def test_repair_keeps_what_a_buffer_would_lose(drawn, kept, halved):
    outline = shapely.Polygon(drawn)
    mended = repair_polygon(outline).geometry
    assert mended is not None
    assert mended.area == pytest.approx(kept, abs=1e-3)
    assert outline.buffer(0).area == pytest.approx(halved, abs=1e-3)


def test_snapping_takes_the_communes_above_a_threshold_that_never_passes_one_half():
    rng = np.random.default_rng(1)
    for _ in range(40):
        cells = [
            shapely.box(EAST + 5000 * x, NORTH + 5000 * y, EAST + 5000 * x + 5000,
                        NORTH + 5000 * y + 5000)
            for x in range(3) for y in range(3)
        ]  # fmt: skip
        west, south, width, height = rng.uniform([0, 0, 2000, 2000], [8000, 8000, 9000, 9000])
        drawn = shapely.box(EAST + west, NORTH + south, EAST + west + width, NORTH + south + height)
        outlines = to_lonlat(cells, LAMBERT)
        communes = [
            Commune(str(rank), str(rank), 1, "e", "E", one) for rank, one in enumerate(outlines)
        ]
        found = snap_to_communes(drawn, communes, LAMBERT)
        bar = found.iou / (1 + found.iou)
        assert bar <= 0.5
        for rank, cell in enumerate(cells):
            part = cell.intersection(drawn).area / cell.area
            if abs(part - bar) > 1e-4:
                assert (str(rank) in found.commune_codes) == (part > bar)


@pytest.mark.parametrize(
    ("drawn", "total", "within", "between"),
    [
        ({"all": [A, B, C]}, 6.2222, 6.2222, 0),
        (TWO_COLLEGES, 6.2222, 3.5556, 2.6667),
        ({"officials": [A] * 4, "ngos": [B, B, A], "residents": [C]}, 6.32099, 1.18519, 5.13580),
        ({"officials": [A] * 20, "residents": [B] * 3}, 4, 0, 4),
    ],
)
def test_disagreement_splits_as_worked(drawn, total, within, between):
    found = compare(**drawn)
    read = read_ground(found.walk, [shape.college for shape in found.shapes], [0.5], 0.5)
    told = (read.disagreement_m2, read.within_m2, read.between_m2)
    assert told == pytest.approx((total, within, between), abs=5e-5)


def test_frechet_turns_with_the_direction_and_the_corners():
    """Why it is never shown: closed outlines have neither a start nor a direction."""
    line, bent = (shapely.LineString(one) for one in ([(0, 0), (100, 0)],
                                                      [(0, 0), (50, 50), (100, 0)]))  # fmt: skip
    assert shapely.frechet_distance(line, bent) == pytest.approx(70.7106781186548)
    assert shapely.frechet_distance(line, bent, densify=0.5) == pytest.approx(50)
