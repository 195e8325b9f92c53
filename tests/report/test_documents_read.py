"""Who reads a diagnostic, and what is masked in it for each."""

from __future__ import annotations

import pytest

from animmap.core.model import Role, RoundState
from animmap.errors import AnimmapError
from animmap.services import diagnose, workshops
from animmap.texts import tr
from tests.report.conftest import (
    drawn_up,
    flat,
    page_of,
    pdf_text,
)


class TestPartner:
    """What a partner reads: no label, no college under three voices on its own."""

    @pytest.fixture
    def texts(self, make_round, make_features, desk_as):
        here = make_round()
        make_features(here.project)  # one of them has a contact
        workshops.set_round_state(here.desk, here.id, RoundState.REVEALED)
        diagnostic = drawn_up(here, Role.PARTNER, desk_as)
        return {
            "html": page_of(diagnostic).text,
            "pdf": pdf_text(diagnose.export_pdf(diagnostic, "fr")),
            "json": diagnose.export_json(diagnostic).decode(),
        }

    @pytest.mark.parametrize("kind", ["html", "pdf", "json"])
    def test_sees_no_label(self, texts, kind):
        for label in ("Voix 0", "Table 1", "Mairie"):
            assert label not in texts[kind]

    @pytest.mark.parametrize("kind", ["html", "pdf", "json"])
    def test_sees_no_small_college_nor_its_reason(self, texts, kind):
        # « Communes » is also a word of the document; its reason and its row are not.
        assert "Notre budget" not in texts[kind]
        assert '"name": "Communes"' not in texts["json"]

    @pytest.mark.parametrize("kind", ["html", "pdf"])
    def test_reads_that_small_colleges_are_grouped(self, texts, kind):
        assert tr("diagnostic.small_colleges", "fr") in texts[kind]
        assert flat(tr("diagnostic.limits.grouped", "fr")) in texts[kind]

    @pytest.mark.parametrize("kind", ["html", "pdf", "json"])
    def test_reads_the_reasons_of_larger_colleges(self, texts, kind):
        assert "Ouest 1" in texts[kind]

    @pytest.mark.parametrize("kind", ["html", "pdf", "json"])
    def test_never_reads_a_contact(self, texts, kind):
        for private in ("Ada Lefèvre", "03 21 00 00 00", "ada@exemple.test"):
            assert private not in texts[kind]


def test_the_team_reads_labels_and_its_copy_says_so(make_round):
    page = page_of(drawn_up(make_round()))
    assert "Table 1, ESS" in page.text
    assert flat(tr("diagnostic.reader.team", "fr")) in page.text


@pytest.mark.parametrize("role", [Role.PARTICIPANT, Role.PROJECTOR])
def test_a_diagnostic_is_refused_to_those_who_have_no_right_to_it(make_round, desk_as, role):
    with pytest.raises(AnimmapError, match="access_denied"):
        drawn_up(make_round(), role, desk_as)


def test_the_round_of_another_project_is_not_found(make_round, make_project):
    here = make_round()
    with pytest.raises(AnimmapError, match="not_found"):
        diagnose.diagnose(here.desk, make_project().id, here.id, "fr")


def test_a_blind_round_stays_hidden_from_partners_until_the_reveal(make_round, desk_as):
    here = make_round(blind=True)
    with pytest.raises(AnimmapError, match="round_hidden"):
        drawn_up(here, Role.PARTNER, desk_as)
