"""How far a long work is: it rises while the work goes on, and never says that it is over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from animmap.services.pace import Pace


def work_for(pace: Pace, seconds: float) -> None:
    while pace.spent() < seconds:
        sum(range(1000))


def test_nothing_is_done_before_it_begins():
    assert Pace({"walk": 1.0, "faces": 1.0}).share() == 0.0


def test_the_longest_step_moves_while_it_lasts_even_longer_than_expected():
    pace = Pace({"walk": 0.02, "faces": 0.01})
    pace.begin("walk")
    told = []
    for seconds in (0.005, 0.02, 0.06):
        work_for(pace, seconds)
        told.append(pace.share())
    assert 0 < told[0] < told[1] < told[2] < 2 / 3


def test_a_step_begins_where_those_before_it_end():
    pace = Pace({"walk": 3.0, "faces": 1.0})
    pace.begin("faces")
    assert 0.75 <= pace.share() < 0.8
    assert pace.step == "faces"


def test_what_a_thread_spent_is_told_by_another_even_after_its_end():
    pace = Pace({"walk": 1.0})

    def work():
        pace.begin("walk")
        work_for(pace, 0.02)
        assert 0 < pace.share() < 1

    with ThreadPoolExecutor(1) as worker:
        worker.submit(work).result()
    assert 0 <= pace.share() < 1
