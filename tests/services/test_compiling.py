"""Loops are compiled for large rounds only, when allowed, by a child process nobody waits for."""

import os
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from shapely import Point

from animmap.core import compiled
from animmap.core.walk import level_areas, walk_boundaries
from animmap.services import compile_child, compiling
from animmap.settings import ROOT

# 64 corners and more each.
DISCS = [Point(x * 100.0, 0).buffer(500.0, quad_segs=64) for x in range(30)]


@pytest.fixture(autouse=True)
def allowed(monkeypatch, tmp_path):
    """The setting of a server, on a folder of its own; numba may be absent."""
    monkeypatch.setenv("ANIMMAP_COMPILED", "1")
    monkeypatch.setenv("ANIMMAP_VAR", str(tmp_path))
    monkeypatch.setattr(compiling, "_asked", set())
    monkeypatch.setattr(compiling, "version", lambda _: "1.0")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    compiled.unload()
    yield tmp_path
    compiled.unload()


@pytest.fixture
def loaded(monkeypatch):
    """How many times loops were loaded; none really is."""
    times = []
    monkeypatch.setattr(compiled, "load", lambda: times.append(1) or True)
    return times


@pytest.fixture
def children(monkeypatch):
    """What children would be started with; none is, and each does at once what ``ends`` says."""

    class Child:
        started: ClassVar[list[tuple[list[str], dict]]] = []
        ends = staticmethod(lambda folder: (folder / compile_child.DONE).touch())

        def __init__(self, command, **options):
            self.started.append((command, options))
            self.folder = Path(command[3])

        def wait(self, timeout):
            self.ends(self.folder)

    monkeypatch.setattr(compiling.subprocess, "Popen", Child)
    return Child


def cache(folder):
    return next(folder.glob("compiled/*"))


def test_a_small_round_never_starts_a_compilation(allowed, children):
    assert not compiling.prepare_once(DISCS[:3], wait=True)
    assert children.started == []
    assert list(allowed.iterdir()) == []


def test_the_setting_keeps_large_rounds_on_arrays(allowed, children, monkeypatch):
    monkeypatch.setenv("ANIMMAP_COMPILED", "0")
    assert not compiling.prepare_once(DISCS, wait=True)
    assert children.started == []


def test_where_numba_is_not_no_child_is_started(allowed, children, monkeypatch):
    def absent(name):
        raise compiling.PackageNotFoundError(name)

    monkeypatch.setattr(compiling, "version", absent)
    assert not compiling.prepare_once(DISCS, wait=False)
    assert children.started == []


def test_a_command_answers_by_arrays_and_leaves_a_child_at_work_for_the_next(
    children, loaded, allowed
):
    assert compiling.prepare_once(DISCS, wait=False)
    assert len(children.started) == 1
    assert loaded == []


def test_a_child_left_at_work_holds_no_pipe_no_terminal_and_no_priority(children):
    compiling.prepare_once(DISCS, wait=False)
    command, options = children.started[0]
    assert {options[name] for name in ("stdin", "stdout", "stderr")} == {subprocess.DEVNULL}
    assert options["start_new_session"]
    assert compile_child.MEEK in command


def test_a_command_that_comes_while_a_child_compiles_starts_no_other(children):
    compiling.prepare_once(DISCS, wait=False)
    assert not compiling.prepare_once(DISCS, wait=False)
    assert len(children.started) == 1


def test_a_child_that_left_no_mark_in_its_time_is_replaced(allowed, children):
    compiling.prepare_once(DISCS, wait=False)
    begun = cache(allowed) / "begun"
    long_ago = begun.stat().st_mtime - compile_child.LONGEST_S
    os.utime(begun, (long_ago, long_ago))
    assert compiling.prepare_once(DISCS, wait=False)
    assert len(children.started) == 2


def test_a_command_that_gains_by_it_waits_for_the_child_which_keeps_its_priority(children, loaded):
    assert not compiling.prepare_once(DISCS, wait=True)
    assert compile_child.MEEK not in children.started[0][0]
    assert loaded == [1]


def test_loops_compiled_once_are_loaded_without_a_child(children, loaded):
    compiling.prepare_once(DISCS, wait=True)
    assert not compiling.prepare_once(DISCS, wait=False)
    assert (len(children.started), loaded) == (1, [1, 1])


def test_loops_that_changed_date_are_compiled_again_as_numba_would(
    children, loaded, monkeypatch, tmp_path
):
    loops = tmp_path / "animmap" / "core" / "loops.py"
    loops.parent.mkdir(parents=True)
    loops.touch()
    monkeypatch.setattr(compiling, "ROOT", tmp_path)
    compiling.prepare_once(DISCS, wait=True)
    os.utime(loops, (1, 1))
    assert compiling.prepare_once(DISCS, wait=False)


def test_a_child_that_fails_leaves_arrays_and_is_told_to_nobody(children, loaded):
    children.ends = staticmethod(lambda folder: None)
    assert not compiling.prepare_once(DISCS, wait=True)
    assert loaded == []
    assert level_areas(walk_boundaries(DISCS)).sum() > 0


def test_a_child_that_cannot_be_started_leaves_arrays(monkeypatch, loaded):
    def refuse(*_, **__):
        raise OSError

    monkeypatch.setattr(compiling.subprocess, "Popen", refuse)
    assert not compiling.prepare_once(DISCS, wait=True)
    assert not compiling.prepare_once(DISCS, wait=False)
    assert loaded == []


@pytest.mark.parametrize("wait", [True, False])
def test_a_folder_that_cannot_be_made_leaves_arrays(allowed, children, loaded, wait):
    (allowed / "compiled").write_text("in the way")
    assert not compiling.prepare_once(DISCS, wait=wait)
    assert (children.started, loaded) == ([], [])


def test_the_child_fills_its_cache_and_leaves_the_mark(allowed):
    pytest.importorskip("numba", reason="see requirements-fast.txt")
    command = [sys.executable, "-m", "animmap.services.compile_child", str(allowed)]
    # Every loop is called, as Python reads it: compiling takes forty seconds.
    quick = os.environ | {"NUMBA_DISABLE_JIT": "1", "NUMBA_CACHE_DIR": str(allowed)}
    subprocess.run(command, cwd=ROOT, env=quick, check=True, timeout=300)
    assert (allowed / compile_child.DONE).exists()


def test_a_child_ends_with_the_server_that_waits_for_it(allowed):
    tied = [sys.executable, "-m", "animmap.services.compile_child", str(allowed), "tied"]
    quick = os.environ | {"NUMBA_DISABLE_JIT": "1", "NUMBA_CACHE_DIR": str(allowed)}
    gone = subprocess.run(
        tied, cwd=ROOT, env=quick, stdin=subprocess.DEVNULL, check=False, timeout=300
    )
    assert gone.returncode == 1
    assert not (allowed / compile_child.DONE).exists()


def test_whoever_waits_for_a_child_holds_it_by_a_pipe(children, loaded):
    compiling.prepare_once(DISCS, wait=True)
    command, options = children.started[0]
    assert options["stdin"] == subprocess.PIPE
    assert compile_child.TIED in command


def test_a_child_without_loops_leaves_no_mark(allowed, monkeypatch):
    monkeypatch.setattr(compiled, "load", lambda: False)
    assert not compile_child.compile_all(allowed, meek=False)
    assert list(allowed.iterdir()) == []


def test_a_child_in_the_session_of_others_does_not_make_them_wait():
    group = Path("/proc/self/autogroup")
    if not group.exists():
        pytest.skip("no groups of sessions here")
    before = group.read_text()
    meek = "from animmap.services import compile_child; compile_child._step_back()"
    subprocess.run([sys.executable, "-c", meek], cwd=ROOT, check=True, timeout=300)
    assert group.read_text() == before
