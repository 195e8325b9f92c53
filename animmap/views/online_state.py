"""What a visitor asks of a service: the choices, the errand, and what came back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from animmap.core.model import Project
from animmap.services import errands, online
from animmap.services.errands import Stop, Tell
from animmap.services.online import Estimate, Harvest, Question
from animmap.views import import_state, state
from animmap.views.import_state import Bringing

OSM = "osm"


@dataclass(slots=True)
class Asking:
    """A question being put together, its errand, and what the last one brought.

    ``shown``: what is chosen on the screen, ``service`` the last that can be asked from here.
    ``layer``: where what is found would go, by service. ``estimated``, ``harvest``: with the
    question they answer, so that changing a choice forgets neither silently.
    """

    shown: str = online.SERVICES[0]
    service: str = online.SERVICES[0]
    questions: dict[str, Question] = field(default_factory=dict)
    layers: dict[str, str] = field(default_factory=dict)
    errand: str = field(default_factory=lambda: f"online-{uuid4().hex}")
    estimated: tuple[Question, Estimate] | None = None
    harvest: tuple[Question, Harvest] | None = None

    @property
    def question(self) -> Question:
        """Return the question to the chosen service."""
        return self.questions.setdefault(self.service, Question(self.service))

    @property
    def layer(self) -> str:
        """Return the layer that what is found would go to."""
        return self.layers.get(self.service, online.LAYERS[self.service][0])


@dataclass(slots=True)
class Askings:
    """What this visitor asks for each démarche."""

    by_project: dict[str, Asking] = field(default_factory=dict)


def asking_for(project: Project) -> Asking:
    """Return what the visitor is asking for a démarche."""
    return state.kept(Askings).by_project.setdefault(project.id, Asking())


def choose(asking: Asking, **choices: Any) -> None:  # noqa: ANN401 - fields of Question
    """Change a choice of the question."""
    asking.questions[asking.service] = replace(asking.question, **choices)


def start_estimate(asking: Asking, project: Project) -> None:
    """Ask how much the question would bring, aside."""
    desk, question = state.desk(), asking.question

    def work(tell: Tell, stop: Stop) -> None:
        tell(0, 0)
        asking.estimated = (question, online.estimate(desk, project.id, question, stop))

    _start(asking, work)


def start_fetch(asking: Asking, project: Project, *, refresh: bool = False) -> None:
    """Ask for all of it, aside; ``refresh`` asks again what is kept."""
    desk, question = state.desk(), replace(asking.question, refresh=refresh)

    def work(tell: Tell, stop: Stop) -> None:
        asking.harvest = (question, online.fetch(desk, project.id, question, tell, stop))

    _start(asking, work)


def _start(asking: Asking, work: Callable[[Tell, Stop], None]) -> None:
    asking.harvest = None
    errands.start(asking.errand, work)


def hand_over(asking: Asking, bringing: Bringing) -> Harvest | None:
    """Give what came back to the import, once; return it, None when nothing came."""
    if asking.harvest is None:
        return None
    question, harvest = asking.harvest
    asking.harvest = None
    if harvest.found:
        name, content = online.harvest_file(harvest, state.language())
        layer = asking.layers.get(question.service, online.LAYERS[question.service][0])
        import_state.receive(bringing, name, content)
        bringing.layer, bringing.fetched = layer, harvest
        import_state.change(bringing, duplicates="update")
    return harvest
