"""What is loaded once the server has started is what the first visitor would wait for."""

from __future__ import annotations

import ast
import subprocess
import sys

from animmap.settings import ROOT

LOADED = """
import sys
from animmap.views import ahead
ahead.start().join()
print(*(name for name in sys.modules if name.startswith("animmap.")))
"""


def test_the_whole_code_of_comparer_is_loaded_in_the_background():
    asked = [sys.executable, "-c", LOADED]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    page = ast.parse((ROOT / "pages" / "compare.py").read_text(encoding="utf-8"))
    wanted = {
        f"{node.module}.{each.name}"
        for node in page.body
        if isinstance(node, ast.ImportFrom) and node.module in ("animmap.views", "animmap.services")
        for each in node.names
    }
    assert len(wanted) > 5
    assert wanted <= set(told.stdout.split())
