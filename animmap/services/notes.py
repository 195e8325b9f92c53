"""What the animator writes on the fly: notes of their own, decisions that everyone reads."""

from __future__ import annotations

from animmap.core.cleaning import REASON_LIMIT, clean_text
from animmap.core.model import Workshop
from animmap.core.room import NOTE_KINDS, Note
from animmap.errors import AnimmapError
from animmap.services.desk import EVERYONE, Desk, is_staff, new_id
from animmap.services.workshops import reach_round, reach_workshop
from animmap.storage import notes as rows
from animmap.storage import schema
from animmap.storage.changes import Change


def add_note(
    desk: Desk, workshop_id: str, kind: str, text: str, round_id: str | None = None
) -> Note:
    """Write a "note" or a "decision", of one question or of the whole workshop.

    Raises
    ------
    AnimmapError
        ``words_missing``, ``text_too_long``, ``request_invalid`` for another kind,
        ``not_found`` for a question of another workshop.
    """
    meeting = reach_workshop(desk, workshop_id)
    if kind not in NOTE_KINDS:
        raise AnimmapError("request_invalid")
    if round_id is not None and reach_round(desk, round_id).workshop_id != workshop_id:
        raise AnimmapError("not_found")
    words = clean_words(text)
    with desk.store.write(meeting.project_id, desk.role, desk.now()) as change:
        return insert_note(change, meeting, kind, words, round_id)


def insert_note(
    change: Change, meeting: Workshop, kind: str, words: str, round_id: str | None
) -> Note:
    """Write a note or a decision as one part of a change."""
    written = Note(
        id=new_id(),
        project_id=meeting.project_id,
        workshop_id=meeting.id,
        round_id=round_id,
        kind=kind,
        text=words,
        created_at=change.at,
    )
    change.insert(schema.note, rows.note_values(written, change.at), f"{kind}.added")
    return written


def update_note(desk: Desk, note_id: str, text: str) -> Note:
    """Write a note or a decision anew. Raises what ``add_note`` raises."""
    written = _reach(desk, note_id)
    with desk.store.write(written.project_id, desk.role, desk.now()) as change:
        change.update(schema.note, note_id, {"text": clean_words(text)}, f"{written.kind}.amended")
    return _reach(desk, note_id)


def delete_note(desk: Desk, note_id: str) -> None:
    """Put a note or a decision in the trash."""
    written = _reach(desk, note_id)
    with desk.store.write(written.project_id, desk.role, desk.now()) as change:
        change.update(schema.note, note_id, {"deleted_at": change.at}, f"{written.kind}.deleted")


def list_notes(desk: Desk, workshop_id: str) -> list[Note]:
    """Return what was written, first written first; decisions alone to those who do not lead."""
    reach_workshop(desk, workshop_id, *EVERYONE)
    with desk.store.read() as connection:
        written = rows.list_of(connection, workshop_id)
    return [each for each in written if is_staff(desk) or each.kind == "decision"]


def list_decisions(desk: Desk, workshop_id: str) -> list[Note]:
    """Return the decisions of a workshop, first written first."""
    return [each for each in list_notes(desk, workshop_id) if each.kind == "decision"]


def _reach(desk: Desk, note_id: str) -> Note:
    with desk.store.read() as connection:
        written = rows.find(connection, note_id)
    reach_workshop(desk, written.workshop_id)
    return written


def clean_words(text: str) -> str:
    """Return what was written, cleaned; ``words_missing`` when nothing is left."""
    words = clean_text(text, REASON_LIMIT)
    if not words:
        raise AnimmapError("words_missing")
    return words
