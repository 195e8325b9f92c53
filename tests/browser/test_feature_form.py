"""An animator keeps the map by hand: what was touched, named and saved is in the store."""

from __future__ import annotations

import pytest

from animmap.services import explore
from animmap.services.demo import DEMO_PROJECT_ID
from animmap.services.explore import Filters

pytestmark = pytest.mark.browser
NAME = "Saule têtard {{7*191}} **gras**"


@pytest.fixture
def found(server_desk):
    """Return ``found()``: what the store holds under the name given here."""
    words = Filters(words="saule têtard gras")
    return lambda: explore.find_features(server_desk(), DEMO_PROJECT_ID, words)


def test_what_is_added_where_the_map_was_touched_is_kept_then_taken_off(visit, found):
    page = visit.open(f"/carte?demarche={DEMO_PROJECT_ID}").page
    visit.map().locator("#map_div").click(position={"x": 330, "y": 40})
    page.get_by_text("Lieu touché").wait_for()
    page.get_by_role("button", name="Ajouter").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Êtres vivants", exact=True).click()
    dialog.get_by_text("À l’endroit touché sur la carte").wait_for()
    dialog.get_by_label("Nom", exact=True).fill(NAME)
    dialog.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("est sur la carte").wait_for()
    (kept,) = found()
    assert (kept.layer, kept.name) == ("living_asset", NAME)
    assert kept.geometry.geom_type == "Point"

    page.get_by_role("button", name="Corriger").click()
    dialog.get_by_label("Quel élément").click()
    page.keyboard.type("Saule")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Retirer de la carte").click()
    page.get_by_role("button", name="Oui").click()
    page.get_by_text("est retiré de la carte").wait_for()
    assert found() == []
    assert visit.complaints == []
