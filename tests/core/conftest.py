"""The two ways of walking boundaries: arrays of NumPy, and compiled loops."""

import pytest

from animmap.core import compiled


@pytest.fixture(scope="module", params=["arrays", "loops"])
def way(request):
    """Walk each way in turn; modules that walk ask for it by ``usefixtures``."""
    if request.param == "loops" and not compiled.load():
        pytest.skip("numba is not installed (requirements-fast.txt)")
    yield request.param
    compiled.unload()
