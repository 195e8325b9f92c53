"""A surprise on a page: a sentence and a reference for the visitor, the trace for the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from animmap.errors import AnimmapError
from animmap.views import panels
from animmap.views.state import say

log = logging.getLogger("animmap.views")


def show_breakdown(surprise: Exception) -> bool:
    """Tell the visitor that something broke, without details; True keeps Streamlit quiet.

    A refusal that a part drawn again on its own let through (a link revoked meanwhile) is no
    breakdown: it is told as what it is.
    """
    if isinstance(surprise, AnimmapError):
        panels.show_error(surprise)
        return True
    reference = secrets.token_hex(4)
    log.error("page failed, reference %s", reference, exc_info=surprise)
    st.error(say("map.breakdown", reference=reference))
    return True
