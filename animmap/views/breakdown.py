"""A surprise on a page: a sentence and a reference for the visitor, the trace for the log."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from animmap.views.state import say

log = logging.getLogger("animmap.views")


def show_breakdown(surprise: Exception) -> bool:
    """Tell the visitor that something broke, without details; True keeps Streamlit quiet."""
    reference = secrets.token_hex(4)
    log.error("page failed, reference %s", reference, exc_info=surprise)
    st.error(say("map.breakdown", reference=reference))
    return True
