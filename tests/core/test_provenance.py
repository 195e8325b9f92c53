"""Where data come from: one sentence, and nothing lost when two features become one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from animmap.core.model import Feature, Source
from animmap.core.provenance import both_sources, credit_of

SIRENE = Source("Sirene", "Licence Ouverte 2.0", key="732829320", retrieved_on=date(2026, 11, 28))
OSM = Source("OpenStreetMap", "ODbL 1.0", attribution="© les contributeurs OpenStreetMap")


def item(**values: object) -> Feature:
    made = Feature("a", "p", "structure", "association", "La Fabrique", "", None, (), None, None)
    return replace(made, **values)


def test_two_features_that_become_one_keep_both_sources_once():
    joined = both_sources(item(sources=(SIRENE,)), item(sources=(OSM, SIRENE)))
    assert joined == (SIRENE, OSM)
    assert credit_of(joined) == "Sirene, Licence Ouverte 2.0 ; © les contributeurs OpenStreetMap"


def test_a_typed_credit_is_a_source_once_there_is_another():
    joined = both_sources(item(credit="Liste de la mairie"), item(sources=(OSM,)))
    assert [one.name for one in joined] == ["Liste de la mairie", "OpenStreetMap"]
    assert credit_of(joined).startswith("Liste de la mairie ; ")


def test_the_same_typed_credit_stays_a_typed_credit():
    same = item(credit="Inventaire 2024")
    assert both_sources(same, same) == both_sources(item(), same) == both_sources(item(), item())
    assert both_sources(same, same) == ()
