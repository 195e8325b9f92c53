"""When the server goes away, the screen says so in plain words and keeps what is on it."""

from __future__ import annotations

import pytest

from animmap.services.demo import DEMO_PROJECT_ID
from animmap.texts import tr

pytestmark = pytest.mark.browser

BAND = """() => getComputedStyle(
    document.querySelector("[data-testid=stApp]"), "::before").content"""


def test_a_lost_server_is_said_in_words_of_ours(start_server, new_visit):
    server = start_server()
    visit = new_visit(server).open(f"/carte?demarche={DEMO_PROJECT_ID}")
    assert visit.page.evaluate(BAND) == "none"
    server.stop()
    visit.page.wait_for_selector("[data-test-connection-state=PINGING_SERVER]")
    assert tr("common.connection_lost", "fr") in visit.page.evaluate(BAND)
    assert not visit.page.get_by_role("dialog").is_visible()
    assert visit.map().locator("#map_div").is_visible()
