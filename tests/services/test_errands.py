"""Errands: one of a name at a time, stopped when asked."""

from __future__ import annotations

from animmap.services import errands


def test_an_errand_runs_once_a_name_tells_its_end_and_stops_when_asked():
    import threading

    gate, seen = threading.Event(), []

    def work(tell, stop):
        tell(1, 2)
        gate.wait(10)
        seen.append("done")
        stop.check()

    first = errands.start("essai", work)
    assert errands.start("essai", work) is first
    first.stop.ask()
    gate.set()
    first.wait(10)
    assert (seen, first.done, first.total) == (["done"], 1, 2)
    assert first.refusal.code == errands.STOPPED
    errands.forget("essai")
    assert errands.find("essai") is None
