"""``animmap serve``: start the app and say where it is, for phones of the room too."""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from animmap.commands import Say
from animmap.settings import ROOT, read_settings

EVERY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104 - a choice of who serves, never the default
THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")
EVERYWHERE: Final = EVERY_ADDRESS[0]
ROOM_PAGE: Final = "/r"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], say: Say) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("serve", help=say("cli.serve.help"))
    parser.add_argument("--port", type=int, default=8501, help=say("cli.serve.port"))
    parser.add_argument("--address", default="127.0.0.1", help=say("cli.serve.address"))
    parser.add_argument("--room", action="store_true", help=say("cli.serve.room"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, say: Say) -> int:
    """Serve until interrupted."""
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
        "--server.port", str(options.port),
        "--server.address", EVERYWHERE if options.room else options.address,
    ]  # fmt: skip
    if options.room:
        told = open_to_room(options.port, command, say)
    else:
        told = tell_addresses(options.address, options.port, say)
    print("\n".join(told), flush=True)
    if os.name == "posix":  # one process: what ends the command ends the server
        os.chdir(ROOT)
        os.execv(sys.executable, command)  # noqa: S606
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0


def open_to_room(port: int, command: list[str], say: Say) -> list[str]:
    """Let the server know its address for phones; return what to tell the animator."""
    from animmap.services.network import list_addresses

    found = list_addresses()
    chosen = read_settings().room_address
    addresses = [chosen] if chosen else [f"http://{each}:{port}" for each in found]
    if addresses:
        os.environ["ANIMMAP_ROOM_ADDRESS"] = addresses[0]
    if found:  # else Streamlit asks the internet for it, which a hall may not have
        command += ["--browser.serverAddress", found[0]]
    return tell_room(addresses, port, say)


def tell_room(addresses: Sequence[str], port: int, say: Say) -> list[str]:
    """Say where the animator leads, where phones go, and the QR code of the latter."""
    told = [say("cli.serve.lead_here", address=f"http://localhost:{port}")]
    if not addresses:
        return [*told, say("cli.serve.no_network")]
    first, *others = addresses
    told.append(say("cli.serve.phones", address=first + ROOM_PAGE))
    told += [say("cli.serve.phones_else", address=each + ROOM_PAGE) for each in others]
    return [*told, say("cli.serve.room_rights"), *_terminal_qr(first + ROOM_PAGE)]


def _terminal_qr(text: str) -> list[str]:
    """Return a QR code in half blocks, nothing where the terminal cannot write them."""
    import segno

    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(drawn, compact=True)
    try:
        drawn.getvalue().encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return []
    return [drawn.getvalue()]


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
