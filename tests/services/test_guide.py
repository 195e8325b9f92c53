"""What the guide says aloud of the demo, in ten minutes of Comparer, is what Comparer finds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from animmap.core.model import Access, Role
from animmap.services import compare, compare_curve, compare_fields, debates, demo, workshops
from animmap.services.desk import Desk

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.fr.md"
KM2 = 1e6


@pytest.fixture(scope="module")
def walk() -> str:
    """Return the ten minutes, on one line."""
    text = GUIDE.read_text(encoding="utf-8")
    found = text.split("### Dix minutes pour dire qui s’accorde où", 1)[1].split("\n## ", 1)[0]
    return " ".join(found.split())


@pytest.fixture
def desk(store) -> Desk:
    made = Desk(store, Access(Role.HOST), lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    demo.load_demo(made)
    return made


@pytest.fixture
def reading(desk, walk):
    [asked] = [
        each
        for each in workshops.list_rounds(desk, demo.DEMO_PROJECT_ID)
        if f"« {each.question} »".replace("\u00a0", " ") in walk
    ]
    return compare.read_round(desk, asked.id)


def test_who_agrees_where(walk, reading):
    raw, equal = (compare.zone_of(reading.comparison, rule, 0.5) for rule in ("raw", "equal"))
    gained = compare_fields.read_fields(reading, 0.5).readings.weighing.gained_m2
    assert reading.comparison.voices == 20
    assert f"sur {raw.area / KM2:.0f} km² autour de Béthune" in walk
    assert f"{equal.area / KM2:.0f} si chaque collège pèse autant" in walk
    assert f"{gained / KM2:.0f} km² de plus entrent dans la zone" in walk
    plateaus = [one for each in compare_curve.read_curves(reading) for one in each.plateaus]
    assert ("La démonstration n’en a pas" in walk) is (plateaus == [])


def test_what_is_debated(walk, desk, reading):
    first, *_ = debates.list_debated(desk, reading)
    names = {college.id: college.name for college in reading.colleges}
    written = {8: "huit", 12: "douze"}
    said = f"{written[first.told.voices_for]} voix pour, surtout élu·es et agriculteur·ices"
    assert f"{first.name} : {said} ; {written[first.told.voices_against]} sans" in walk
    most = sorted(first.told.positions, key=lambda each: each[1])[-2:]
    kept = {names.get(group, group) for group, share in most if share >= 0.5}
    assert kept == {"Élu·es et collectivités", "Agriculteur·ices"}
    between = reading.comparison.between_colleges_share
    assert f"{between:.0%}".replace("%", " %") + " de nos désaccords" in walk


def test_what_depends_on_one_college(walk, reading):
    names = {college.id: college.name for college in reading.colleges}
    without = {
        names[one.college]: f"{one.area_m2 / KM2:.0f}"
        for one in compare_fields.read_dependence(reading, 0.5).without
    }
    whole = compare.zone_of(reading.comparison, "equal", 0.5).area / KM2
    alone = without["Élu·es et collectivités"]
    assert f"Sans les élu·es, la zone tomberait de {whole:.0f} à {alone} km²" in walk
    assert f"sans les jeunes, elle monterait à {without['Jeunes de 15 à 25 ans']}." in walk
