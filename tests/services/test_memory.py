"""A value asked for by several at once is computed once; a refusal is not kept."""

from __future__ import annotations

import weakref
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from animmap.services.memory import Beside, Memory


def test_a_value_asked_at_the_same_moment_is_computed_once():
    memory, computed, started, go = Memory(4), [], Barrier(4), Event()

    def compute():
        computed.append(1)
        go.wait(5)
        return object()

    def ask():
        started.wait(5)
        return memory.get("round", compute)

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(ask) for _ in range(4)]
        go.set()
        found = {id(each.result(10)) for each in asked}
    assert len(computed) == 1
    assert len(found) == 1


def test_a_refusal_is_told_and_the_next_who_asks_gets_a_value():
    memory = Memory(4)
    with pytest.raises(ZeroDivisionError):
        memory.get("round", lambda: 1 / 0)
    assert memory.get("round", lambda: 5) == 5
    assert memory.get("round", lambda: 6) == 5


def test_the_value_used_least_recently_leaves_first():
    memory = Memory(2)
    for key in "aba":
        memory.get(key, lambda: "old")
    memory.get("c", lambda: "old")
    assert memory.get("a", lambda: "new") == "old"
    assert memory.get("b", lambda: "new") == "new"


def test_what_is_forgotten_leaves_every_memory_and_nothing_else_does():
    one, two = Memory(4), Memory(4)
    one.get("a", lambda: "heavy")
    one.get("b", lambda: "light")
    two.get("a", lambda: "heavy")
    Memory.forget(lambda value: value == "heavy")
    assert not one.holds("a")
    assert not two.holds("a")
    assert one.holds("b")


def test_what_is_read_of_two_equal_objects_is_kept_apart():
    beside, one, other = Beside(4), [1], [1]
    assert beside.get([one], ("area",), lambda: "first") == "first"
    assert beside.get([other], ("area",), lambda: "second") == "second"
    assert beside.get([one], ("area",), lambda: "anew") == "first"
    assert beside.holds([one], ("area",))
    assert not beside.holds([one], ("zone",))


def test_objects_live_as_long_as_what_was_read_of_them():
    beside = Beside(1)
    one = weakref.WeakSet([each := _Large()])
    beside.get([each], (), lambda: 1)
    del each
    assert len(one) == 1
    beside.get([_Large()], (), lambda: 2)
    assert len(one) == 0


def test_what_was_read_of_a_forgotten_object_is_forgotten():
    beside, old = Beside(4), _Large()
    beside.get([old, "more"], (), lambda: 1)

    def holds_old(value):
        # Every memory of this process is looked at: what the others keep is of any kind.
        held = value[0] if isinstance(value, tuple) and value else ()
        return isinstance(held, tuple) and any(each is old for each in held)

    Memory.forget(holds_old)
    assert not beside.holds([old, "more"], ())


class _Large:
    pass
