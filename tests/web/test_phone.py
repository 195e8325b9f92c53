"""The participants' page as the server writes it: light, escaped, readable before any script."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from animmap.services import room, workshops
from animmap.texts import LANGUAGES, load_catalog, tr
from animmap.vendored import BUNDLES, DRAWING, PHONE_SCRIPTS, STATIC_DIR, bundle
from animmap.web.phone import NOTICE
from animmap.web.rendering import TEMPLATES

HOSTILE = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1> {{7*191}}"
PAGE = re.compile(r'<script type="application/json" id="page">(.*?)</script>', re.DOTALL)
LIGHT = 300_000
# One round trip more than the request itself, on the slow profile, and no more: 400 kbit/s.
FIRST_VIEW = 20_000
# What browsers of 2019 and Safari 13 cannot read.
TOO_RECENT = re.compile(
    r"\?\.[A-Za-z\[(]|\?\?|\.replaceAll\(|\.replaceChildren\(|\.at\(-?\d|#\w+\s*[=(]\s*\("
)


@pytest.fixture
def open_room(desk, make_project):
    """Return ``open_room(**changes of ProjectDraft)``: the code of a room, its question open."""

    def make(**changes):
        project = make_project(**changes)
        meeting = workshops.list_workshops(desk, project.id)[0]
        return room.open_room(desk, meeting.id).join_code

    return make


def facts_of(answer):
    return json.loads(PAGE.search(answer.text).group(1))


def test_the_first_screen_is_readable_before_any_script(client, open_room):
    answer = client.get(f"/r/{open_room()}", headers={"accept-language": "fr"})
    assert answer.status_code == 200
    visible = re.sub(r"<(style|script)\b.*?</\1>", "", answer.text, flags=re.DOTALL)
    assert tr("phone.start", "fr") in visible
    assert "Quatre communes" in visible
    assert "<noscript>" in visible


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_its_nine_things_before_anything_is_given(client, open_room, language):
    answer = client.get(f"/r/{open_room()}?lang={language}")
    assert len(NOTICE) == 9
    said = answer.text.replace("&#39;", "'")
    for item in NOTICE:
        assert tr(f"phone.notice_{item}", language) in said
        start = tr(f"phone.notice_{item}_text", language).split("{project}")[0]
        assert start in said


def test_one_answer_shows_the_first_screen(client, open_room):
    answer = client.get(f"/r/{open_room()}", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content, 6)) < FIRST_VIEW
    head = answer.text.partition("<body>")[0]
    assert re.findall(r'rel="(?:stylesheet|preload)"', head) == []
    assert re.findall(r"<script(?! defer)", head) == []


def test_all_that_a_phone_loads_weighs_less_than_300_kb(client, open_room):
    page = gzip.compress(client.get(f"/r/{open_room()}").content, 6)
    names = ("phone/all.js", "phone/map-all.js", "phone/map-all.css")
    files = [gzip.compress(bundle(name), 6) for name in names]
    font = (STATIC_DIR / "fonts" / "atkinson-next-latin-wght-normal.woff2").read_bytes()
    assert len(page) + sum(map(len, files)) + len(font) < LIGHT


def test_texts_of_people_never_become_markup(client, open_room):
    answer = client.get(f"/r/{open_room(name=HOSTILE, workshop_name=HOSTILE, question=HOSTILE)}")
    assert "<img src=x" not in answer.text
    assert answer.text.count("<script") == 2
    assert "1337" not in answer.text
    assert facts_of(answer)["room"]["project"]["name"] == HOSTILE


def test_the_page_holds_the_room_and_nothing_that_was_given(client, open_room):
    told = facts_of(client.get(f"/r/{open_room()}"))
    assert told["room"]["colleges"]
    assert set(told["room"]) >= {"rounds", "bounds", "server_time", "current"}
    assert not re.search(r"sketch|geometry", json.dumps(told["room"]))


def test_a_language_chosen_on_the_page_is_kept_for_the_next_visit(client, open_room):
    code = open_room()
    assert '<html lang="fr">' in client.get(f"/r/{code}").text
    assert '<html lang="en">' in client.get(f"/r/{code}?lang=en").text
    assert '<html lang="en">' in client.get(f"/r/{code}").text


def test_a_code_is_read_however_it_is_typed(client, open_room):
    code = open_room()
    typed = f" {code[:3].lower()} {code[3:].lower()} "
    answer = client.get("/r", params={"code": typed}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/r/{code}"


def test_an_unknown_code_is_asked_for_again_with_the_reason(client, store):
    answer = client.get("/r/ZZZZZZ", headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert tr("error.room_unknown", "fr") in answer.text.replace("&#39;", "'")
    assert 'name="code"' in answer.text


def test_a_room_shut_since_still_brings_the_scripts_that_give_drafts_back(client, store):
    answer = client.get("/r/ZZZZZZ")
    assert "/vendor/phone/all.js" in answer.text
    assert facts_of(answer)["room"] is None


def test_guessing_codes_is_slowed_down(client, store):
    statuses = [client.get("/r/ZZZZZZ").status_code for _ in range(40)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_the_page_may_be_put_among_the_apps_of_a_phone(client, open_room):
    code = open_room()
    told = client.get(f"/r/{code}/app.webmanifest")
    assert told.headers["content-type"].startswith("application/manifest+json")
    assert told.json()["start_url"] == f"/r/{code}"
    assert client.get(told.json()["icons"][0]["src"]).status_code == 200


def test_the_worker_is_served_from_the_root_and_checked_at_each_visit(client, store):
    answer = client.get("/phone-sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"


def test_only_files_of_this_server_are_run_and_none_inline(client, open_room):
    answer = client.get(f"/r/{open_room()}")
    rules = dict(
        rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; ")
    )
    assert rules["script-src"].strip() == "'self'"
    assert not re.search(r"\son\w+=", answer.text.partition("<script type=")[0])


def test_every_word_of_the_page_is_used_and_every_one_used_exists():
    sources = [*(STATIC_DIR / "phone").glob("*.js"), TEMPLATES / "phone.html"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    code += (STATIC_DIR / "phone" / "draw" / "draw.js").read_text(encoding="utf-8")
    known = {key.removeprefix("phone.") for key in load_catalog("fr") if key.startswith("phone.")}
    words = set(re.findall(r"""["']([a-z_]+)["']""", code))
    asked = set(re.findall(r"""say\(["']([a-z_]+)["'][,)]""", code))
    prefixes = set(re.findall(r"""["']([a-z_]+_)["'] ?\+""", code))
    assert asked - known == set()
    assert {
        key for key in known - words if not any(key.startswith(prefix) for prefix in prefixes)
    } == set()


def test_the_drawing_finds_each_of_its_words():
    code = (STATIC_DIR / "phone" / "draw" / "draw.js").read_text(encoding="utf-8")
    names = re.findall(r'"(\w+)"', re.search(r"const TEXTS = \[(.*?)\];", code, re.DOTALL).group(1))
    assert {f"phone.draw_{name}" for name in names} <= set(load_catalog("fr"))


@pytest.mark.parametrize("name", [*PHONE_SCRIPTS, *DRAWING])
def test_scripts_are_short_and_readable_by_a_phone_of_2019(name):
    text = (STATIC_DIR / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert TOO_RECENT.findall(re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)) == []


def test_the_style_is_readable_by_a_phone_of_2019():
    style = (STATIC_DIR / "phone" / "phone.css").read_text(encoding="utf-8")
    recent = r":has\(|:is\(|\binset:|\bclamp\(|\bmin\(|\bmax\(|[^-]gap:|\d[ds]vh|translate:"
    assert re.findall(recent, style) == []
    assert all(
        name in BUNDLES for name in ("phone/all.js", "phone/map-all.js", "phone/map-all.css")
    )
