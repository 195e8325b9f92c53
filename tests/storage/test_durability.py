"""What was acknowledged is there: under a crowd, and after a process is killed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from shapely.geometry import box

from animmap.errors import AnimmapError
from animmap.services import contribute, projects, room, workshops
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk
from animmap.settings import ROOT
from animmap.storage.store import Store

WRITER = """
import sys
from datetime import UTC, datetime
from uuid import uuid4
from shapely.geometry import box
from animmap.core.model import Access, Role
from animmap.services import contribute
from animmap.services.desk import Desk
from animmap.storage.store import Store

url, round_id, college_id = sys.argv[1:]
desk = Desk(Store.open(url), Access(Role.ANIMATOR), lambda: datetime.now(UTC))
while True:
    outline = box(2.5, 50.4, 2.6, 50.5)
    draft = contribute.SketchDraft(str(uuid4()), round_id, college_id, "", outline)
    print(contribute.send(desk, draft).sketch.id, flush=True)
"""
ACKNOWLEDGED_BEFORE_KILL = 30
MOST_TRIES = 5


def test_a_killed_writer_loses_nothing_it_acknowledged(store: Store, desk: Desk, make_project):
    project = make_project()
    round_id = workshops.list_rounds(desk, project.id)[0].id
    college_id = projects.list_colleges(desk, project.id)[0].id
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, store.url, round_id, college_id],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    acknowledged = [child.stdout.readline().strip() for _ in range(ACKNOWLEDGED_BEFORE_KILL)]
    child.kill()
    acknowledged += child.communicate()[0].split()
    assert child.returncode == -signal.SIGKILL
    stored = {drawn.id for drawn in contribute.list_sketches(desk, round_id)}
    assert set(acknowledged) <= stored
    assert len(stored) <= len(acknowledged) + 1  # at most one committed, not yet acknowledged
    with closing(sqlite3.connect(Path(store.url.removeprefix("sqlite:///")))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_twenty_voices_sending_twenty_times_at_once_are_all_stored_once(desk: Desk, make_project):
    project = make_project()
    round_id = workshops.list_rounds(desk, project.id)[0].id
    college_id = projects.list_colleges(desk, project.id)[0].id
    drafts = [
        SketchDraft(f"send-{number}", round_id, college_id, "", box(2.5, 50.4, 2.6, 50.5))
        for number in range(400)
    ]
    with ThreadPoolExecutor(20) as crowd:
        receipts = list(crowd.map(lambda draft: contribute.send(desk, draft), drafts))
    assert {receipt.status for receipt in receipts} == {"stored"}
    stored = [drawn.id for drawn in contribute.list_sketches(desk, round_id)]
    assert sorted(stored) == sorted(draft.id for draft in drafts)
    assert desk.store.revision(project.id) == project.revision + 400


def test_one_sketch_sent_by_twenty_at_once_is_stored_once(desk: Desk, make_project):
    project = make_project()
    draft = SketchDraft(
        "one",
        workshops.list_rounds(desk, project.id)[0].id,
        projects.list_colleges(desk, project.id)[0].id,
        "",
        box(2.5, 50.4, 2.6, 50.5),
    )
    with ThreadPoolExecutor(20) as crowd:
        statuses = list(crowd.map(lambda _: contribute.send(desk, draft).status, range(20)))
    assert sorted(statuses) == ["already_stored"] * 19 + ["stored"]


def patiently(deed: Callable[..., Any], *arguments: object) -> Any:
    """Do what a phone does on a slow machine: try again when too many write at once."""
    for _ in range(MOST_TRIES):
        try:
            return deed(*arguments)
        except AnimmapError as refusal:
            if refusal.code != "database_busy":
                raise
    return deed(*arguments)


def test_a_hall_that_joins_and_sends_at_once_is_kept_once_each(store: Store, desk, make_project):
    project = make_project()
    [meeting] = workshops.list_workshops(desk, project.id)
    code = room.open_room(desk, meeting.id).join_code
    [asked] = workshops.list_rounds(desk, project.id)
    college = projects.list_colleges(desk, project.id)[0].id

    def take_part(rank: int) -> tuple[str, str, str]:
        device = f"{rank:043d}"
        mine = patiently(room.join, store, desk.now(), code, device, college, "").code
        phone = Desk(store, room.access_of_device(store, code, device, desk.now()), desk.now)
        draft = SketchDraft(f"s{rank}", asked.id, college, "", box(2.5, 50.4, 2.6, 50.5))
        statuses = [patiently(contribute.send, phone, draft).status for _ in range(2)]
        return mine, *statuses

    with ThreadPoolExecutor(20) as crowd:
        seen = list(crowd.map(take_part, range(60)))
    assert len({mine for mine, *_ in seen}) == 60
    assert {tuple(statuses) for _, *statuses in seen} == {("stored", "already_stored")}
    assert room.joined_by_college(desk, meeting.id) == {college: 60}
    assert contribute.voices_by_college(desk, asked.id) == {college: 60}


def test_one_device_that_sends_many_sketches_at_once_has_one_kept(store: Store, desk, make_project):
    project = make_project()
    [meeting] = workshops.list_workshops(desk, project.id)
    code = room.open_room(desk, meeting.id).join_code
    [asked] = workshops.list_rounds(desk, project.id)
    college = projects.list_colleges(desk, project.id)[0].id
    room.join(store, desk.now(), code, "p" * 43, college, "")
    phone = Desk(store, room.access_of_device(store, code, "p" * 43, desk.now()), desk.now)

    def send(rank: int) -> str:
        draft = SketchDraft(f"s{rank}", asked.id, college, "", box(2.5, 50.4, 2.6, 50.5))
        try:
            return patiently(contribute.send, phone, draft).status
        except AnimmapError as refusal:
            return refusal.code

    with ThreadPoolExecutor(10) as crowd:
        statuses = sorted(crowd.map(send, range(10)))
    assert statuses == ["already_contributed"] * 9 + ["stored"]
    assert len(contribute.list_sketches(desk, asked.id)) == 1
