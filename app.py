"""The server: Streamlit's pages, the routes beside them, and what must hold before it starts.

Run it with ``streamlit run app.py``. No screen is drawn here: see ``animmap/views/frame.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool

from animmap.services.desk import close_store
from animmap.services.heap import hold_little
from animmap.sources.gdal_guard import check_gdal, guard_gdal
from animmap.views import ahead
from animmap.views.breakdown import show_breakdown
from animmap.views.maps_safe import make_safe
from animmap.web.middleware import list_middleware
from animmap.web.routes import list_routes
from animmap.web.startup import open_ground, share_the_processor

FRAME = Path(__file__).resolve().parent / "animmap" / "views" / "frame.py"

guard_gdal()
make_safe()
share_the_processor()
hold_little()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Refuse to start on an unsafe ground; open the store; load the demo if it is empty.

    Then what the screens need is loaded in the background.
    """
    check_gdal()
    await run_in_threadpool(open_ground)
    ahead.start()
    yield
    close_store()


app = st.App(
    FRAME,
    lifespan=lifespan,
    routes=list_routes(),
    middleware=list_middleware(),
    on_script_error=show_breakdown,
)
