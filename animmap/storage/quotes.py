"""Where people's words stand in the tables, and where some of them tell who a person is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from animmap.core.forgetting import Quote, Traces
from animmap.storage.schema import adoption, answer, feature, note, round_, sketch

PROSE = ("name", "description", "spoken_for_by", "credit")
# Texts that stand by themselves; a feature also has sources, and what it is looked up by.
TEXTS: Mapping[sa.Table, tuple[str, ...]] = {
    answer: ("words", "label"),
    note: ("text",),
    sketch: ("reason",),
    adoption: ("decided_by", "reasons", "minority_views"),
    round_: ("question",),
}


def find_quotes(
    connection: sa.Connection, project_id: str, traces: Traces, passing: Collection[str]
) -> list[Quote]:
    """Return what gives the name of some people elsewhere than in the rows ``passing``.

    What is in the trash is sought too: it may come back.
    """
    found: list[Quote] = []
    for table, columns in {feature: PROSE, **TEXTS}.items():
        chosen = [table.c[name] for name in ("id", *columns)]
        query = sa.select(*chosen).where(table.c.project_id == project_id).order_by(table.c.id)
        for row in connection.execute(query):
            text = "\n".join(filter(None, row[1:]))
            if row.id not in passing and traces.cited(text, named=True):
                found.append(Quote(table.name, row.id, text))
    return found
