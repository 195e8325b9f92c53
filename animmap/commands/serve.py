"""``animmap serve``: start the app and say where it is."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import Final

from animmap.commands import Say
from animmap.settings import ROOT

EVERY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104 - a choice of who serves, never the default
THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")


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
    print("\n".join(tell_addresses(options.address, options.port, say)), flush=True)
    if os.name == "posix":  # one process: what ends the command ends the server
        os.chdir(ROOT)
        os.execv(sys.executable, command)  # noqa: S606
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0


def tell_addresses(address: str, port: int, say: Say) -> list[str]:
    """Say where to open the app, and what other machines may open without a link: nothing."""
    here = "localhost" if address in EVERY_ADDRESS else address
    shown = f"[{here}]" if ":" in here else here
    told = [say("cli.serve.address_is", address=f"http://{shown}:{port}")]
    if address in EVERY_ADDRESS:
        told.append(say("cli.serve.others", port=port))
    elif address not in THIS_MACHINE:
        told.append(say("cli.serve.links_only"))
    return told
