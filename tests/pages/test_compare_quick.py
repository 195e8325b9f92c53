"""Comparer on a large round: approximate and saying so, then exact once it was asked."""

from __future__ import annotations

import re
import threading

import pytest

from animmap.services import compare, compare_exact, compare_fields, errands, workshops
from animmap.services.compare_drawn import select
from animmap.views.maps import MapAnswer
from tests.pages.paper import IN_A_AND_B, place
from tests.pages.test_compare import fr, open_part, plain, shown


@pytest.fixture(autouse=True)
def _small_limit(monkeypatch):
    monkeypatch.setenv("ANIMMAP_EXACT_VOICES", "7")


@pytest.fixture
def compared(desk, uneven_colleges):
    """Return what compares the round exactly and waits for it."""

    def compute():
        round_id = workshops.list_rounds(desk, uneven_colleges.id)[0].id
        compare_exact.start(desk, select(desk, round_id)).wait(30)

    return compute


@pytest.fixture
def settled():
    """Return what waits for all that is computed in the background, drawing the page again."""

    def settle(page):
        while True:
            for each in errands.list_all():
                each.wait(30)
                assert not each.running
            page = page.run()
            if not page.get("progress"):
                return page

    return settle


def bounds_of(text: str) -> list[tuple[float, float, float]]:
    number = r"([\d,]+) km²"
    found = re.findall(rf"environ {number} \(entre {number} et {number}\)", text)
    return [tuple(float(each.replace(",", ".")) for each in one) for one in found]


def test_a_large_round_says_that_it_is_approximate_and_within_what(open_page, uneven_colleges):
    text = shown(open_page("compare", lecture="raw,equal,class", seuil="50"))
    assert plain(fr("quick.title")) in text
    assert "8 voix sont lues sur une grille" in text
    raw, equal = bounds_of(text)[:2]
    # A for half of the voices; A ∩ B and what equal colleges share: 16 and 12 km².
    for (about, least, most), exact in ((raw, 16.0), (equal, 12.0)):
        assert least <= exact <= most
        assert about == pytest.approx(exact, rel=0.02)


def test_every_reading_of_a_large_round_comes_from_the_grid(open_page, uneven_colleges, fake_map):
    readings = "raw,equal,class,difference,everyone,consensus,within,between"
    page = open_page("compare", lecture=readings)
    assert not page.exception
    urls = [
        overlay.url
        for each in fake_map.shown
        for overlay in each["overlays"]
        if overlay.kind == "agreement"
    ]
    assert len(urls) == 8
    assert all("/quick.geojson" in url for url in urls)


def test_the_maps_of_colleges_read_from_the_grid_are_told_in_words_too(open_page, uneven_colleges):
    page = open_part(open_page("compare"), "colleges")
    page.session_state["compare-words-colleges"] = True
    text = shown(page.run())
    assert plain(fr("quick.title")) in text
    assert plain(fr("words.whole")) in text or plain(fr("words.part")) in text


def test_who_includes_a_place_is_told_at_once(open_page, uneven_colleges, fake_map):
    fake_map.answer = MapAnswer(clicked=place(*IN_A_AND_B))
    assert "7 voix sur 8 incluent ce lieu" in shown(open_page("compare"))


@pytest.mark.parametrize(
    "part", ["debates", "overlap", "soundness", "evolution", "portrait", "adopt"]
)
def test_opening_a_part_that_needs_the_exact_begins_it_then_shows_it(
    open_page, uneven_colleges, settled, part
):
    page = open_page("compare")
    assert plain(fr("quick.no_export")) in shown(page)
    page = settled(open_part(page, part))
    assert not page.exception
    assert plain(fr("quick.title")) not in shown(page)
    assert plain(fr("quick.part_needs_exact")) not in shown(page)
    assert page.session_state["compare-parts"] == fr(f"compare.part.{part}")


def test_an_exact_comparison_that_was_stopped_is_not_begun_again_unasked(
    open_page, uneven_colleges, desk, monkeypatch
):
    drawn = select(desk, workshops.list_rounds(desk, uneven_colleges.id)[0].id)
    gate = threading.Event()

    def wait(*_, on_step, **__):
        gate.wait(30)
        on_step("walk")

    monkeypatch.setattr("animmap.services.compare.compare_shapes", wait)
    page = open_part(open_page("compare"), "debates")
    assert plain(fr("quick.part_needs_exact")) in shown(page)
    errand = errands.find(compare_exact.name_of(drawn))
    errand.stop.ask()
    gate.set()
    errand.wait(30)
    text = shown(page.run())
    assert plain(fr("quick.stopped")) in text
    assert not errand.running
    assert errands.find(compare_exact.name_of(drawn)) is None


def test_the_grid_stands_in_for_a_reading_until_it_is_read_exactly(
    open_page, uneven_colleges, compared, settled, fake_map, monkeypatch
):
    compared()
    gate = threading.Event()

    def read_late(*asked):
        gate.wait(30)
        return compare_fields.read_map(*asked)

    monkeypatch.setattr("animmap.views.comparison.read_map", read_late)
    page = open_page("compare", lecture="raw", seuil="50")
    assert plain(fr("quick.preparing")) in [plain(each.proto.text) for each in page.get("progress")]
    assert "environ 16,0 km² (entre" in shown(page)
    assert _drawn_by(fake_map) == "quick"
    gate.set()
    text = shown(settled(page))
    assert "4 voix sur 8 (50 %) : 16,0 km²" in text
    assert "environ" not in text.split(fr("compare.curve.title"))[0]
    assert _drawn_by(fake_map) == "agreement"


def _drawn_by(fake_map):
    [overlay] = [each for each in fake_map.shown[-1]["overlays"] if each.kind == "agreement"]
    return overlay.url.split("?")[0].rsplit("/", 1)[1].removesuffix(".geojson")


def test_small_maps_of_colleges_are_bounded_and_masked(open_page, uneven_colleges):
    text = shown(open_part(open_page("compare"), "colleges"))
    own = text.split("Habitants", 1)[1]
    ((about, least, most), *_) = bounds_of(own)
    assert least <= 16.0 <= most
    assert about == pytest.approx(16.0, rel=0.02)
    page = open_page("compare", role="partner")
    assert plain(fr("compare.by_college.too_few")) in shown(open_part(page, "colleges"))


def test_asking_for_the_exact_starts_it_and_shows_it_once_ready(
    open_page, uneven_colleges, compared, settled
):
    page = open_page("compare", lecture="raw", seuil="50")
    page = page.button(key="quick-compute").click().run()
    compared()
    text = shown(settled(page.run()))
    assert plain(fr("quick.title")) not in text
    assert "Chiffres et cartes exacts (8 voix)." in text
    assert "4 voix sur 8 (50 %) : 16,0 km²" in text


def test_one_may_come_back_to_the_quick_view_and_to_the_exact(open_page, uneven_colleges, compared):
    compared()
    page = open_page("compare")
    page = page.button(key="quick-back").click().run()
    assert plain(fr("quick.title")) in shown(page)
    page = page.button(key="quick-exact-ready").click().run()
    assert plain(fr("quick.title")) not in shown(page)


def test_a_comparison_that_was_stopped_may_be_asked_again(
    open_page, uneven_colleges, desk, monkeypatch
):
    round_id = workshops.list_rounds(desk, uneven_colleges.id)[0].id
    drawn = select(desk, round_id)
    with monkeypatch.context() as patched:

        def stopped(*_, **__):
            errands.find(compare_exact.name_of(drawn)).stop.ask()
            errands.find(compare_exact.name_of(drawn)).stop.check()

        patched.setattr("animmap.services.compare.compare_shapes", stopped)
        compare_exact.start(desk, drawn).wait(30)
    page = open_page("compare")
    assert plain(fr("quick.stopped")) in shown(page)
    assert page.button(key="quick-compute")


def test_a_round_within_the_limit_is_exact_at_once(open_page, three_squares):
    text = shown(open_page("compare"))
    assert plain(fr("quick.title")) not in text
    assert "environ" not in text.split(fr("compare.curve.title"))[0]


@pytest.fixture
def held_back(monkeypatch):
    """Hold the exact comparison back until it is set."""
    gate = threading.Event()
    compare_shapes = compare.compare_shapes

    def wait(*asked, **options):
        gate.wait(30)
        return compare_shapes(*asked, **options)

    monkeypatch.setattr("animmap.services.compare.compare_shapes", wait)
    return gate


def test_the_diagnostic_of_a_large_round_says_how_far_it_is_then_shows(
    open_page, uneven_colleges, held_back, settled
):
    page = open_page("diagnose")
    assert plain(fr("quick.page_needs_exact")) in shown(page)
    assert page.get("progress")
    assert plain(fr("diagnostic.section.story")) not in shown(page)
    held_back.set()
    page = settled(page)
    assert not page.exception
    assert plain(fr("quick.page_needs_exact")) not in shown(page)
    assert plain(fr("diagnostic.section.story")) in shown(page)
    assert len(page.get("link_button")) == 2


def test_the_map_narrowed_to_a_zone_of_a_large_round_is_whole_until_the_zone_is_known(
    open_page, uneven_colleges, make_features, held_back, settled, fake_map
):
    make_features(uneven_colleges)
    page = open_page("explore", zone="raw", seuil="50")
    assert plain(fr("quick.zone_needs_exact")) in shown(page)
    assert not any("zone=raw" in each.url for each in fake_map.shown[-1]["overlays"])
    held_back.set()
    page = settled(page)
    assert not page.exception
    assert plain(fr("quick.zone_needs_exact")) not in shown(page)
    assert any("zone=raw" in each.url for each in fake_map.shown[-1]["overlays"])
