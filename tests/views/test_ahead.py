"""What is loaded once the server has started is what the first visitor would wait for."""

from __future__ import annotations

import subprocess
import sys

from animmap.settings import ROOT

LOADED = """
import sys
from animmap.views import ahead
ahead.start().join()
print("folium.plugins" in sys.modules, "animmap.services.compare_soundness" in sys.modules)
print([name for name in DECLARING if name in sys.modules])
"""
# Streamlit serves the components that are declared while it draws, no others.
DECLARING = (
    "streamlit_folium",
    *(
        f"animmap.views.{path.stem}"
        for path in sorted((ROOT / "animmap" / "views").glob("*.py"))
        if "declare_component(" in path.read_text(encoding="utf-8")
    ),
)


def test_what_comparer_computes_with_is_loaded_in_the_background_and_no_component_is_declared():
    asked = [sys.executable, "-c", f"DECLARING = {DECLARING!r}{LOADED}"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split("\n")[:2] == ["True True", "[]"]
