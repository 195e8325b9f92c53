"""Carte: layers, filters, the list that follows the view, contacts on demand."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from animmap.services import explore
from animmap.texts import tr
from animmap.views.maps import MapAnswer
from tests.pages.conftest import text_of

# Features of the fixture run along 50.45° N from 2.5° E: the first of four is at 2.5.
AROUND_THE_FIRST = (2.49, 50.4, 2.51, 50.5)


def asked_of_browser(fake_map):
    (overlay,) = fake_map.shown[-1]["overlays"]
    return parse_qs(urlsplit(overlay.url).query)


def test_every_feature_is_named_with_its_kind_and_commune(open_page, make_project, make_features):
    items = make_features(make_project())
    text = text_of(open_page("explore"))
    assert all(item.name in text for item in items)
    assert f"{tr('kind.actor.person', 'fr')} · Chocques" in text


def test_the_list_follows_the_view(open_page, make_project, make_features, fake_map):
    first, *others = make_features(make_project())
    fake_map.answer = MapAnswer(bounds=AROUND_THE_FIRST)
    text = text_of(open_page("explore"))
    assert first.name in text
    assert not any(item.name in text for item in others)


def test_what_has_no_place_stays_listed_whatever_the_view(
    open_page, desk, make_project, make_features, fake_map
):
    project = make_project()
    first = make_features(project)[0]
    unplaced = replace(first, id="unplaced", name="Une mémoire orale", geometry=None)
    explore.add_features(desk, project.id, [unplaced])
    fake_map.answer = MapAnswer(bounds=(0.0, 0.0, 1.0, 1.0))
    text = text_of(open_page("explore"))
    assert "Une mémoire orale" in text
    assert tr("explore.without_place", "fr", n=1, count="1") in text


def test_a_box_unticked_takes_its_layer_off_the_list_and_off_the_map(
    open_page, make_project, make_features, fake_map
):
    items = make_features(make_project())
    page = open_page("explore")
    page.checkbox(key="explore_layer_actor").uncheck().run()
    assert items[0].name not in text_of(page)
    assert asked_of_browser(fake_map)["layers"] == ["structure,resource,living_asset,need"]


def test_all_boxes_unticked_leave_an_empty_map_not_a_full_one(
    open_page, make_project, make_features, fake_map
):
    make_features(make_project())
    page = open_page("explore")
    for box in page.checkbox:
        box.uncheck()
    page.run()
    assert fake_map.shown[-1]["overlays"] == []
    assert tr("explore.nothing", "fr") in text_of(page)


def test_words_kinds_and_themes_filter_the_list_and_the_map_alike(
    open_page, make_project, make_features, fake_map
):
    items = make_features(make_project())
    page = open_page("explore")
    page.text_input(key="explore_words").input("00001")
    page.multiselect(key="explore_themes").select("food").run()
    text = text_of(page)
    assert [item.name for item in items if item.name in text] == ["Élément 00001"]
    assert asked_of_browser(fake_map)["themes"] == ["food"]
    assert asked_of_browser(fake_map)["words"] == ["00001"]
    page.button(key="explore_clear").click().run()
    assert all(item.name in text_of(page) for item in items)


def test_the_base_of_the_map_does_not_depend_on_the_filters(
    open_page, make_project, make_features, fake_map
):
    make_features(make_project())
    page = open_page("explore")
    page.checkbox(key="explore_layer_actor").uncheck().run()
    before, after = fake_map.shown[0], fake_map.shown[-1]
    assert (before["key"], before["height"]) == (after["key"], after["height"])


def test_a_long_list_shows_fifty_names_and_counts_the_others(
    open_page, make_project, make_features
):
    items = make_features(make_project(), count=120)
    text = text_of(open_page("explore"))
    assert sum(item.name in text for item in items) == 50
    assert tr("explore.more", "fr", count="70") in text


def test_a_contact_is_shown_to_an_animator_once_asked_for(open_page, make_project, make_features):
    first = make_features(make_project())[0]
    page = open_page("explore")
    assert "Ada Lefèvre" not in text_of(page)
    page.selectbox(key="explore_contact").set_value(first.id).run()
    assert "Ada Lefèvre" in text_of(page)


def test_no_other_role_is_offered_a_contact(open_page, make_project, make_features):
    make_features(make_project())
    for role in ("participant", "partner", "projector"):
        page = open_page("explore", role=role)
        assert not page.exception
        assert [box.key for box in page.selectbox] == []


def test_a_project_without_features_says_so_and_still_shows_its_communes(
    open_page, make_project, fake_map
):
    make_project()
    page = open_page("explore")
    assert tr("explore.empty", "fr") in text_of(page)
    assert len(fake_map.shown[-1]["territory"].communes) == 4
