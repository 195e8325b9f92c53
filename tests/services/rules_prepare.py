"""Who may do what before a workshop: démarches, their territory, what is on their map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from animmap.core.model import Contact, Role, Source
from animmap.core.tiles import Tile
from animmap.errors import AnimmapError
from animmap.services import (
    backups,
    compare,
    contacts,
    curate,
    erasing,
    explore,
    feature_history,
    feature_sources,
    features_export,
    import_batches,
    import_geocode,
    import_plan,
    imports,
    official,
    official_zones,
    online,
    projects,
    taxonomy,
    taxonomy_edit,
    templates,
    territory_changes,
    tile_packs,
    zoning_plan,
    zonings,
)
from animmap.services.explore import Filters
from animmap.services.official_zones import Asked
from tests.services.world import ALL, STAFF, Call


def unanswered(ask: Callable[[], object]) -> None:
    """Ask a service that nobody answers for: the right is checked before it is asked."""
    try:
        ask()
    except AnimmapError as error:
        if error.code != "host_unreachable":
            raise


RULES: dict[str, tuple[set[Role], Call]] = {
    "projects.list_projects": (ALL, lambda d, w: projects.list_projects(d)),
    "projects.list_trash": (STAFF, lambda d, w: projects.list_trash(d)),
    "projects.get_project": (ALL, lambda d, w: projects.get_project(d, w.project.id)),
    "projects.get_territory": (ALL, lambda d, w: projects.get_territory(d, w.project.id)),
    "projects.territory_stamp": (ALL, lambda d, w: projects.territory_stamp(d, w.project.id)),
    "import_geocode.find_rows": (
        STAFF,
        lambda d, w: import_geocode.find_rows(d, w.project.id, []),
    ),
    "territory_changes.read_origin": (
        ALL,
        lambda d, w: territory_changes.read_origin(d, w.project.id),
    ),
    "territory_changes.change_communes": (
        STAFF,
        lambda d, w: territory_changes.change_communes(d, w.project.id, ["62001", "62002"]),
    ),
    "tile_packs.plan_pack": (STAFF, lambda d, w: tile_packs.plan_pack(d, w.project.id)),
    "tile_packs.download_pack": (
        STAFF,
        lambda d, w: tile_packs.download_pack(d, w.pack_plan()),
    ),
    "tile_packs.read_pack": (ALL, lambda d, w: tile_packs.read_pack(d, w.project.id)),
    "tile_packs.read_tile": (
        ALL,
        lambda d, w: tile_packs.read_tile(d, w.project.id, Tile(3, 4, 2)),
    ),
    "tile_packs.remove_pack": (STAFF, lambda d, w: tile_packs.remove_pack(d, w.project.id)),
    "projects.list_colleges": (ALL, lambda d, w: projects.list_colleges(d, w.project.id)),
    "projects.create_project": (STAFF, lambda d, w: projects.create_project(d, w.project_draft())),
    "projects.delete_project": (STAFF, lambda d, w: projects.delete_project(d, w.project.id)),
    "projects.purge_project": (STAFF, lambda d, w: projects.purge_project(d, w.project.id)),
    "online.estimate": (
        STAFF,
        lambda d, w: unanswered(lambda: online.estimate(d, w.project.id, online.Question("wfs"))),
    ),
    "online.fetch": (
        STAFF,
        lambda d, w: unanswered(lambda: online.fetch(d, w.project.id, online.Question("gbif"))),
    ),
    "online.overpass_question": (
        STAFF,
        lambda d, w: online.overpass_question(d, w.project.id, "structure"),
    ),
    "explore.find_features": (ALL, lambda d, w: explore.find_features(d, w.project.id, Filters())),
    "taxonomy.get_taxonomy": (ALL, lambda d, w: taxonomy.get_taxonomy(d, w.project.id)),
    "explore.facets": (ALL, lambda d, w: explore.facets(d, w.project.id)),
    "explore.features_geojson": (
        ALL,
        lambda d, w: explore.features_geojson(d, w.project.id, Filters()),
    ),
    "explore.get_contact": (STAFF, lambda d, w: explore.get_contact(d, w.feature.id)),
    "explore.add_features": (STAFF, lambda d, w: explore.add_features(d, w.project.id, [])),
    "curate.amend": (
        STAFF,
        lambda d, w: curate.amend(d, w.feature, replace(w.feature, name="Autre nom")),
    ),
    "curate.amend_many": (
        STAFF,
        lambda d, w: curate.amend_many(d, w.project.id, [curate.Edit(w.feature, w.feature)]),
    ),
    "curate.alter": (
        STAFF,
        lambda d, w: curate.alter(d, w.project.id, [w.feature.id], curate.Bulk(college_id="")),
    ),
    "feature_history.history_of": (
        STAFF,
        lambda d, w: feature_history.history_of(d, w.feature.id),
    ),
    "contacts.list_contacts": (STAFF, lambda d, w: contacts.list_contacts(d, w.project.id)),
    "contacts.save_contact": (
        STAFF,
        lambda d, w: contacts.save_contact(d, None, Contact(w.feature.id, "Ada", "", "", None)),
    ),
    "contacts.set_informed": (
        STAFF,
        lambda d, w: contacts.set_informed(d, w.project.id, [w.feature.id], None),
    ),
    "contacts.export_contacts": (
        STAFF,
        lambda d, w: contacts.export_contacts(d, w.project.id, "fr"),
    ),
    "features_export.export_features": (
        {*STAFF, Role.PARTNER},
        lambda d, w: features_export.export_features(d, w.project.id, "actor", "csv", "fr"),
    ),
    "taxonomy_edit.save_words": (
        STAFF,
        lambda d, w: taxonomy_edit.save_words(d, w.project.id, "need", []),
    ),
    "taxonomy_edit.merge_terms": (
        STAFF,
        lambda d, w: taxonomy_edit.merge_terms(d, w.project.id, "need", "need", "issue"),
    ),
    "taxonomy_edit.export_words": (
        STAFF,
        lambda d, w: taxonomy_edit.export_words(d, w.project.id, "json"),
    ),
    "taxonomy_edit.import_words": (
        STAFF,
        lambda d, w: taxonomy_edit.import_words(d, w.project.id, b"[]", "json"),
    ),
    "curate.remove": (STAFF, lambda d, w: curate.remove(d, w.project.id, [])),
    "curate.list_trash": (STAFF, lambda d, w: curate.list_trash(d, w.project.id)),
    "curate.restore": (STAFF, lambda d, w: curate.restore(d, w.project.id, [])),
    "feature_sources.add_source": (
        STAFF,
        lambda d, w: feature_sources.add_source(d, w.project.id, [w.feature.id], Source("Mairie")),
    ),
    "feature_sources.remove_source": (
        STAFF,
        lambda d, w: feature_sources.remove_source(d, w.project.id, w.feature.id, Source("X")),
    ),
    "curate.purge": (STAFF, lambda d, w: curate.purge(d, w.project.id, [])),
    "backups.names_holding": (STAFF, lambda d, w: backups.names_holding(d, w.project.id, [])),
    "erasing.plan_erasing": (STAFF, lambda d, w: erasing.plan_erasing(d, w.project.id, [])),
    "erasing.erase": (STAFF, lambda d, w: erasing.erase(d, w.project.id, [w.feature.id])),
    "explore.remove_feature": (STAFF, lambda d, w: explore.remove_feature(d, w.feature.id)),
    "official.face_existing": (
        ALL,
        lambda d, w: official.face_existing(d, compare.read_round(d, w.round_id), "raw", 1.0),
    ),
    "official_zones.face_zoning": (
        ALL,
        lambda d, w: official_zones.face_zoning(
            d, compare.read_round(d, w.round_id), Asked("raw", 1.0, w.zoning_id)
        ),
    ),
    "official_zones.export_table": (
        STAFF | {Role.PARTNER},
        lambda d, w: official_zones.export_table(
            d, compare.read_round(d, w.round_id), Asked("raw", 1.0, w.zoning_id), "fr"
        ),
    ),
    "zonings.list_zonings": (ALL, lambda d, w: zonings.list_zonings(d, w.project.id)),
    "zonings.read_zones": (ALL, lambda d, w: zonings.read_zones(d, w.zoning_id)),
    "zonings.zones_geojson": (ALL, lambda d, w: zonings.zones_geojson(d, w.zoning_id)),
    "zonings.list_deleted": (STAFF, lambda d, w: zonings.list_deleted(d, w.project.id)),
    "zonings.amend_zoning": (
        STAFF,
        lambda d, w: zonings.amend_zoning(d, w.zoning_id, name="SCoT", credit=""),
    ),
    "zonings.delete_zoning": (STAFF, lambda d, w: zonings.delete_zoning(d, w.zoning_id)),
    "zonings.restore_zoning": (STAFF, lambda d, w: zonings.restore_zoning(d, w.gone_id)),
    "zonings.load_zoning": (
        STAFF,
        lambda d, w: zonings.load_zoning(d, w.project.id, w.zones(), name="Bassins"),
    ),
    "zoning_plan.plan_zoning": (
        STAFF,
        lambda d, w: zoning_plan.plan_zoning(d, w.project.id, w.zones().path),
    ),
    "templates.apply_template": (
        STAFF,
        lambda d, w: templates.apply_template(d, w.workshop_id, "how_far", "fr"),
    ),
    "imports.find_project": (ALL, lambda d, w: imports.find_project(d, w.project.id)),
    "imports.list_waiting": (STAFF, lambda d, w: imports.list_waiting(d, w.project.id)),
    "imports.run_import": (STAFF, lambda d, w: imports.run_import(d, w.plan())),
    "import_plan.plan_import": (
        STAFF,
        lambda d, w: import_plan.plan_import(d, w.project.id, w.file, "actor"),
    ),
    "import_batches.list_batches": (
        STAFF,
        lambda d, w: import_batches.list_batches(d, w.project.id),
    ),
    "import_batches.undo_import": (STAFF, lambda d, w: import_batches.undo_import(d, w.batch_id)),
    "import_batches.read_waiting": (
        STAFF,
        lambda d, w: import_batches.read_waiting(d, w.batch_id),
    ),
    "import_batches.discard_waiting": (
        STAFF,
        lambda d, w: import_batches.discard_waiting(d, w.batch_id),
    ),
    "import_batches.remember": (
        STAFF,
        lambda d, w: import_batches.remember(d, w.project.id, "actor", ["Nom"]),
    ),
}
