"""A phone in a room, as the tests of the routes hold one."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from shapely.geometry import box, mapping
from starlette.testclient import TestClient

OUTLINE = box(2.55, 50.45, 2.65, 50.55)


@dataclass
class Phone:
    """A device of the room's Wi-Fi, which holds no link."""

    client: TestClient
    code: str
    device: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def ask(self, method: str, path: str = "", body: Any = None, **headers: str):
        """Ask the room for something; ``headers`` with _ for -, None for none."""
        named: dict[str, str | None] = {"x-animmap-device": self.device}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(
            method,
            f"/api/rooms/{self.code}{path}",
            json=body,
            headers={name: value for name, value in named.items() if value is not None},
        )

    def join(self, college_id: str | None, label: str = "Hérisson bleu"):
        """Join the room, or change college and pseudonym."""
        return self.ask("POST", "/join", {"college_id": college_id, "label": label})

    def send(self, question, geometry=OUTLINE, **changes: Any):
        """Send a sketch."""
        return self.ask("POST", "/sketches", sketch_body(question, geometry, **changes))

    def say(self, question, **changes: Any):
        """Send a place or words."""
        return self.ask("POST", "/answers", answer_body(question, **changes))


def sketch_body(question, geometry=OUTLINE, **changes: Any) -> dict[str, Any]:
    """Return what a phone sends of a drawing."""
    body = {
        "id": str(uuid4()),
        "round_id": question.id,
        "geometry": None if geometry is None else mapping(geometry),
        "commune_codes": [],
        "maybe": None,
        "method": "freehand",
        "reason": "Parce que l’eau nous relie.",
    }
    return body | changes


def answer_body(question, **changes: Any) -> dict[str, Any]:
    """Return what a phone sends of a place or words."""
    body = {"id": str(uuid4()), "round_id": question.id, "words": "Le four à pain", "place": None}
    return body | changes


def fill(path: str, **values: str) -> str:
    """Return the address of a route, "x" standing for what is not given."""
    return path.format_map(defaultdict(lambda: "x", values))
