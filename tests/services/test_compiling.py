"""Loops are compiled for large rounds only, when allowed, by a child process."""

import subprocess

import pytest
from shapely import Point

from animmap.core import compiled
from animmap.core.walk import level_areas, walk_boundaries
from animmap.services import compiling

# 64 corners and more each.
DISCS = [Point(x * 100.0, 0).buffer(500.0, quad_segs=64) for x in range(30)]


@pytest.fixture
def allowed(monkeypatch, tmp_path):
    """The setting of a server, on a folder of its own."""
    monkeypatch.setenv("ANIMMAP_COMPILED", "1")
    monkeypatch.setenv("ANIMMAP_VAR", str(tmp_path))
    monkeypatch.setattr(compiling, "_asked", set())
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    compiled.unload()
    yield tmp_path
    compiled.unload()


@pytest.fixture
def children(monkeypatch):
    """Commands of the children that would be started; none is."""
    started = []

    def run(command, **options):
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(compiling.subprocess, "run", run)
    return started


def test_a_small_round_never_starts_a_compilation(allowed, children):
    compiling.prepare(DISCS[:3], wait=True)
    assert children == []
    assert compiled.ready() is None
    assert list(allowed.iterdir()) == []


def test_the_setting_keeps_large_rounds_on_arrays(allowed, children, monkeypatch):
    monkeypatch.setenv("ANIMMAP_COMPILED", "0")
    compiling.prepare(DISCS, wait=True)
    assert children == []
    assert compiled.ready() is None


def test_a_child_that_fails_leaves_arrays_and_is_told_to_nobody(allowed, monkeypatch):
    def fail(command, **options):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(compiling.subprocess, "run", fail)
    compiling.prepare(DISCS, wait=True)
    assert compiled.ready() is None
    assert level_areas(walk_boundaries(DISCS)).sum() > 0


def test_a_folder_that_cannot_be_made_leaves_arrays(allowed, children):
    (allowed / "compiled").write_text("in the way")
    compiling.prepare(DISCS, wait=True)
    assert children == []
    assert compiled.ready() is None


def test_a_large_round_is_compiled_by_a_child_once_then_read_from_its_cache(allowed, monkeypatch):
    pytest.importorskip("numba", reason="see requirements-fast.txt")
    by_arrays = level_areas(walk_boundaries(DISCS))
    compiling.prepare(DISCS, wait=True)
    assert compiled.ready() is not None
    assert level_areas(walk_boundaries(DISCS)) == pytest.approx(by_arrays, rel=1e-12, abs=1e-3)
    assert list(allowed.glob("compiled/*/done"))
    compiled.unload()
    monkeypatch.setattr(compiling.subprocess, "run", None)  # a second child would fail
    compiling.prepare(DISCS, wait=True)
    assert compiled.ready() is not None
