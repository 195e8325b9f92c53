"""The demo démarche: a fictional démarche on a real territory, loaded from ``data/demo``.

It goes through the same services as any démarche, at the dates that its story tells.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import crs_for_communes
from animmap.core.model import (
    Access,
    Commune,
    Contact,
    Feature,
    Project,
    Role,
    RoundState,
    SketchMethod,
)
from animmap.core.room import RoundKind, WallScreen
from animmap.errors import AnimmapError
from animmap.services import answers, contribute, explore, projects, wall, workshops
from animmap.services.answers import AnswerDraft
from animmap.services.contribute import SketchDraft
from animmap.services.desk import Desk
from animmap.settings import Settings, read_settings
from animmap.sources.communes import get_epci, load_communes
from animmap.storage import rounds
from animmap.storage.store import Store

DEMO_PROJECT_ID = "demo"
_LOG = logging.getLogger(__name__)
_OPENING = time(8, 0, tzinfo=UTC)

Json = dict[str, Any]


def ensure_demo(store: Store, settings: Settings) -> None:
    """Load the demo on the first start: settings ask for it and the store is empty.

    A server without the demo's file starts all the same.
    """
    desk = Desk(store=store, access=Access(Role.HOST), now=lambda: datetime.now(UTC))
    if not settings.load_demo or projects.list_projects(desk) or projects.list_trash(desk):
        return
    try:
        load_demo(desk)
    except AnimmapError as error:
        _LOG.warning("demo not loaded: %s", error)


def has_demo(desk: Desk) -> bool:
    """Tell whether the demo is here and not in the trash."""
    try:
        projects.get_project(desk, DEMO_PROJECT_ID)
    except AnimmapError as error:
        if error.code != "not_found":
            raise
        return False
    return True


def load_demo(desk: Desk) -> Project:
    """Load the demo unless it is here already; a demo in the trash is loaded afresh.

    Raises
    ------
    AnimmapError
        ``access_denied``; ``demo_missing`` when its file cannot be read.
    """
    if has_demo(desk):
        return projects.get_project(desk, DEMO_PROJECT_ID)
    content = _read_file()
    projects.purge_project(desk, DEMO_PROJECT_ID)
    first, second = content["workshops"]
    communes = {c.code: c for c in load_communes(get_epci(content["epci"]).commune_codes)}
    project = projects.create_project(_on(desk, first), _draft(content, tuple(communes.values())))
    colleges = _college_ids(desk, content)
    _add_features(_on(desk, first), content, colleges)
    opened = workshops.list_rounds(desk, project.id)[0]
    _import_round(_on(desk, first), first["round"], opened.id, colleges, communes)
    meeting = workshops.create_workshop(
        _on(desk, second), project.id, second["name"], date.fromisoformat(second["held_on"])
    )
    there = _on(desk, second)
    for before in second["asked_before"]:
        there = _give_answers(there, before, meeting.id, colleges)
    asked = workshops.create_round(there, meeting.id, _round_draft(second["round"]))
    _import_round(there, second["round"], asked.id, colleges, communes)
    with desk.store.write_unseen() as connection:
        rounds.set_join_code(connection, meeting.id, second["join_code"])
    wall.show(desk, meeting.id, screen=WallScreen.JOIN, round_id=asked.id)
    return projects.get_project(desk, DEMO_PROJECT_ID)


def remove_demo(desk: Desk) -> None:
    """Put the demo in the trash; ``not_found`` when there is none."""
    projects.delete_project(desk, DEMO_PROJECT_ID)


def reload_demo(desk: Desk) -> Project:
    """Bring the demo back to its first state; what was added to it is erased."""
    _read_file()  # Refuse before erasing anything.
    projects.purge_project(desk, DEMO_PROJECT_ID)
    return load_demo(desk)


def _read_file() -> Json:
    path = read_settings().data_dir / "demo" / "demo.json"
    try:
        content: Json = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AnimmapError("demo_missing", name=path.name) from error
    return content


def _on(desk: Desk, workshop: Json) -> Desk:
    """Return the same desk with its clock at the opening of a workshop."""
    return _at(desk, datetime.combine(date.fromisoformat(workshop["held_on"]), _OPENING))


def _at(desk: Desk, moment: datetime) -> Desk:
    return replace(desk, now=lambda: moment)


def _after(desk: Desk, items: list[Json]) -> Desk:
    """Return the same desk with its clock at the last of these, so that history reads in order."""
    return _at(desk, max(datetime.fromisoformat(item["created_at"]) for item in items))


def _draft(content: Json, communes: tuple[Commune, ...]) -> projects.ProjectDraft:
    first = content["workshops"][0]
    return projects.ProjectDraft(
        id=DEMO_PROJECT_ID,
        name=content["name"],
        summary=content["summary"],
        territory_name=content["territory_name"],
        communes=communes,
        colleges=tuple(
            projects.CollegeDraft(college["name"], college["less_heard"])
            for college in content["colleges"]
        ),
        crs=crs_for_communes(commune.code for commune in communes),
        question=first["round"]["question"],
        workshop_name=first["name"],
        blind=first["round"]["blind"],
        fictional=True,
    )


def _college_ids(desk: Desk, content: Json) -> dict[str, str]:
    stored = projects.list_colleges(desk, DEMO_PROJECT_ID)
    keys = [college["key"] for college in content["colleges"]]
    return {key: college.id for key, college in zip(keys, stored, strict=True)}


def _add_features(desk: Desk, content: Json, colleges: dict[str, str]) -> None:
    features = [_feature(item, colleges) for item in content["features"]]
    contacts = [_contact(item) for item in content["contacts"]]
    explore.add_features(desk, DEMO_PROJECT_ID, features, contacts)


def _feature(item: Json, colleges: dict[str, str]) -> Feature:
    return Feature(
        id=item["id"],
        project_id=DEMO_PROJECT_ID,
        layer=item["layer"],
        kind=item["kind"],
        name=item["name"],
        description=item["description"],
        college_id=colleges.get(item["college"]),
        themes=tuple(item["themes"]),
        commune_code=item["commune"],
        geometry=shape(item["geometry"]),
        credit=item["credit"],
        spoken_for_by=item["spoken_for_by"],
    )


def _contact(item: Json) -> Contact:
    informed_on = date.fromisoformat(item["informed_on"])
    return Contact(item["feature"], item["person"], item["phone"], item["email"], informed_on)


def _round_draft(content: Json) -> workshops.RoundDraft:
    return workshops.RoundDraft(
        content["question"],
        kind=RoundKind(content.get("kind", RoundKind.PERIMETER)),
        subject=content.get("subject", ""),
        blind=content["blind"],
    )


def _give_answers(desk: Desk, content: Json, workshop_id: str, colleges: dict[str, str]) -> Desk:
    """Put a question and its answers; return the desk at the moment of the last one."""
    asked = workshops.create_round(desk, workshop_id, _round_draft(content), RoundState.OPEN)
    for item in content["answers"]:
        draft = AnswerDraft(
            id=item["id"],
            round_id=asked.id,
            college_id=colleges[item["college"]],
            label=item["label"],
            words=item["words"],
            place=shape(item["place"]) if item["place"] else None,
        )
        answers.send_answer(_at(desk, datetime.fromisoformat(item["created_at"])), draft)
    later = _after(desk, content["answers"])
    workshops.set_round_state(later, asked.id, RoundState(content["state"]))
    return later


def _import_round(
    desk: Desk,
    content: Json,
    round_id: str,
    colleges: dict[str, str],
    communes: dict[str, Commune],
) -> None:
    drafts = [_sketch(item, round_id, colleges, communes) for item in content["sketches"]]
    later = _after(desk, content["sketches"])
    contribute.import_sketches(later, round_id, drafts)
    workshops.set_round_state(later, round_id, RoundState(content["state"]))


def _sketch(
    item: Json, round_id: str, colleges: dict[str, str], communes: dict[str, Commune]
) -> SketchDraft:
    return SketchDraft(
        id=item["id"],
        round_id=round_id,
        college_id=colleges[item["college"]],
        label=item["label"],
        geometry=_outline(item, communes),
        maybe=shape(item["maybe"]) if item["maybe"] else None,
        method=SketchMethod(item["method"]),
        commune_codes=tuple(item["communes"]),
        reason=item["reason"],
        created_at=datetime.fromisoformat(item["created_at"]),
    )


def _outline(item: Json, communes: dict[str, Commune]) -> BaseGeometry:
    if item["geometry"]:
        return shape(item["geometry"])
    picked: BaseGeometry = shapely.union_all([communes[code].geometry for code in item["communes"]])
    return picked
