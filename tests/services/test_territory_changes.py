"""A territory that changes: its communes, their outlines, and what follows them."""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import MultiPolygon, box

from animmap.core.model import Role, SketchMethod
from animmap.errors import AnimmapError
from animmap.services import contribute, history
from animmap.services.projects import get_territory, list_projects, purge_project
from animmap.services.territories import load_territory
from animmap.services.territory_changes import (
    change_communes,
    fetch_precise,
    read_origin,
    take_precise,
)
from animmap.settings import read_settings
from animmap.sources.online.pace import Pace
from animmap.sources.online.transport import Transport
from tests.conftest import two_by_two_communes
from tests.fake_services.all import start
from tests.fake_services.geo import some_communes
from tests.sources.online.conftest import FakeClock

SHIPPED = ("62119", "62178", "62193")


@pytest.fixture
def services():
    fake = start(FakeClock().ticks)
    yield fake
    fake.stop()


@pytest.fixture
def transport(services, tmp_path):
    settings = read_settings(services.environ | {"ANIMMAP_VAR": str(tmp_path)})
    return Transport(settings, clock=FakeClock(), pace=Pace())


@pytest.fixture
def real(make_project):
    """Return a démarche on three communes that ship."""
    communes, crs = load_territory(SHIPPED)
    return make_project(communes=communes, crs=crs)


def codes_of(desk, project):
    return {each.code for each in get_territory(desk, project.id).communes}


def test_communes_are_added_and_taken_out_and_one_undo_takes_it_back(desk, real):
    before = get_territory(desk, real.id)
    changed = change_communes(desk, real.id, ["62119", "62178", "62498", "62427"])
    assert codes_of(desk, real) == {"62119", "62178", "62498", "62427"}
    assert changed.stamp != before.stamp
    kept = {each.code: each.geometry for each in before.communes}
    assert all(
        each.geometry.equals(kept[each.code]) for each in changed.communes if each.code in kept
    )
    [card] = [each for each in list_projects(desk) if each.project.id == real.id]
    assert card.counts["communes"] == 4
    history.undo_last(desk, real.id)
    assert get_territory(desk, real.id) == before


def test_undoing_twice_goes_back_twice(desk, real):
    change_communes(desk, real.id, [*SHIPPED, "62498"])
    change_communes(desk, real.id, [*SHIPPED, "62498", "62427"])
    history.undo_last(desk, real.id)
    assert codes_of(desk, real) == {*SHIPPED, "62498"}
    history.undo_last(desk, real.id)
    assert codes_of(desk, real) == set(SHIPPED)


def test_what_changes_nothing_writes_nothing(desk, real):
    revision = desk.store.revision(real.id)
    change_communes(desk, real.id, list(reversed(SHIPPED)))
    assert desk.store.revision(real.id) == revision


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        ([], "territory_empty"),
        (["62119", "99999"], "communes_unknown"),
        (["62119", "97411"], "crs_mismatch"),
        ([f"{number:05d}" for number in range(3_000)], "too_many_communes"),
    ],
)
def test_a_territory_that_cannot_be_is_refused_and_nothing_changes(desk, real, codes, refusal):
    before = get_territory(desk, real.id)
    with pytest.raises(AnimmapError, match=refusal):
        change_communes(desk, real.id, codes)
    assert get_territory(desk, real.id) == before


@pytest.fixture
def square(make_project):
    return make_project()


@pytest.fixture
def sketches(square, make_sketch):
    """Return a sketch by communes, one drawn by hand."""
    both = shapely.union_all([each.geometry for each in two_by_two_communes()[:2]])
    return (
        make_sketch(
            square, 0, geometry=both, method=SketchMethod.COMMUNES,
            commune_codes=("62001", "62002"),
        ),
        make_sketch(square, 1),
    )  # fmt: skip


def test_precise_outlines_replace_those_that_ship_and_sketches_of_communes_follow(
    desk, square, sketches, transport
):
    before = get_territory(desk, square.id)
    told = []
    refined = fetch_precise(
        desk, square.id, lambda done, of: told.append((done, of)), transport=transport
    )
    precise = {code: each["contour"] for code, each in some_communes().items()}
    after = {each.code: each.geometry for each in get_territory(desk, square.id).communes}
    assert all(after[code].equals(shape) for code, shape in precise.items())
    assert isinstance(after["62004"], MultiPolygon)
    assert (refined.communes, refined.sketches, refined.lacking) == (4, 1, ())
    # A square has 5 points; a toothed one 14, one of them with an island of 5 more.
    assert (refined.points, refined.metres) == ((20, 61), (400, 5))
    assert told[-1] == (4, 4)
    chosen, drawn = sketches
    now = contribute.list_sketches(desk, chosen.round_id)
    followed = next(each for each in now if each.id == chosen.id)
    assert followed.sure.equals(shapely.union(precise["62001"], precise["62002"]))
    assert next(each for each in now if each.id == drawn.id).sure == drawn.sure
    origin = read_origin(desk, square.id)
    assert (origin.precision_m, origin.licence) == (5, "Licence Ouverte 2.0")
    assert origin.retrieved_on == desk.now().date()
    history.undo_last(desk, square.id)
    assert get_territory(desk, square.id) == before
    back = {each.id: each.sure for each in contribute.list_sketches(desk, chosen.round_id)}
    assert back[chosen.id].equals(chosen.sure)
    assert read_origin(desk, square.id) is None


def saved(tmp_path, codes, **changes):
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": code},
            "geometry": json.loads(shapely.to_geojson(changes.get(code, shape["contour"]))),
        }
        for code, shape in some_communes().items()
        if code in codes
    ]
    path = tmp_path / "communes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_saved_answer_does_the_same_and_names_what_it_lacks(desk, square, tmp_path):
    refined = take_precise(desk, square.id, saved(tmp_path, ("62001", "62002", "62003")))
    assert (refined.communes, refined.lacking) == (3, ("Divion",))
    assert read_origin(desk, square.id).precision_m == 400
    assert read_origin(desk, square.id).retrieved_on is None


def test_outlines_of_elsewhere_are_never_taken_for_ours(desk, square, tmp_path):
    far = {"62001": box(4.0, 48.0, 4.1, 48.1)}
    with pytest.raises(AnimmapError, match="outlines_elsewhere"):
        take_precise(desk, square.id, saved(tmp_path, ("62001",), **far))
    assert get_territory(desk, square.id).stamp == ""


def test_nothing_is_asked_offline_and_a_failure_changes_nothing(desk, square, services, tmp_path):
    before = get_territory(desk, square.id)
    offline = services.environ | {"ANIMMAP_VAR": str(tmp_path), "ANIMMAP_ONLINE": "0"}
    with pytest.raises(AnimmapError, match="online_off"):
        fetch_precise(
            desk, square.id, transport=Transport(read_settings(offline), clock=FakeClock())
        )
    assert services.requests["geo"] == []
    assert get_territory(desk, square.id) == before


def test_erasing_a_demarche_erases_its_outlines(desk, square, tmp_path, store):
    import sqlalchemy as sa

    from animmap.storage.schema_outlines import outline, outline_set

    take_precise(desk, square.id, saved(tmp_path, ("62001",)))
    purge_project(desk, square.id)
    with store.read() as connection:
        for table in (outline, outline_set):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HOST, Role.ANIMATOR}))
def test_only_staff_changes_a_territory(desk_as, square, tmp_path, role):
    visitor = desk_as(role, square.id)
    for deed in (
        lambda: change_communes(visitor, square.id, ["62001"]),
        lambda: take_precise(visitor, square.id, saved(tmp_path, ("62001",))),
        lambda: fetch_precise(visitor, square.id),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()
    stranger = desk_as(Role.ANIMATOR, "another")
    with pytest.raises(AnimmapError, match="not_found"):
        change_communes(stranger, square.id, ["62001"])
