"""What was drawn in a round, as far as the visitor may see it, before anything is compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.comparison import VoiceShape
from animmap.core.crs import to_metric
from animmap.core.model import College, Project, Role, Round, Sketch, Territory
from animmap.core.privacy import single_sketches, told_apart
from animmap.errors import AnimmapError
from animmap.services import contribute, projects, workshops
from animmap.services.desk import Desk
from animmap.services.memory import Memory


@dataclass(frozen=True)
class Drawn:
    """What was drawn in a round, masked for ``role``, before anything is compared.

    ``place``: names the whole round in this store; empty when some colleges only are asked, or
    when the visitor reads some of them together.
    """

    role: Role
    project: Project
    round: Round
    sketches: tuple[Sketch, ...]
    with_maybe: bool
    place: tuple[str, str, bool] | tuple[()]

    @cached_property
    def digest(self) -> tuple[str, str]:
        """What a comparison depends on; opening or revealing a round changes none of it.

        "Maybe" outlines that nobody drew change none of it either.
        """
        outlines = shapely.to_wkb(self._outlines())
        digest = hashlib.sha256()
        for sketch, college, outline in zip(self.sketches, self.told, outlines, strict=True):
            digest.update(f"{sketch.id} {college} {len(outline)} ".encode())
            digest.update(outline)
        return self.project.crs, digest.hexdigest()

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The college of each voice, those that the visitor may not tell apart under one name."""
        return colleges_told(self.role, self.sketches)

    def shapes(self) -> list[VoiceShape]:
        """Return the outline of each voice in the metric CRS of the démarche."""
        outlines = to_metric(self._outlines(), self.project.crs)
        return [
            VoiceShape(sketch.id, college, _sound(geometry))
            for sketch, college, geometry in zip(self.sketches, self.told, outlines, strict=True)
        ]

    def _outlines(self) -> list[BaseGeometry]:
        return [_outline(sketch, with_maybe=self.with_maybe) for sketch in self.sketches]


_kept: Memory[tuple[object, ...], Drawn] = Memory(8)


def voices_by_college(sketches: Iterable[Sketch]) -> dict[str, int]:
    """Return how many voices each college has among sketches, in the order they came."""
    return dict(Counter(sketch.voice.college_id for sketch in sketches))


def colleges_told(role: Role, sketches: Sequence[Sketch]) -> tuple[str, ...]:
    """Return the college of each voice, as far as ``role`` may tell colleges apart."""
    apart = told_apart(role, voices_by_college(sketches))
    return tuple(apart[sketch.voice.college_id] for sketch in sketches)


def count_together(sketched: Sketched) -> int:
    """Return how many colleges the visitor reads together, as one."""
    apart = told_apart(sketched.role, voices_by_college(sketched.sketches))
    return sum(name != college for college, name in apart.items())


class Sketched(Protocol):
    """A reading of a round, whichever way it was read: who drew what, masked for ``role``."""

    @property
    def role(self) -> Role: ...  # noqa: D102
    @property
    def project(self) -> Project: ...  # noqa: D102
    @property
    def round(self) -> Round: ...  # noqa: D102
    @property
    def territory(self) -> Territory: ...  # noqa: D102
    @property
    def colleges(self) -> tuple[College, ...]: ...  # noqa: D102
    @property
    def sketches(self) -> tuple[Sketch, ...]: ...  # noqa: D102
    @property
    def outlines(self) -> tuple[BaseGeometry, ...]: ...  # noqa: D102


def select(
    desk: Desk, round_id: str, *, with_maybe: bool = False, college_ids: tuple[str, ...] = ()
) -> Drawn:
    """Return the sketches of a round, as far as the visitor may compare them.

    Parameters
    ----------
    with_maybe
        Count the "maybe" outlines where a voice drew one, instead of the sure ones only.
    college_ids
        Colleges to compare; empty for all.

    Raises
    ------
    AnimmapError
        ``round_hidden`` before the reveal of a blind round; ``access_denied`` when an outsider
        asks for a college that partners never see apart.
    """

    def read() -> Drawn:
        return _select(desk, round_id, with_maybe, college_ids)

    state = desk.store.state()
    if state is None:
        return read()
    # Asked for several times each time a screen is drawn: read once a state of the database.
    who = (desk.role, desk.access.project_id, desk.access.participant_id)
    key = (desk.store.url, state, *who, round_id, with_maybe, college_ids)
    return _kept.get(key, read)


def _select(desk: Desk, round_id: str, with_maybe: bool, college_ids: tuple[str, ...]) -> Drawn:
    asked = workshops.get_round(desk, round_id)
    project = projects.get_project(desk, asked.project_id)
    if college_ids:
        every = select(desk, round_id, with_maybe=with_maybe).sketches
        shown = single_sketches(every, desk.access.role)
        sketches = [sketch for sketch in every if sketch.voice.college_id in college_ids]
        if not {sketch.id for sketch in sketches} <= {sketch.id for sketch in shown}:
            raise AnimmapError("access_denied")
    else:
        sketches = contribute.list_sketches(desk, round_id)
    role, whole = desk.access.role, not college_ids
    apart = told_apart(role, voices_by_college(sketches))
    return Drawn(
        role,
        project,
        asked,
        tuple(sketches),
        with_maybe,
        (desk.store.url, round_id, with_maybe)
        if whole and set(apart) == set(apart.values())
        else (),
    )


def _outline(sketch: Sketch, *, with_maybe: bool) -> BaseGeometry:
    return sketch.maybe if with_maybe and sketch.maybe is not None else sketch.sure


def _sound(geometry: BaseGeometry) -> BaseGeometry:
    """Mend what reprojection may have brought together to the last digit."""
    if geometry.is_valid:
        return geometry
    return shapely.make_valid(geometry, method="structure", keep_collapsed=False)
