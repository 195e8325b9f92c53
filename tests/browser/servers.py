"""Servers of the browser tests: a running animmap each, on data of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from animmap.settings import ROOT
from animmap.storage.store import Store

START_SECONDS = 180


@dataclass
class Server:
    """A running animmap and the folder that holds its data."""

    address: str
    var: Path
    stop: Callable[[], None] = lambda: None
    start_again: Callable[[], None] = lambda: None

    def open_store(self) -> Store:
        """Open the server's database from the test, to prepare it or to read its end."""
        return Store.open(f"sqlite:///{self.var / 'animmap.sqlite'}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_on(
    var: Path, environment: dict[str, str], port: int
) -> tuple[Server, subprocess.Popen[bytes]]:
    settings = {
        "ANIMMAP_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'animmap.sqlite'}",
        "ANIMMAP_ONLINE_TILES": "0",
        "ANIMMAP_DEMO": "1",
        "ANIMMAP_LOCAL_ROLE": "animator",
        "ANIMMAP_ROOM_ADDRESS": f"http://127.0.0.1:{port}",  # where its phones do find it
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    log = var / "server.log"
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env=os.environ | settings | environment,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )
    server = Server(f"http://127.0.0.1:{port}", var, process.kill)
    for _ in range(START_SECONDS * 5):
        if _answers(server):
            return server, process
        _wait_or_tell(process, log)
    process.terminate()
    raise AssertionError(f"no answer in {START_SECONDS} s:\n{log.read_text()}")


def _answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.address}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _wait_or_tell(process: subprocess.Popen[bytes], log: Path) -> None:
    """Give the server a fifth of a second; show what it said if it stopped instead."""
    try:
        code = process.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError(f"the server stopped with code {code}:\n{log.read_text()}")
