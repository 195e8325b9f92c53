"""Named templates of columns: kept, found again by headers, taken away and brought, undone."""

from __future__ import annotations

import json

import pytest

from animmap.core.importing.choices import Choices, read_template
from animmap.core.model import Role
from animmap.errors import AnimmapError
from animmap.services import history
from animmap.services import import_templates as templates
from animmap.services.import_plan import plan_import

TEXT = "Qui;Quoi;Où N;Où E\nClub;Partenaire;50,45;2,55\n"
COLUMNS = {"Qui": "name", "Quoi": "kind", "Où N": "latitude", "Où E": "longitude"}
MADE = Choices(
    columns=COLUMNS,
    values={"kind": {"Partenaire": "network"}},
    credit="Mairie",
    accept=frozenset({"swap"}),
    decisions={"2": "keep"},
)


@pytest.fixture
def project(make_project):
    return make_project()


@pytest.fixture
def plan(desk, project, tmp_path):
    """Return ``plan(choices, text)`` of a list of actors."""

    def read(choices=MADE, text=TEXT):
        path = tmp_path / "liste.csv"
        path.write_text(text, encoding="utf-8")
        return plan_import(desk, project.id, path, "actor", choices)

    return read


def test_a_template_keeps_columns_and_words_but_nothing_of_one_file(desk, project, plan):
    kept = templates.save_template(desk, plan(), "Annuaire")
    assert templates.choices_in(kept) == Choices(
        columns=COLUMNS, values=MADE.values, credit="Mairie"
    )
    (again,) = templates.list_templates(desk, project.id)
    assert again == kept
    first = plan(templates.choices_in(kept)).drafts[0]
    assert (first.name, first.kind, first.credit) == ("Club", "network", "Mairie")


def test_a_template_of_the_same_name_is_replaced_whatever_its_accents(desk, project, plan):
    templates.save_template(desk, plan(), "Équipe")
    templates.save_template(desk, plan(Choices(columns=COLUMNS)), "equipe")
    (kept,) = templates.list_templates(desk, project.id)
    assert (kept.name, templates.choices_in(kept).credit) == ("equipe", "")


def test_the_template_of_the_same_headers_is_found_the_fullest_first(desk, project, plan):
    few = templates.save_template(desk, plan(Choices(columns={"Qui": "name"})), "Peu")
    narrow = {"version": 1, "columns": {"Qui": "name"}}
    templates.keep_template(desk, project.id, "Peu", "actor", narrow)
    full = templates.save_template(desk, plan(), "Tout")

    def found(*columns, layer="actor"):
        one = templates.template_for(desk, project.id, layer, columns)
        return one.id if one else None

    assert found(*COLUMNS, "Autre") == full.id
    assert found("Qui", "Autre") == few.id
    assert found("Autre") is None
    assert found(*COLUMNS, layer="need") is None


def test_what_is_taken_away_is_what_the_command_and_the_page_read(desk, project, plan):
    kept = templates.save_template(desk, plan(), "Annuaire")
    content = templates.template_file(kept)
    assert templates.lasting(read_template(json.loads(content))) == templates.choices_in(kept)
    assert templates.read_template_file(content) == templates.choices_in(kept)
    report = json.dumps({"read": 1, "template": json.loads(content)}).encode()
    assert templates.read_template_file(report) == templates.choices_in(kept)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"columns": {"a": "nowhere"}}', b"\xff"])
def test_what_is_no_template_is_refused(content):
    with pytest.raises(AnimmapError, match="template_invalid"):
        templates.read_template_file(content)


def test_a_template_is_renamed_deleted_and_brought_back_by_one_undo(desk, project, plan):
    kept = templates.save_template(desk, plan(), "Annuaire")
    other = templates.save_template(desk, plan(), "Marché")
    with pytest.raises(AnimmapError, match="template_name_taken"):
        templates.rename_template(desk, kept.id, "marche")
    templates.rename_template(desk, kept.id, "Clubs")
    templates.delete_template(desk, other.id)
    assert [one.name for one in templates.list_templates(desk, project.id)] == ["Clubs"]
    history.undo_last(desk, project.id)
    names = {one.name for one in templates.list_templates(desk, project.id)}
    assert names == {"Clubs", "Marché"}
    with pytest.raises(AnimmapError, match="name_missing"):
        templates.rename_template(desk, kept.id, "  ")


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.PARTNER, Role.PROJECTOR])
def test_only_staff_reads_and_writes_templates(desk, desk_as, project, plan, role):
    kept = templates.save_template(desk, plan(), "Annuaire")
    guest = desk_as(role, project.id)
    for deed in (
        lambda: templates.list_templates(guest, project.id),
        lambda: templates.save_template(guest, plan(), "À moi"),
        lambda: templates.rename_template(guest, kept.id, "À moi"),
        lambda: templates.delete_template(guest, kept.id),
    ):
        with pytest.raises(AnimmapError, match="access_denied"):
            deed()
