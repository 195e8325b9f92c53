"""``animmap serve``: start the app and say where it is."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from animmap.commands import Say
from animmap.settings import ROOT


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("serve", help=say("cli.serve.help"))
    parser.add_argument("--port", type=int, default=8501, help=say("cli.serve.port"))
    parser.add_argument("--address", default="127.0.0.1", help=say("cli.serve.address"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Serve until interrupted."""
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
        "--server.port", str(options.port), "--server.address", options.address,
    ]  # fmt: skip
    address = f"http://{options.address}:{options.port}"
    print(say("cli.serve.address_is", address=address), flush=True)
    try:
        return subprocess.run(command, cwd=ROOT, env=os.environ, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0
