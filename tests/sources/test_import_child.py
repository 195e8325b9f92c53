"""The children that open files: bounded, few at a time, without secrets."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from animmap.errors import AnimmapError
from animmap.sources import child, import_child, import_file
from animmap.sources.import_file import read_import_file
from tests.sources.harmful import LAUGHS, far_cell, zipped


def test_five_bombs_at_once_wait_for_their_turn_and_are_all_answered(tmp_path, monkeypatch):
    running, most = [], []
    run = child.subprocess.run

    def counted(*arguments, **options):
        running.append(1)
        most.append(len(running))
        try:
            return run(*arguments, **options)
        finally:
            running.pop()

    monkeypatch.setattr(child.subprocess, "run", counted)
    bombs = {
        "far.xlsx": far_cell(),
        "rows.csv": "nom\n" + "Un\n" * 120_000,
        "laugh.kml": LAUGHS,
        "deep.geojson": '{"type":"FeatureCollection","features":' + "[" * 100_000,
        "swarm.zip": zipped(**{f"f{n}__csv": "x" for n in range(20_000)}),
    }
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with ThreadPoolExecutor(len(bombs)) as pool:
        answers = [pool.submit(read_import_file, tmp_path / name) for name in bombs]
        refused = [answer.exception() for answer in answers]
    assert all(isinstance(one, AnimmapError) for one in refused), refused
    assert max(most) <= child.AT_ONCE


def test_a_reader_that_never_ends_is_stopped_and_says_so(tmp_path, monkeypatch):
    path = tmp_path / "lent.csv"
    path.write_text("nom\nUn\n", encoding="utf-8")
    monkeypatch.setattr(import_file, "LONGEST_S", 0.01)
    with pytest.raises(AnimmapError, match="file_too_slow"):
        read_import_file(path)


def test_a_child_knows_no_secret_and_not_where_the_database_is(monkeypatch):
    seen = {}

    def look(_command, env, **_options):
        seen.update(env)
        return child.subprocess.CompletedProcess([], 0, b"{}", b"")

    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/cave.sqlite")
    monkeypatch.setenv("ANIMMAP_VAR", "/tmp/cave")
    monkeypatch.setattr(child.subprocess, "run", look)
    child.ask_child("animmap.sources.import_child", [], "x.csv", 1.0)
    assert not {"DATABASE_URL", "ANIMMAP_VAR"} & seen.keys()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_a_child_is_bound_in_memory_and_in_time_of_processor():
    code = (
        "import resource, json\n"
        "from animmap.sources import child, import_child as me\n"
        "child.limit_child(me.MEMORY_BYTES, me.PROCESSOR_S)\n"
        "print(json.dumps([resource.getrlimit(x)[0]"
        " for x in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]))"
    )
    done = child.subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == [import_child.MEMORY_BYTES, import_child.PROCESSOR_S]
