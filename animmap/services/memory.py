"""What costs time to compute, kept; computed once when several people ask at the same moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakSet

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """The values used last, by key. A key must name everything that its value depends on."""

    _every: ClassVar[WeakSet[Memory[Any, Any]]] = WeakSet()

    def __init__(self, capacity: int) -> None:
        Memory._every.add(self)
        self._capacity = capacity
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._turns: dict[Key, Lock] = {}
        self._lock = Lock()

    def get(self, key: Key, compute: Callable[[], Value]) -> Value:
        """Return the value of ``key``; who asks while it is being computed waits for it.

        What ``compute`` raises is raised to each, and nothing is kept.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            turn = self._turns.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = compute()
                self._keep(key, value)
            finally:
                with self._lock:
                    self._turns.pop(key, None)
        return value

    def holds(self, key: Key) -> bool:
        """Tell whether the value of ``key`` is there."""
        with self._lock:
            return key in self._values

    @classmethod
    def forget(cls, drop: Callable[[object], bool]) -> None:
        """Drop, from every memory, the values that ``drop`` names."""
        for memory in list(cls._every):
            with memory._lock:
                for key in [key for key, value in memory._values.items() if drop(value)]:
                    del memory._values[key]

    def _keep(self, key: Key, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._capacity:
                self._values.popitem(last=False)


class Beside(Generic[Value]):
    """What is read of large objects that do not change, each told from others by identity.

    The objects are kept with what was read of them: meanwhile no others have their identity.
    """

    def __init__(self, capacity: int) -> None:
        self._values: Memory[tuple[Hashable, ...], tuple[tuple[object, ...], Value]] = Memory(
            capacity
        )

    def get(
        self, read: Sequence[object], facts: tuple[Hashable, ...], compute: Callable[[], Value]
    ) -> Value:
        """Return what ``compute`` reads of the objects ``read``; ``facts``: all else it needs."""
        held = tuple(read)
        return self._values.get(_key(held, facts), lambda: (held, compute()))[1]

    def holds(self, read: Sequence[object], facts: tuple[Hashable, ...]) -> bool:
        """Tell whether it was read, and is kept."""
        return self._values.holds(_key(tuple(read), facts))


def _key(read: tuple[object, ...], facts: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    return (*map(id, read), *facts)
