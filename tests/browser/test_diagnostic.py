"""The diagnostic taken away: a page that needs nothing else, and a PDF, both of the right round."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from animmap.services import projects
from animmap.services.demo import DEMO_PROJECT_ID

pytestmark = pytest.mark.browser


@pytest.fixture
def download(visit, tmp_path):
    """Return ``download(name)``: click the link that says ``name`` and return the file."""
    visit.open(f"/diagnostic?demarche={DEMO_PROJECT_ID}")

    def fetch(name: str) -> Path:
        link = visit.page.get_by_role("link", name=name)
        with visit.page.expect_download() as waiting:
            link.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    return fetch


@pytest.fixture
def project_name(server_desk) -> str:
    return projects.get_project(server_desk(), DEMO_PROJECT_ID).name


def test_the_pdf_that_is_downloaded_names_the_demarche(download, project_name):
    path = download("PDF")
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert path.suffix == ".pdf"
    assert " ".join(project_name.split()) in " ".join(text.split())


def test_the_page_that_is_downloaded_opens_alone(download, project_name, new_visit):
    path = download("HTML")
    reader = new_visit()
    reader.page.goto(path.as_uri())
    assert project_name in reader.page.get_by_role("heading", level=1).inner_text()
    assert [asked for asked in reader.requests if not asked.startswith(("file:", "data:"))] == []
    assert reader.complaints == []
