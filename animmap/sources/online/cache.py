"""Answers kept on disk with the date they were given, so that a hall without network has them.

One file an answer: a line of JSON that says what it is, then the content, compressed. Files
are written beside and renamed: a reader never sees half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from animmap.sources.online.asking import Answer

MOST_BYTES = 1_000_000_000
_SUFFIX = ".answer"
# Sought a piece at a time, so that nobody waits for a large answer; the overlap holds a name.
_PIECE, _OVERLAP = 200_000, 2_000
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of the cache and the moment until which it is good."""

    answer: Answer
    expires_at: datetime


class Cache:
    """The folder of the answers; what cannot be read is as if it were not there."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def find(self, service: str, key: str) -> Kept | None:
        """Return the answer to a question, None when it was never kept."""
        path = self._path(service, key)
        try:
            head, _, packed = path.read_bytes().partition(b"\n")
            told = json.loads(head)
            answer = Answer(
                zlib.decompress(packed),
                str(told["content_type"]),
                datetime.fromisoformat(told["retrieved_at"]),
                cached=True,
            )
            return Kept(answer, datetime.fromisoformat(told["expires_at"]))
        except (OSError, ValueError, KeyError, TypeError, zlib.error):
            return None

    def keep(self, service: str, key: str, answer: Answer, good_for: timedelta) -> None:
        """Write an answer; a full or protected disk only costs the copy."""
        path = self._path(service, key)
        head = {
            "retrieved_at": answer.retrieved_at.isoformat(),
            "expires_at": (answer.retrieved_at + good_for).isoformat(),
            "content_type": answer.content_type,
        }
        packed = zlib.compress(answer.content, 6)
        beside = path.with_name(f"{uuid4().hex}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(json.dumps(head).encode() + b"\n" + packed)
            os.replace(beside, path)
            self._make_room()
        except OSError:
            beside.unlink(missing_ok=True)

    def drop(self, holds: Callable[[str], bool]) -> int:
        """Forget the answers of which some piece ``holds`` what is sought; return how many.

        Texts are read piece by piece, their escaped letters as they are meant; an answer that
        cannot be read is forgotten too.
        """
        doomed = [one for one in self._folder.glob(f"*/*{_SUFFIX}") if _any_piece(one, holds)]
        for path in doomed:
            path.unlink(missing_ok=True)
        return len(doomed)

    def _path(self, service: str, key: str) -> Path:
        return self._folder / service / f"{key}{_SUFFIX}"

    def _make_room(self) -> None:
        """Drop the oldest answers when the folder grows too heavy."""
        files = [(one.stat(), one) for one in self._folder.glob(f"*/*{_SUFFIX}")]
        excess = sum(told.st_size for told, _ in files) - self._most_bytes
        for told, path in sorted(files, key=lambda one: one[0].st_mtime):
            if excess <= 0:
                return
            path.unlink(missing_ok=True)
            excess -= told.st_size


def _any_piece(path: Path, holds: Callable[[str], bool]) -> bool:
    try:
        packed = path.read_bytes().partition(b"\n")[2]
        text = zlib.decompress(packed).decode("utf-8", errors="replace")
    except (OSError, zlib.error):
        return True
    starts = range(0, max(len(text), 1), _PIECE)
    return any(holds(_unescaped(text[at : at + _PIECE + _OVERLAP])) for at in starts)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def key_of(url: str, body: bytes | None) -> str:
    """Return the name of the answer to a question: a digest, so that no address is in it."""
    return hashlib.sha256(json.dumps([url, (body or b"").hex()]).encode()).hexdigest()


def late(kept: Kept) -> Answer:
    """Return an answer past its date, said to be so."""
    return replace(kept.answer, late=True)
