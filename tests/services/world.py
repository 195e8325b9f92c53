"""A démarche with one of each thing, on which every right is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import shapely
from shapely.geometry import box

from animmap.core.importing.choices import Choices
from animmap.core.importing.draft import Draft
from animmap.core.model import Feature, Project, Role, RoundState, Sketch
from animmap.core.room import RoundKind
from animmap.core.tiles import Estimate
from animmap.services import (
    access,
    answers,
    contribute,
    notes,
    projects,
    workshops,
    zonings,
)
from animmap.services.answers import AnswerDraft
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk
from animmap.services.import_plan import Plan
from animmap.services.tile_packs import PackPlan
from animmap.services.workshops import RoundDraft
from animmap.services.zoning_plan import ZonePlan
from animmap.sources.import_file import ImportFile
from animmap.storage import imports as import_rows

SQUARE = box(2.5, 50.4, 2.6, 50.5)
STAFF = {Role.HOST, Role.ANIMATOR}
ROOM = {*STAFF, Role.PARTICIPANT}
ALL = set(Role)


@dataclass(frozen=True)
class World:
    """One démarche with one of each thing, and the code of its sketch."""

    project: Project
    workshop_id: str
    round_id: str
    college_id: str
    feature: Feature
    link_id: str
    sketch: Sketch
    code: str
    words_id: str
    answer_id: str
    other_id: str
    note_id: str
    batch_id: str
    file: Path
    zoning_id: str
    gone_id: str

    def zones(self) -> ZonePlan:
        """One zone, read from a file."""
        path = self.file.with_name("zones.geojson")
        path.write_text(shapely.to_geojson(SQUARE), encoding="utf-8")
        return replace(keep_zones(), path=path)

    def plan(self) -> Plan:
        read = ImportFile("text", "utf-8", ";", (), (), ())
        return Plan(
            self.project.id, "actor", self.file, "another", Choices(), read, [], [], [], None
        )

    def pack_plan(self) -> PackPlan:
        return PackPlan(
            self.project.id, "", (2.5, 50.4, 2.7, 50.6), {8: []}, [], Estimate({}, 0, False)
        )

    def draft(self) -> SketchDraft:
        return SketchDraft(str(uuid4()), self.round_id, self.college_id, "", SQUARE)

    def answer_draft(self) -> AnswerDraft:
        return AnswerDraft(str(uuid4()), self.words_id, self.college_id, "Table 3", "Une loutre.")

    def project_draft(self) -> projects.ProjectDraft:
        return projects.ProjectDraft(
            "Autre", "", "", PROJECT_COMMUNES[0], (), "EPSG:2154", "Jusqu’où ?"
        )


PROJECT_COMMUNES: list[tuple] = []

Call = Callable[[Desk, "World"], object]


def keep_import(desk: Desk, project_id: str, name: str) -> str:
    """Write the last change of a démarche down as an import."""
    revision = desk.store.revision(project_id)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        batch = {"id": "batch", "project_id": project_id, "name": name, "digest": "digest"}
        batch |= {"layer": "actor", "revision": revision, "template": {}, "created_at": change.at}
        import_rows.keep(change, batch, [])
    return "batch"


def keep_zones() -> ZonePlan:
    """Return one zone, ready to be loaded."""
    draft = Draft("", 1, {}, name="Parc", shapes=(SQUARE,))
    return ZonePlan(Path("parcs.geojson"), Choices(), ("",), (), "", [], [draft])


def build_world(desk, make_project, make_sketch, make_features, tmp_path) -> World:
    """Return a démarche with one of each thing, made by ``desk``."""
    project = make_project()
    feature = make_features(project)[0]
    file = tmp_path / "liste.csv"
    file.write_text("Nom\nClub\n", encoding="utf-8")
    batch_id = keep_import(desk, project.id, file.name)
    PROJECT_COMMUNES[:] = [projects.get_territory(desk, project.id).communes]
    round_id = workshops.list_rounds(desk, project.id)[0].id
    college_id = projects.list_colleges(desk, project.id)[0].id
    draft = SketchDraft(str(uuid4()), round_id, college_id, "Table 3", SQUARE)
    receipt = contribute.send(desk, draft)
    meeting = workshops.list_workshops(desk, project.id)[0]
    asked = RoundDraft("Qui vit ici ?", RoundKind.PLACES, "living_asset", blind=False)
    words_id = workshops.create_round(desk, meeting.id, asked, RoundState.OPEN).id
    for answer_id in ("first", "second"):
        given = AnswerDraft(answer_id, words_id, college_id, "Table 3", "Un castor.")
        answers.send_answer(desk, given)
    parks = zonings.load_zoning(desk, project.id, keep_zones(), name="Parcs")
    gone = zonings.load_zoning(desk, project.id, keep_zones(), name="Parti")
    zonings.delete_zoning(desk, gone.id)
    return World(
        zoning_id=parks.id,
        gone_id=gone.id,
        project=project,
        workshop_id=meeting.id,
        words_id=words_id,
        answer_id="first",
        other_id="second",
        note_id=notes.add_note(desk, meeting.id, "decision", "Revenir.").id,
        round_id=round_id,
        college_id=college_id,
        feature=feature,
        batch_id=batch_id,
        file=file,
        link_id=access.create_link(desk, project.id, Role.PARTNER, "")[0].id,
        sketch=receipt.sketch,
        code=receipt.code,
    )
