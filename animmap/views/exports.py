"""Taking a comparison away: figures as JSON, zones as GeoJSON, for those who check or go on."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from animmap.core.comparison import thresholds
from animmap.services.compare import RoundReading, shown_ranks, zone_geojson
from animmap.views import state
from animmap.views.portrait import RULES
from animmap.views.state import say

KM2 = 1e6


def comparison_record(reading: RoundReading) -> dict[str, Any]:
    """Return the figures of a comparison as plain numbers (km², shares), without any label.

    Pairs hold only the voices that the visitor may see one by one.
    """
    comparison, shown = reading.comparison, shown_ranks(reading)
    pairs = np.ix_(shown, shown)
    return {
        "crs": comparison.crs,
        "voices": comparison.voices,
        "area_by_count_km2": (comparison.area_by_count_m2 / KM2).tolist(),
        "thresholds": [
            {"share": row.share, "raw_km2": row.raw_m2 / KM2, "equal_voice_km2": row.equal_m2 / KM2}
            for row in thresholds(comparison)
        ],
        "pairwise": {
            "intersection_km2": (comparison.pairwise.intersection_m2[pairs] / KM2).tolist(),
            "iou": comparison.pairwise.iou[pairs].tolist(),
            "contained_in": comparison.pairwise.contained_in[pairs].tolist(),
        },
        "mean_iou": comparison.mean_iou,
        "generalised_conformity_index": comparison.conformity_index,
        "expected_disagreement_km2": comparison.expected_disagreement_m2 / KM2,
        "between_colleges_share": comparison.between_colleges_share,
        "effective_voices": comparison.effective_voices,
        "verdict": comparison.verdict,
    }


def offer(reading: RoundReading, share: float) -> None:
    """Offer the figures and the zone of ``share`` under each rule as files."""
    with st.container(horizontal=True):
        st.download_button(
            say("compare.export.figures"),
            lambda: json.dumps(comparison_record(reading), indent=2),
            file_name=_file_name(reading, "comparaison", "json"),
            mime="application/json",
            icon=":material/download:",
            key="compare-export-figures",
        )
        for rule in RULES:
            st.download_button(
                say(f"compare.export.zone_{rule}"),
                partial(_write_zone, reading, rule, share),
                file_name=_file_name(reading, f"zone-{rule}", "geojson"),
                mime="application/geo+json",
                icon=":material/download:",
                key=f"compare-export-{rule}",
            )


def _write_zone(reading: RoundReading, rule: str, share: float) -> str:
    return json.dumps(zone_geojson(reading, rule, share))


def _file_name(reading: RoundReading, what: str, suffix: str) -> str:
    stamp = state.desk().now().strftime("%Y%m%d-%H%M%S")
    return f"animmap-{what}-{reading.project.revision}-{stamp}.{suffix}"
