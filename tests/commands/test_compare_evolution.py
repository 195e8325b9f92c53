"""``compare --before``: what moved since an earlier file, on kilometre squares worked by hand."""

from __future__ import annotations

import json

import pytest

from animmap.__main__ import main
from tests.commands.test_compare_readings import A, B, write


@pytest.fixture
def evolve(tmp_path):
    """Return ``evolve(before, after, *options, ids)``: the key ``evolution`` of the answer."""

    def run(before, after, *options, ids=(None, None)):
        paths = []
        for name, rows, voices in zip(("avant", "apres"), (before, after), ids, strict=True):
            columns = {} if voices is None else {"voix": voices}
            paths.append(write(tmp_path / f"{name}.gpkg", rows, **columns))
        out = tmp_path / "out.json"
        asked = ["compare", str(paths[1]), "--before", str(paths[0]), "--college", "college"]
        assert main([*asked, "--json", str(out), *options]) == 0
        return json.loads(out.read_text("utf-8"))["evolution"]

    return run


BEFORE = [("élus", A), ("élus", A), ("habitants", B)]
AFTER = [("élus", B), ("élus", B), ("habitants", B)]


def test_the_zone_gained_and_lost_is_told_by_rule(evolve):
    zones = evolve(BEFORE, AFTER)["zones"]
    raw, equal = zones["raw"], zones["equal_voice"]
    assert (raw["before_km2"], raw["after_km2"]) == pytest.approx((16, 16), rel=1e-6)
    assert (raw["gained_km2"], raw["lost_km2"]) == pytest.approx((8, 8), rel=1e-6)
    assert raw["iou"] == pytest.approx(1 / 3, rel=1e-6)
    assert equal["before_km2"] == pytest.approx(24, rel=1e-6)
    assert raw["moved_km2"] == pytest.approx(8 * 2 / 3 * 2, rel=1e-6)


def test_both_questions_are_summed_up_alike(evolve):
    found = evolve(BEFORE, AFTER)
    assert (found["before"]["voices"], found["after"]["voices"]) == (3, 3)
    # 2 ∫ p(1−p): (16 km²) × 2 × 2/3 × 1/3, then nothing.
    assert found["before"]["expected_disagreement_km2"] == pytest.approx(64 / 9, rel=1e-6)
    assert found["after"]["expected_disagreement_km2"] == pytest.approx(0, abs=1e-6)


def test_each_college_tells_what_half_of_it_includes(evolve):
    colleges = {one["college"]: one for one in evolve(BEFORE, AFTER)["colleges"]}
    assert colleges["élus"]["half"]["gained_km2"] == pytest.approx(8, rel=1e-6)
    assert colleges["habitants"]["half"]["iou"] == pytest.approx(1)


def test_voices_of_the_same_identifier_came_back(evolve):
    assert evolve(BEFORE, AFTER)["returning"] is None
    ids = (["a", "b", "c"], ["c", "x", "a"])
    back = evolve(BEFORE, AFTER, "--id", "voix", ids=ids)["returning"]
    # a: A then B (1/3 in common); c: B then B.
    assert back["voices"] == 2
    assert back["median_iou"] == pytest.approx((1 / 3 + 1) / 2, rel=1e-6)
    assert (back["hardly_moved"], back["partly_moved"], back["moved_a_lot"]) == (1, 0, 1)


def test_a_debate_settled_is_told_by_its_number(evolve):
    debates = evolve(BEFORE, AFTER)["debates"]
    # A\B and B\A oppose both colleges; then all draw B.
    assert [len(debates[fate]) for fate in ("remains", "taken", "left", "new")] == [0, 1, 1, 0]
    assert {one["before"][0] for fate in ("taken", "left") for one in debates[fate]} == {1, 2}


def test_the_file_of_before_is_never_written_over(tmp_path, capsys):
    first, second = (write(tmp_path / f"{name}.gpkg", BEFORE) for name in ("un", "deux"))
    asked = ["compare", str(second), "--before", str(first), "--json", str(first)]
    kept = first.read_bytes()
    assert main(asked) == 2
    assert first.read_bytes() == kept
    assert "un.gpkg" in capsys.readouterr().err
