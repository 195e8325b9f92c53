"""Fetching what is very large from a service: what another client of the same process feels.

``python -m bench.fetches [--points 2000000]``. The service is imitated in another process, on
the loopback: WFS sites whose outlines hold that many points in all, then one answer of a
GoGoCarto map with 20,000 elements. The other client asks for the map of another démarche all
the while, as a page would. Each phase has its own figures.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import Point

from animmap.core.importing.choices import Choices
from animmap.core.model import Access, Role
from animmap.services import online
from animmap.services.desk import Desk
from animmap.services.explore import Filters, features_geojson
from animmap.services.import_plan import plan_import
from animmap.services.imports import run_import
from animmap.services.online import Harvest, Question
from animmap.services.projects import Project
from animmap.services.territories import codes_of_department, load_territory
from animmap.storage.store import Store
from bench.imports import Other, make_demarche, measure

Done = TypeVar("Done")
CORNERS = 5_000  # of a site: the largest ZNIEFF have some ten thousand
ELEMENTS = 20_000
_CAPABILITIES = (
    '<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0"><FeatureTypeList>'
    "<FeatureType><Name>patrinat_znieff1:znieff1</Name></FeatureType>"
    "</FeatureTypeList></wfs:WFS_Capabilities>"
)


def site(rank: int, place: Point) -> str:
    """Return a feature as the service writes it: an outline of many corners, all digits kept."""
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    reach = 0.01 + 0.001 * np.sin(turn * 40 + rank)
    east, north = place.x + reach * np.cos(turn), place.y + reach * np.sin(turn)
    ring = np.column_stack((east, north)).tolist()
    shape = {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]]]}
    told = {"id_mnhn": f"31{rank:07d}", "nom_site": f"Site {rank}", "area_sig": 12.5}
    return json.dumps(
        {"type": "Feature", "id": f"znieff1.{rank}", "geometry": shape, "properties": told}
    )


def serve(points: int, told: Connection) -> None:
    """Imitate the services until the process is ended; tell the port once ready."""
    from tests.fake_services.gogocarto import Gogocarto, element
    from tests.fake_services.server import FakeServices, Reply, Request, as_text

    communes, _ = load_territory(codes_of_department("62")[:120])
    places = [one.geometry.representative_point() for one in communes]
    sites = [site(rank, places[rank % 120]) for rank in range(max(points // CORNERS, 1))]

    def wfs(request: Request) -> Reply:
        if request.get("REQUEST") == "GetCapabilities":
            return as_text(_CAPABILITIES, content_type="text/xml")
        start, count = int(request.get("STARTINDEX")), int(request.get("COUNT"))
        page = sites[start : start + count]
        head = f'{{"type":"FeatureCollection","numberMatched":{len(sites)},"features":['
        return Reply(200, f"{head}{','.join(page)}]}}".encode())

    elements = [
        element(f"e{n}", f"Lieu {n}", places[n % 120].x, places[n % 120].y,
                description="Un lieu inventé. " * 40)
        for n in range(ELEMENTS)
    ]  # fmt: skip
    fake = FakeServices({"wfs": wfs, "gogocarto": Gogocarto(elements)})
    told.send(fake.environ)
    told.recv()


@contextmanager
def imitated(points: int) -> Iterator[None]:
    """Point the settings at the imitated services while they run."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(points, there))
    process.start()
    os.environ.update(here.recv())
    try:
        yield
    finally:
        process.terminate()
        process.join()


def fetched(desk: Desk, project: Project, question: Question) -> Harvest:
    harvest = online.fetch(desk, project.id, question)
    corners = shapely.get_num_coordinates([one.shape for one in harvest.found]).sum()
    print(f"{question.service}: {len(harvest.found)} things, {corners} corners")
    return harvest


@dataclass(frozen=True)
class Bench:
    """Two démarches: one that asks a service, one that another client reads meanwhile."""

    desk: Desk
    mine: Project
    theirs: Project
    folder: Path

    def during(self, label: str, work: Callable[[], Done]) -> Done:
        """Do some work and print what it took and what the other client felt; return its end."""
        ended: list[Done] = []
        with Other(lambda: features_geojson(self.desk, self.theirs.id, Filters())) as other:
            measure(label, lambda: ended.append(work()))
        print(f"{'':32s} another client: {other.percentiles()}")
        return ended[0]

    def bring(self, question: Question, layer: str) -> None:
        """Ask a service, twice, and import what it answered."""
        desk, mine = self.desk, self.mine
        harvest = self.during(f"{question.service}: fetch", lambda: fetched(desk, mine, question))
        self.during("  again, from the cache", lambda: fetched(desk, mine, question))
        name, content = self.during("  as a file", lambda: online.harvest_file(harvest, "fr"))
        print(f"  {len(content) / 1e6:.0f} MB")
        path = self.folder / name
        path.write_bytes(content)
        plan = self.during(
            "  read, ready to import", lambda: plan_import(desk, mine.id, path, layer, Choices())
        )
        self.during("  imported", lambda: run_import(desk, plan))


def bench(folder: Path) -> None:
    store = Store.open(f"sqlite:///{folder / 'animmap.sqlite'}")
    desk = Desk(store, Access(Role.ANIMATOR), lambda: datetime.now(UTC))
    mine, _ = make_demarche(desk, "Grande réponse")
    theirs, _ = make_demarche(desk, "Autre démarche", 300)
    run = Bench(desk, mine, theirs, folder)
    run.during("nothing", lambda: time.sleep(3))
    run.bring(Question("gogocarto"), "actor")
    run.bring(Question("wfs", zones=("znieff1",)), "living_asset")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=2_000_000)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANIMMAP_VAR"] = folder
        with imitated(parser.parse_args().points):
            bench(Path(folder))


if __name__ == "__main__":
    main()
