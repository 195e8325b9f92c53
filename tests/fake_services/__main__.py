"""Run the imitated services for a person: ``python -m tests.fake_services 8660``."""

from __future__ import annotations

import sys
import threading

from tests.fake_services.all import start

if __name__ == "__main__":
    fake = start(port=int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    for name, value in fake.environ.items():
        print(f"export {name}={value}")  # noqa: T201
    sys.stdout.flush()
    threading.Event().wait()
