"""Routes of the diagnostic: built on request, checked by role, never left at a shared address."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from animmap.errors import AnimmapError
from animmap.services import compare_exact, projects
from animmap.web.identity import desk_of, language_of

# A downloaded page runs no script and asks nobody for anything.
DOCUMENT_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'none'; sandbox allow-modals"
)
MEDIA_TYPES: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


def diagnostic(request: Request) -> Response:
    """Serve the diagnostic of a round as one HTML or PDF file, in the visitor's language."""
    extension = request.path_params["extension"]
    if extension not in MEDIA_TYPES:
        raise AnimmapError("not_found")
    # Loading what draws documents takes seconds: not before somebody wants one.
    from animmap.services import diagnose

    desk, language = desk_of(request), language_of(request)
    project = projects.get_project(desk, request.path_params["project_id"])
    compare_exact.read_compared(desk, request.path_params["round_id"])
    export = diagnose.export_html if extension == "html" else diagnose.export_pdf
    document = diagnose.diagnose(desk, project.id, request.path_params["round_id"], language)
    return Response(
        export(document, language),
        media_type=MEDIA_TYPES[extension],
        headers={
            "Content-Disposition": disposition(f"diagnostic {project.name}", extension),
            "Content-Security-Policy": DOCUMENT_POLICY,
            "Cache-Control": "private, no-store",
        },
    )


def disposition(title: str, extension: str) -> str:
    """Return a ``Content-Disposition`` that names a file after any title (RFC 6266)."""
    kept = re.sub(r"[\W_]+", "-", title)[:80].strip("-")
    plain = unicodedata.normalize("NFKD", kept).encode("ascii", "ignore").decode()
    return (
        f'attachment; filename="{plain}.{extension}"; '
        f"filename*=UTF-8''{quote(kept, safe='')}.{extension}"
    )
