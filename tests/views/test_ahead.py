"""What is loaded once the server has started is what the first visitor would wait for."""

from __future__ import annotations

import subprocess
import sys

from animmap.settings import ROOT

LOADED = """
import sys
from animmap.views import ahead
ahead.start().join()
print("animmap.views.compare_parts" in sys.modules, "animmap.views.quick_parts" in sys.modules)
"""


def test_the_code_of_comparer_is_loaded_in_the_background():
    asked = [sys.executable, "-c", LOADED]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "True"]
