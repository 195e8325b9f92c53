"""Importing a large list: rows a second, undo, and what another person feels meanwhile.

``python -m bench.imports [--rows 20000]``. The baseline reads the same file with the standard
library and does nothing of it. The other client reads the features of another démarche as the
map does, in the same process: it shares the interpreter with the import, as a page would. The
same is measured while files made to harm are brought, five at once.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from shapely.geometry import Point

from animmap.core.importing.choices import Choices
from animmap.core.model import Access, Feature, Role
from animmap.errors import AnimmapError
from animmap.services import explore, projects
from animmap.services.desk import Desk, new_id
from animmap.services.explore import Filters
from animmap.services.import_batches import list_batches, undo_import
from animmap.services.import_plan import plan_import
from animmap.services.imports import run_import
from animmap.services.projects import CollegeDraft, ProjectDraft
from animmap.services.territories import codes_of_department, load_territory
from animmap.storage.store import Store

PAUSE_S = 0.05
HEADER = ("Nom de la structure", "Type", "Commune", "Code postal", "Téléphone", "Courriel",
          "Thèmes", "Description", "Latitude", "Longitude")  # fmt: skip
KINDS = ("association", "mairie", "entreprise", "SCOP")


def write_list(path: Path, rows: int, communes: list) -> None:
    """Write a list as spreadsheets save it in France: semicolons, decimal commas."""
    draw = random.Random(1)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADER)
        for rank in range(rows):
            commune = communes[rank % len(communes)]
            at = commune.geometry.representative_point()
            writer.writerow(
                [f"Lieu {draw.choice('ABCDEFGH')} {rank}", draw.choice(KINDS), commune.name,
                 f"{commune.code[:2]}{rank % 1000:03d}", f"03210{rank:05d}",
                 f"contact{rank}@exemple.test", "alimentation, culture", "Un lieu. " * 12,
                 str(round(at.y, 6)).replace(".", ","), str(round(at.x, 6)).replace(".", ",")]
            )  # fmt: skip


class Other:
    """Another client, who asks for a map again and again; ``told`` are its times in seconds."""

    def __init__(self, ask: Callable[[], object]) -> None:
        self.told: list[float] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ask,))

    def __enter__(self) -> Other:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self, ask: Callable[[], object]) -> None:
        while not self._stopped.wait(PAUSE_S):
            started = time.perf_counter()
            ask()
            self.told.append(time.perf_counter() - started)

    def percentiles(self) -> str:
        """Return median, 95th percentile and worst, in milliseconds."""
        shown = np.percentile(self.told, (50, 95, 100)) * 1000
        return " / ".join(f"{value:.0f}" for value in shown) + f" ms ({len(self.told)} asks)"


def measure(label: str, work: Callable[[], object]) -> tuple[float, float]:
    """Run and print the seconds on the wall and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    taken = time.perf_counter() - wall, time.process_time() - processor
    print(f"{label:32s} {taken[0]:6.1f} s on the wall, {taken[1]:6.1f} s of processor")
    return taken


def read_plainly(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        Point(*(float(row[name].replace(",", ".")) for name in ("Longitude", "Latitude")))


def make_demarche(desk: Desk, name: str, count: int = 0) -> tuple[projects.Project, list]:
    communes, crs = load_territory(codes_of_department("62")[:120])
    colleges = (CollegeDraft("Habitants"),)
    made = projects.create_project(
        desk, ProjectDraft(name, "", name, communes, colleges, crs, "Jusqu’où ?")
    )
    places = [each.geometry.representative_point() for each in communes]
    items = [
        Feature(new_id(), made.id, "actor", "organisation", f"Lieu {rank}", "Un lieu.", None,
                (), None, places[rank % len(places)])
        for rank in range(count)
    ]  # fmt: skip
    if items:
        explore.add_features(desk, made.id, items)
    return made, list(communes)


def bench(rows: int, folder: Path) -> None:
    store = Store.open(f"sqlite:///{folder / 'animmap.sqlite'}")
    desk = Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))
    mine, communes = make_demarche(desk, "Grande liste")
    theirs, _ = make_demarche(desk, "Autre démarche", 300)
    path = folder / "liste.csv"
    write_list(path, rows, communes)
    filters = Filters()

    def ask() -> object:
        return explore.features_geojson(desk, theirs.id, filters)

    def bring() -> None:
        run_import(desk, plan_import(desk, mine.id, path, "actor", Choices(duplicates="keep")))

    with Other(ask) as before:
        time.sleep(3)
    _, plain = measure("baseline: csv and shapely alone", lambda: read_plainly(path))
    with Other(ask) as during:
        wall, processor = measure(f"import of {rows} rows", bring)
    last = list_batches(desk, mine.id)[0]
    undone, _ = measure("undo", lambda: undo_import(desk, last.id))
    print(f"rows a second of processor: {rows / processor:.0f}; times the baseline: "
          f"{processor / plain:.1f}")  # fmt: skip
    print(f"another client, before: {before.percentiles()}")
    print(f"another client, during: {during.percentiles()}")
    print(f"import under 30 s: {wall < 30}; undo under 5 s: {undone < 5}")


def bombs() -> dict[str, bytes]:
    """Return files made to take all of a machine: each is refused by the child that reads it."""
    keys = [
        {"type": "Feature", "geometry": None, "properties": {f"{n}-{k}": 1 for k in range(50)}}
        for n in range(1000)
    ]
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    swarm = io.BytesIO()
    with zipfile.ZipFile(swarm, "w") as archive:
        for rank in range(20_000):
            archive.writestr(f"f{rank}.csv", "x")
    ring = [[2.5 + n / 1e7, 50.4 + (n % 7) / 1e4] for n in range(300_000)]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {
        "keys.geojson": json.dumps({"type": "FeatureCollection", "features": keys}).encode(),
        "corners.geojson": json.dumps(shape).encode(),
        "deep.geojson": b'{"type":"FeatureCollection","features":' + b"[" * 100_000,
        "laughs.kml": f"<!DOCTYPE kml [<!ENTITY a0 'ha'>{laughs}]><kml>&a11;</kml>".encode(),
        "swarm.zip": swarm.getvalue(),
        "columns.csv": ";".join(f"c{n}" for n in range(50_000)).encode() + b"\n1;2\n",
        "rows.csv": b"nom\n" + b"Un\n" * 4_000_000,
    }


def bench_bombs(folder: Path) -> None:
    """Bring every bomb twice, five at once, while another client asks for its map."""
    store = Store.open(f"sqlite:///{folder / 'bombs.sqlite'}")
    desk = Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))
    mine, _ = make_demarche(desk, "Pièges")
    theirs, _ = make_demarche(desk, "Autre démarche", 300)
    told: list[tuple[float, str]] = []

    def bring(path: Path) -> None:
        started = time.perf_counter()
        try:
            plan_import(desk, mine.id, path, "actor", Choices())
            said = "read"
        except AnimmapError as refusal:
            said = refusal.code
        told.append((time.perf_counter() - started, f"{path.name} {said}"))

    paths = []
    for name, content in bombs().items():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    with Other(lambda: explore.features_geojson(desk, theirs.id, Filters())) as before:
        time.sleep(3)
    with (
        Other(lambda: explore.features_geojson(desk, theirs.id, Filters())) as during,
        ThreadPoolExecutor(5) as pool,
    ):
        list(pool.map(bring, paths * 2))
    for seconds, said in sorted(told, reverse=True)[:5]:
        print(f"{said:40s} {seconds:6.1f} s, its turn included")
    print(f"another client, before the bombs: {before.percentiles()}")
    print(f"another client, during the bombs: {during.percentiles()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    with TemporaryDirectory() as folder:
        rows = parser.parse_args().rows
        bench_bombs(Path(folder))
        bench(rows, Path(folder))


if __name__ == "__main__":
    main()
