"""Asking open-data services: what is asked, by whom, where the answers go."""

from __future__ import annotations

from animmap.sources.online.addresses import check_addresses

__all__ = ["check_addresses"]
