"""Forgetting people who ask for it: here, in what services answered, and in backups already made.

The journal says which features lost their contact, by whom and when, never who it was: it is
what is done again on a backup made before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from animmap.core.forgetting import Quote, Traces, traces_of
from animmap.core.model import Contact
from animmap.services.desk import Desk, require
from animmap.services.projects import get_project
from animmap.settings import read_settings
from animmap.sources.online.cache import Cache
from animmap.storage import erasing, quotes
from animmap.storage.schema import contact


@dataclass(frozen=True, slots=True)
class Erasing:
    """What erasing some contacts reaches: every contact of the same people.

    ``citing`` are other words that give one of the names: a name may be that of a street or
    of somebody else, so it is left to a person to judge, one by one.
    """

    people: tuple[Contact, ...]
    citing: tuple[Quote, ...]


def plan_erasing(desk: Desk, project_id: str, feature_ids: Collection[str]) -> Erasing:
    """Return what erasing the contacts of some features would reach; staff only."""
    require(desk, project_id=project_id)
    get_project(desk, project_id)
    with desk.store.read() as connection:
        people = erasing.find_people(connection, project_id, feature_ids)
        theirs = {one.feature_id for one in people}
        citing = quotes.find_quotes(connection, project_id, traces_of(people), theirs)
    return Erasing(tuple(people), tuple(citing))


def erase(
    desk: Desk,
    project_id: str,
    feature_ids: Collection[str],
    *,
    records: bool = False,
    masked: Collection[str] = (),
) -> bool:
    """Forget the people of some contacts for good, with their features if ``records``.

    Their e-mails and telephones leave every text of the démarche, its journal and what was
    imported included; their names leave what is about their features and the rows ``masked``,
    of those that ``plan_erasing`` found. What services answered that tells who they are is
    dropped. The journal says that contacts were erased, by whom and when. Nothing brings them
    back.

    Returns
    -------
    bool
        False when the files of the database may still hold bytes of it until they are cleaned
        again: once a day, and when the app stops.
    """
    plan = plan_erasing(desk, project_id, feature_ids)
    if not plan.people:
        return True
    ids = [one.feature_id for one in plan.people]
    chosen = sorted({quote.id for quote in plan.citing} & set(masked))
    traces = traces_of(plan.people)
    with desk.store.write(project_id, desk.role, desk.now()) as change:
        erasing.forget(change, plan.people, traces, chosen)
        if records:
            erasing.purge_features(change, ids)
        told = {"n": len(ids), "label": desk.access.label, "features": ids, "masked": chosen,
                "records": records}  # fmt: skip
        change.write_entry(erasing.ERASED, contact, ids[0], {}, told)
    _forget_answers(traces)
    return desk.store.clean()


def _forget_answers(traces: Traces) -> None:
    """Drop the answers of services that tell who some people are: they can be asked again."""
    cache = Cache(read_settings().var_dir / "online")
    cache.drop(lambda text: traces.cited(text, named=True))
