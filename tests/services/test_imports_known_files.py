"""RNA, ESUS and tiers-lieux: told by their headers, fields matched, what may not come waits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

RNA = (
    "id;id_ex;siret;rup_mi;gestion;date_creat;date_decla;date_publi;date_disso;nature;groupement;"
    "titre;titre_court;objet;objet_social1;objet_social2;adrs_complement;adrs_numvoie;"
    "adrs_repetition;adrs_typevoie;adrs_libvoie;adrs_distrib;adrs_codeinsee;adrs_codepostal;"
    "adrs_libcommune;adrg_declarant;adrg_codepostal;dir_civilite;siteweb;publiweb;observation;"
    "position;maj_time\n"
    "W621000001;;73282932000074;;621S;1990-01-01;1990-01-01;;0001-01-01;D;S;LES AMIS DU CANAL;"
    "AMIS DU CANAL;entretenir le canal;034030;;;12;B;RUE;DU PORT;;62002;62400;Béthune;;62400;PM;"
    "www.exemple.test;1;;A;2026-01-01\n"
    "W621000002;;;;621S;1950-01-01;1950-01-01;;1999-01-01;D;S;ANCIENNE FANFARE;;jouer;;;;;;;;;"
    "62004;62460;Divion;;;PM;;1;;D;2026-01-01\n"
)
ESUS = (
    "SIREN;Dénomination;Département;Date début;Date fin\n"
    "732829320;La Fabrique;62;01/03/2024;28/02/2029\n"
)
PLACES = (
    "ID_UNIQUE;NOM;Insee;DATE_OUV;DESCRI_COU;NOM_STRC_PORT;MODE_GEST;FAM_TL;DOMAINE;VALEUR;ADRESSE;"
    "CODPOST;VILLE;REGION_TL;LATITUDE;LONGITUDE;TELEPHONE;INTERNET;CONFIDENT_OUINON_OD\n"
    "TL1;La Halle;62002;2020;Un atelier;Asso;SCIC;Fablab;Culture;;1 rue A;62400;Béthune;HdF;"
    "50.55;2.65;321000000;x.test;Oui\n"
    "TL2;Le Hangar;62004;2021;Un jardin;Asso;Association;Jardin;Culture;;2 rue B;62460;Divion;HdF;"
    "50.45;2.65;321000001;x.test;Non\n"
)


def columns(report) -> dict[str, str]:
    return {one["field"]: one["column"] for one in report["tables"][0]["columns"]}


def told(report) -> set[str]:
    return {one["code"] for one in report["notices"]}


def test_the_register_of_associations_is_matched_and_the_dissolved_wait(bring):
    report = bring("waldec_62.csv", RNA.encode("cp1252"), "structure")
    assert told(report) == {"known_rna"}
    assert columns(report) == {
        "source_key": "id", "siret": "siret", "name": "titre", "description": "objet",
        "address": "adrs_numvoie", "commune_code": "adrs_codeinsee",
        "postcode": "adrs_codepostal", "commune": "adrs_libcommune",
    }  # fmt: skip
    (waiting,) = report["quarantined"]
    assert (waiting["name"], waiting["code"]) == ("ANCIENNE FANFARE", "association_closed")
    club = report["found"]["LES AMIS DU CANAL"]
    assert (club.kind, club.siret) == ("association", "73282932000074")
    assert (club.commune_code, club.description) == ("62002", "entretenir le canal")
    assert [(one.name, one.key) for one in club.sources] == [("RNA", "W621000001")]


def test_parts_of_an_address_are_one_for_the_geocoder(desk, bring, tmp_path):
    from animmap.services.import_plan import plan_import
    from animmap.services.import_sheets import address_columns

    path = tmp_path / "waldec.csv"
    path.write_text(RNA, encoding="utf-8")
    plan = plan_import(desk, bring.project.id, path, "structure")
    column = address_columns(plan.tables)[""]
    assert plan.drafts[0].values[column] == "12 B RUE DU PORT"


@pytest.mark.parametrize(
    ("name", "kind", "notices"),
    [("liste-esus-2026.csv", "ess_company", {"known_esus"}), ("liste.csv", "association", set())],
)
def test_a_list_of_agreements_is_told_by_its_headers_and_its_name(bring, name, kind, notices):
    report = bring(name, ESUS.encode(), "structure")
    assert told(report) == notices
    assert report["found"]["La Fabrique"].kind == kind


@pytest.mark.parametrize(("layer", "kind"), [("resource", "place"), ("structure", "cooperative")])
def test_places_of_the_schema_are_matched_and_refusals_of_open_data_wait(bring, layer, kind):
    report = bring("tiers-lieux.csv", PLACES.encode(), layer)
    assert told(report) == {"known_tiers_lieux"}
    assert [(one["name"], one["code"]) for one in report["quarantined"]] == [
        ("Le Hangar", "consent_refused")
    ]
    hall = report["found"]["La Halle"]
    assert (hall.kind, hall.themes, hall.commune_code) == (kind, ("culture",), "62002")
    assert (hall.geometry.x, hall.geometry.y) == (2.65, 50.55)


def test_what_a_person_says_of_a_column_comes_first(bring):
    report = bring("waldec.csv", RNA.encode(), "structure", columns={"titre_court": "name"})
    assert columns(report)["name"] == "titre_court"


def test_a_key_without_the_name_of_its_source_is_kept_and_read_again(bring):
    report = bring("cles.csv", "nom;clé source;lat;lon\nUn;K1;50,45;2,55\n".encode())
    (source,) = report["found"]["Un"].sources
    assert (source.name, source.key) == ("", "K1")
