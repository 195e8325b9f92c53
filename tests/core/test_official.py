"""A zone beside perimeters of whole communes, on squares worked by hand.

Four communes of 4 × 4 side by side: N [0, 4], O [4, 8], P [8, 12], Q [12, 16], all × [0, 4].
The zone is [2, 10] × [0, 4]: 8 of N's 16, all of O, 8 of P's 16, nothing of Q.
"""

import pytest
from shapely import box

from animmap.core.official import face_perimeters, face_zones

COMMUNES = {name: box(4 * rank, 0, 4 * rank + 4, 4) for rank, name in enumerate("NOPQ")}
ZONE = box(2, 0, 10, 4)


def face(zone, *members):
    return face_perimeters(zone, COMMUNES, {"it": members})["it"]


def test_shares_and_areas_are_those_of_the_squares():
    found = face(ZONE, "O", "P", "Q")
    assert (found.shared_m2, found.gained_m2, found.lost_m2) == pytest.approx((24, 8, 24))
    assert found.share_of_zone == pytest.approx(24 / 32)
    assert found.share_of_perimeter == pytest.approx(24 / 48)
    assert found.iou == pytest.approx(24 / 56)


def test_a_commune_of_which_exactly_half_lies_in_the_zone_is_in():
    found = face(ZONE, "O", "P", "Q")
    assert (found.beyond, found.left_out) == (("N",), ("Q",))


def test_a_commune_of_which_less_than_half_lies_in_the_zone_is_out():
    found = face(box(2.01, 0, 9.99, 4), "O", "P", "Q")
    assert (found.beyond, found.left_out) == ((), ("P", "Q"))


def test_a_zone_that_is_the_perimeter_gains_and_loses_nothing():
    found = face(box(0, 0, 8, 4), "N", "O")
    assert (found.gained_m2, found.lost_m2, found.iou) == pytest.approx((0, 0, 1))
    assert (found.beyond, found.left_out) == ((), ())


def test_a_perimeter_apart_from_the_zone_shares_nothing():
    found = face(ZONE, "Q")
    assert (found.shared_m2, found.share_of_zone, found.iou) == (0, 0, 0)
    assert (found.beyond, found.left_out) == (("N", "O", "P"), ("Q",))


def test_ground_out_of_every_commune_is_gained():
    assert face(box(0, 0, 8, 6), "N", "O").gained_m2 == pytest.approx(16)


def test_zones_that_cut_communes_are_faced_by_their_own_ground():
    # The west half of everything, and what lies north of the communes.
    zones = {"west": box(0, 0, 8, 4), "north": box(0, 4, 16, 8), "east": box(9, 0, 16, 4)}
    found = face_zones(ZONE, zones, COMMUNES)
    assert list(found) == ["west", "east"]  # the most shared first, only those touched
    west = found["west"]
    assert (west.shared_m2, west.gained_m2, west.lost_m2) == pytest.approx((24, 8, 8))
    assert west.perimeter_m2 == pytest.approx(32)
    # In the zone: N (half of it), O, P (half of it). In the west: N and O.
    assert (west.beyond, west.left_out) == (("P",), ())
    # East holds three quarters of P and all of Q.
    assert (found["east"].beyond, found["east"].left_out) == (("N", "O"), ("Q",))


def test_zones_that_share_less_than_asked_are_not_touched():
    assert face_zones(ZONE, {"east": box(9, 0, 16, 4)}, COMMUNES, least_m2=4.0) == {}
    assert list(face_zones(ZONE, {"east": box(9, 0, 16, 4)}, COMMUNES, least_m2=3.9)) == ["east"]
