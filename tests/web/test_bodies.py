"""Bodies of write routes: our pages only, JSON only, nothing believed."""

from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from animmap.errors import AnimmapError
from animmap.web.bodies import (
    MOST_BYTES,
    codes_in,
    number_in,
    outline_in,
    place_in,
    text_in,
    writing,
)

SQUARE = [[2.5, 50.4], [2.6, 50.4], [2.6, 50.5], [2.5, 50.5]]


@pytest.fixture
def echo():
    """A route that answers the body it was given."""

    def endpoint(_, body):
        return JSONResponse(dict(body))

    app = Starlette(routes=[Route("/echo", writing(endpoint), methods=["POST"])])
    return TestClient(app, base_url="http://salle.example")


def post(echo, content="{}", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return echo.post("/echo", content=content, headers={"content-type": "application/json"} | named)


def test_a_json_object_of_our_page_is_read(echo):
    answer = post(echo, '{"mot": "été"}', origin="http://salle.example")
    assert (answer.status_code, answer.json()) == (200, {"mot": "été"})
    assert post(echo, "").json() == {}


@pytest.mark.parametrize("origin", ["http://ailleurs.example", "null", "http://salle.example:81"])
def test_a_page_of_another_host_writes_nothing(echo, origin):
    answer = post(echo, origin=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_foreign")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_can_send_is_refused(echo, kind):
    assert post(echo, content_type=kind).status_code == 400


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"1", b'{"a": NaN}', b'{"a": Infinity}', b"\xff\xfe{}", b"[" * 50_000],
)
def test_what_is_no_json_object_is_refused(echo, content):
    answer = post(echo, content)
    assert (answer.status_code, answer.json()["code"]) == (400, "request_invalid")


def test_a_body_too_long_is_refused_even_when_its_size_is_not_announced(echo):
    parts = iter([b'{"a": "', *[b"x" * 10_000] * (MOST_BYTES // 10_000 + 1), b'"}'])
    answer = echo.post("/echo", content=parts, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_rings_are_taken_open_or_closed_with_what_encloses_nothing_left_out():
    closed = {"type": "Polygon", "coordinates": [[*SQUARE, SQUARE[0]], [[2.55, 50.45]]]}
    opened = {"type": "Polygon", "coordinates": [SQUARE]}
    assert outline_in({"g": closed}, "g").equals_exact(outline_in({"g": opened}, "g"))
    flat = [SQUARE[0], SQUARE[1], SQUARE[0]]
    several = {"type": "MultiPolygon", "coordinates": [[SQUARE], [flat], []]}
    assert len(outline_in({"g": several}, "g").geoms) == 1
    assert outline_in({"g": {"type": "Polygon", "coordinates": [flat]}}, "g").is_empty
    assert outline_in({}, "g") is None


def test_a_drawing_that_crosses_itself_is_taken_as_drawn():
    bow = {"type": "Polygon", "coordinates": [[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]]]}
    assert not outline_in({"g": bow}, "g").is_valid


@pytest.mark.parametrize(
    "geometry",
    [
        "POLYGON EMPTY",
        {"type": "Point", "coordinates": [2.5, 50.4]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": {"0": SQUARE}},
        {"type": "Polygon", "coordinates": [[["2.5", "50.4"]] * 4]},
        {"type": "Polygon", "coordinates": [[[True, False]] * 4]},
        {"type": "Polygon", "coordinates": [[[2.5]] * 4]},
        {"type": "MultiPolygon", "coordinates": [SQUARE]},
        {"type": "GeometryCollection", "geometries": []},
    ],
)
def test_another_geometry_is_refused(geometry):
    with pytest.raises(AnimmapError, match="request_invalid"):
        outline_in({"g": geometry}, "g")


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 400])
def test_numbers_beyond_the_world_are_said_to_be(number):
    listed = json.loads(f"[[{number}, 50.4], [2.6, 50.4], [2.6, 50.5]]")
    with pytest.raises(AnimmapError, match="geometry_outside_world"):
        outline_in({"g": {"type": "Polygon", "coordinates": [listed]}}, "g")


def test_values_of_another_type_are_refused():
    for read, value in (
        (text_in, 3),
        (text_in, ["a"]),
        (number_in, "3"),
        (number_in, True),
        (number_in, None),
        (codes_in, "62001"),
        (codes_in, [62001]),
        (codes_in, ["x" * 101]),
        (place_in, [2.5]),
        (place_in, {"lon": 2.5}),
    ):
        with pytest.raises(AnimmapError, match="request_invalid"):
            read({"a": value}, "a")


def test_what_is_left_out_is_empty():
    assert text_in({"a": None}, "a") == ""
    assert codes_in({}, "a") == ()
    assert place_in({}, "a") is None
    assert codes_in({"a": ["62001", "62002", "62001"]}, "a") == ("62001", "62002")
