"""Importing a large list: rows a second, undo, and what another person feels meanwhile.

``python -m bench.imports [--rows 20000]``. The baseline reads the same file with the standard
library and does nothing of it. The other client reads the features of another démarche as the
map does, in the same process: it shares the interpreter with the import, as a page would.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from shapely.geometry import Point

from animmap.core.importing.choices import Choices
from animmap.core.model import Access, Feature, Role
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    with TemporaryDirectory() as folder:
        bench(parser.parse_args().rows, Path(folder))


if __name__ == "__main__":
    main()
