"""A room with a question, and a phone that joined."""

from __future__ import annotations

import pytest

from animmap.core.model import RoundState
from animmap.services.projects import list_colleges
from animmap.services.workshops import (
    RoundDraft,
    create_round,
    list_rounds,
)


@pytest.fixture
def colleges(desk, meeting):
    return list_colleges(desk, meeting.project_id)


@pytest.fixture
def question(desk, meeting):
    return list_rounds(desk, meeting.project_id)[0]


@pytest.fixture
def phone(new_phone, colleges):
    """Return a phone that joined in the first college."""
    made = new_phone()
    made.join(colleges[0].id)
    return made


def ask_round(desk, meeting, **changes):
    draft = RoundDraft(**({"question": "Et ici ?"} | changes))
    return create_round(desk, meeting.id, draft, RoundState.OPEN)
