"""The indicators of the diagnostic, from squares worked by hand (m², Lambert-93)."""

from dataclasses import replace

import pytest

from animmap.core import debate, indicators
from animmap.core.crs import to_lonlat
from animmap.core.diagnostic import GROUPED, to_plain
from animmap.core.groundwork import draw_maps
from animmap.core.model import AdoptedPerimeter, Feature
from animmap.core.portrait import stand_features
from tests.core.squares import (
    EVERYWHERE,
    LAMBERT,
    NOW,
    A,
    B,
    C,
    commune,
    described,
    feature,
    room,
    square,
)


@pytest.fixture
def officials_and_residents():
    return room(officials=[A] * 20, residents=[B] * 3)


def test_twenty_officials_and_three_residents_weigh_the_same_with_an_equal_say(
    officials_and_residents,
):
    groups = officials_and_residents.speakers.groups
    assert [group.voices for group in groups] == [20, 3]
    assert [group.share for group in groups] == pytest.approx([20 / 23, 3 / 23])
    assert [group.weight for group in groups] == [0.5, 0.5]
    # n_eff = 1 / Σ w²: twenty voices of 1/40, three of 1/6.
    assert officials_and_residents.speakers.effective == pytest.approx(10.43, abs=0.005)


def test_surfaces_of_the_twenty_and_three_case(officials_and_residents):
    ground = indicators.measure_ground(officials_and_residents, EVERYWHERE)
    assert ground.union_m2 == pytest.approx(24)
    assert ground.raw_half_m2 == pytest.approx(16)  # A: 20 voices of 23
    assert ground.equal_half_m2 == pytest.approx(24)  # both sides reach one half exactly
    assert ground.common_m2 == pytest.approx(8)  # A∩B
    assert ground.unanimous_m2 == pytest.approx(8)
    assert ground.unseen_m2 == pytest.approx(144 - 24)
    assert ground.disagreement_m2 == pytest.approx(2 * 16 * (20 / 23) * (3 / 23))
    assert ground.between_share == pytest.approx(1)
    assert dict(ground.classes_m2) == pytest.approx(
        {"core": 8, "shared": 0, "debated": 16, "edge": 0}
    )


def test_thresholds_are_the_tenths_raw_and_equal(officials_and_residents):
    reaches = indicators.measure_ground(officials_and_residents, EVERYWHERE).reaches
    assert [round(reach.share, 1) for reach in reaches] == [rank / 10 for rank in range(1, 11)]
    assert [reach.raw_m2 for reach in reaches] == pytest.approx([24] + [16] * 7 + [8] * 2)
    assert [reach.equal_m2 for reach in reaches] == pytest.approx([24] * 5 + [8] * 5)


def test_likeness_is_the_mean_overlap_of_two_groups():
    found = indicators.measure_ground(room(one=[A, B], two=[C]), EVERYWHERE).likeness
    # J(A,B) = 1/3; J(A,C) = 1/7, J(B,C) = 1/3.
    assert found[0][0] == pytest.approx(1 / 3)
    assert found[0][1] == pytest.approx((1 / 7 + 1 / 3) / 2)
    assert found[1][0] == found[0][1]
    assert found[1][1] is None


def test_the_sketch_closest_to_all_others_is_the_medoid():
    closest = indicators.measure_ground(room(one=[A, B], two=[C]), EVERYWHERE).closest
    assert closest[:2] == ("one", "Table 1")  # B
    assert closest[2] == pytest.approx(1 / 3)


def test_a_college_without_a_voice_is_an_empty_chair_and_weighs_nothing():
    found = room(one=[A], two=[B], empty=["three"])
    assert [chair.name for chair in found.speakers.empty_chairs] == ["three"]
    assert [group.id for group in found.speakers.groups] == ["one", "two"]
    assert [group.weight for group in found.speakers.groups] == [0.5, 0.5]


def test_every_feature_is_listed_once_in_the_class_of_its_place():
    features = [
        feature("Source", 3, 1), feature("Haie", 1, 1, "resource"), feature("Orme", 5, 1),
        feature("Chêne", 9, 9), feature("Ada", 3, 2, "actor"),
    ]  # fmt: skip
    unplaced = Feature("x", "p", "actor", "person", "Sans lieu", "", None, (), None, None)
    here = room(officials=[A] * 20, residents=[B] * 3)
    riches = indicators.list_riches(here, stand_features(here.comparison, [*features, unplaced]))
    assert [(riche.klass, riche.name) for riche in riches] == [
        ("core", "Source"),
        ("core", "Ada"),
        ("debated", "Orme"),
        ("debated", "Haie"),
        ("blind_spot", "Chêne"),
    ]
    assert [riche.name for riche in indicators.list_unplaced([*features, unplaced])] == [
        "Sans lieu"
    ]


def test_what_one_college_alone_includes_names_that_college():
    features = [feature("Source", 3, 1), feature("Haie", 1, 1), feature("Orme", 5, 1)]
    here = room(officials=[A] * 20, residents=[B] * 3)
    riches = indicators.list_riches(here, stand_features(here.comparison, features))
    assert {riche.name: riche.only for riche in riches} == {
        "Source": None,
        "Haie": "officials",
        "Orme": "residents",
    }


def test_debated_ground_is_cut_by_who_is_on_which_side(officials_and_residents):
    zones = debate.debated_zones(officials_and_residents)
    assert [zone.area_m2 for zone in zones] == pytest.approx([8, 8])
    sides = [(zone.by_college, len(zone.voices_for), len(zone.voices_against)) for zone in zones]
    assert ({"officials": 1.0, "residents": 0.0}, 20, 3) in sides
    assert ({"officials": 0.0, "residents": 1.0}, 3, 20) in sides


def test_a_minority_zone_is_at_the_edge_and_carried_by_one_group_only():
    # Four colleges: C holds the band [2,6]×[4,6] alone, equal share 1/4.
    here = room(one=[A] * 3, two=[A] * 3, three=[A] * 3, four=[C] * 3)
    zones = debate.minority_zones(here)
    assert [zone.area_m2 for zone in zones] == pytest.approx([12])  # C \ A
    assert zones[0].by_college == {"one": 0, "two": 0, "three": 0, "four": 1}


def test_a_voice_far_from_the_others_keeps_its_words():
    far = square(20, 20, 24, 24)
    lone = debate.lone_voices(room(one=[A, A, A], two=[far]))
    assert [(voice.saying.group_id, voice.mean_iou) for voice in lone] == [("two", 0.0)]
    assert debate.lone_voices(room(one=[A, A, A], two=[far], reason="")) == ()


def test_zones_name_their_communes_their_riches_and_both_sides():
    here = room(officials=[A] * 20, residents=[B] * 3)
    features = [feature("Haie", 1, 1, "resource"), feature("Ada", 1, 2, "actor")]
    communes = [commune("Ouest", square(-2, -2, 2, 10)), commune("Est", square(2, -2, 10, 10))]
    maps = draw_maps(here.comparison, communes, [])
    debated = debate.debated_zones(here)
    zones = debate.describe_zones(here, debated, maps.communes, features, first=3)
    assert [zone.number for zone in zones] == [3, 4]
    west = next(zone for zone in zones if "Haie" in zone.holds)
    assert west.communes == ("Ouest",)
    assert west.holds == ("Haie",)  # living beings and resources: an actor is not at stake
    assert {saying.group_id for saying in west.said_for} == {"officials"}
    assert {saying.group_id for saying in west.said_against} == {"residents"}


def test_a_reason_already_quoted_gives_way_to_another():
    here = room(officials=[A] * 20, residents=[B] * 3)
    first, second = described(here, debate.debated_zones(here))
    said = (*first.said_for, *first.said_against, *second.said_for, *second.said_against)
    officials = [saying for saying in said if saying.group_id == "officials"]
    assert len({saying.label for saying in officials}) == len(officials) == 6


def test_a_group_quoted_elsewhere_speaks_again_on_its_side():
    here = room(elders=[A] * 8, newcomers=[A] * 8, residents=[B] * 3)
    zone = debate.debated_zones(here)[0]
    sides = [tuple(range(8)), tuple(range(16))]
    zones = [replace(zone, voices_for=side, voices_against=(16, 17, 18)) for side in sides]
    first, second = described(here, zones)
    assert {saying.group_id for saying in first.said_for} == {"elders"}
    assert {saying.group_id for saying in second.said_for} == {"elders", "newcomers"}


class TestSmallCollegesHidden:
    """A reader from outside sees no college under three voices on its own."""

    def test_they_are_put_together_without_a_name(self):
        here = room(hide_small=True, big=[A] * 4, one=[B], two=[C, C])
        assert [(group.id, group.name, group.voices) for group in here.speakers.groups] == [
            ("big", "big", 4),
            (GROUPED, "", 3),
        ]
        assert here.speakers.groups[1].weight == pytest.approx(2 / 3)

    def test_one_small_college_is_never_what_remains_of_the_whole(self):
        here = room(hide_small=True, big=[A] * 4, alone=[B], middle=[A] * 3)
        assert [(group.id, group.voices) for group in here.speakers.groups] == [
            ("big", 4),
            (GROUPED, 4),
        ]
        zones = described(here, debate.debated_zones(here))
        assert {group_id for zone in zones for group_id, _ in zone.positions} <= {"big", GROUPED}

    def test_a_room_of_two_voices_tells_no_position_and_no_likeness(self):
        here = room(hide_small=True, one=[A], other=[B])
        zones = described(here, debate.debated_zones(here))
        assert {group_id for zone in zones for group_id, _ in zone.positions} == set()
        assert indicators.measure_ground(here, EVERYWHERE).likeness == ((None,),)

    def test_one_small_college_alone_is_not_named_beside_what_it_alone_includes(self):
        features = [feature("Orme", 5, 1)]
        here = room(hide_small=True, big=[A] * 4, alone=[B], middle=[A] * 3)
        (orme,) = indicators.list_riches(here, stand_features(here.comparison, features))
        assert set(orme.group_ids) <= {"big", GROUPED}
        assert orme.only in (None, GROUPED)

    def test_they_carry_no_minority_zone(self):
        shapes = {"big": [A] * 3, "more": [A] * 3, "many": [A] * 3, "small": [C]}
        assert debate.minority_zones(room(hide_small=True, **shapes)) == []
        assert len(debate.minority_zones(room(**shapes))) == 1

    def test_their_weight_in_the_surfaces_does_not_change(self):
        shapes = {"big": [A] * 4, "alone": [B]}
        hidden = indicators.measure_ground(room(hide_small=True, **shapes), EVERYWHERE)
        shown = indicators.measure_ground(room(**shapes), EVERYWHERE)
        assert hidden.classes_m2 == shown.classes_m2
        assert hidden.equal_half_m2 == shown.equal_half_m2


def test_the_adopted_perimeter_says_what_whole_communes_add_and_leave_out():
    here = room(one=[A] * 3)
    drawn, chosen = to_lonlat([A, square(0, 0, 4, 3)], LAMBERT)
    adopted = AdoptedPerimeter(
        "a", "p", "r", "raw", 0.5, drawn, chosen, ("x",), NOW.date(), "", "", "", NOW
    )
    features = [feature("Source", 1, 1), feature("Orme", 1, 3.5)]
    maps = draw_maps(here.comparison, [commune("Tout", EVERYWHERE)], [])
    told = debate.describe_adopted(adopted, "r", LAMBERT, maps, features)
    assert (told.area_m2, told.drawn_m2) == pytest.approx((12, 16), abs=1e-3)
    assert (told.gained_m2, told.lost_m2) == pytest.approx((0, 4), abs=1e-3)
    assert told.left_out == ("Orme",)
    assert dict(told.inside)["living_asset"] == 1


def test_a_round_too_large_for_faces_tells_the_same_surfaces_zones_and_classes():
    small, large = (room(one=[A, B], two=[C], faces=faces) for faces in (100, 0))
    expected, ground = (indicators.measure_ground(one, EVERYWHERE) for one in (small, large))
    assert ground.union_m2 == pytest.approx(expected.union_m2)
    assert ground.equal_half_m2 == pytest.approx(expected.equal_half_m2)
    assert dict(ground.classes_m2) == pytest.approx(dict(expected.classes_m2))
    assert debate.debated_zones(large) == debate.debated_zones(small) != []
    by_class = [
        {tint.klass: tint.geometry.area for tint in draw_maps(one.comparison, [], []).classes}
        for one in (small, large)
    ]
    assert by_class[1] == pytest.approx(by_class[0], rel=1e-6)


def test_plain_values_hold_no_geometry(officials_and_residents):
    zones = debate.debated_zones(officials_and_residents)
    maps = draw_maps(officials_and_residents.comparison, [commune("Tout", EVERYWHERE)], [])
    plain = to_plain(debate.describe_zones(officials_and_residents, zones, maps.communes, []))
    assert {"geometry"} & set(plain[0]) == set()
    assert plain[0]["area_m2"] == pytest.approx(8)
