"""Serves the pages of the synthetic provider on this machine alone, until it is told to stop.

Records, verdicts and terms lie in one folder (goldthread-demo/ where the command is run, unless named), so
that a second start is quick. All verdicts are kept before the first page is served: it takes seconds, and no
page then waits for one. While you look at the first page, those that it links to are opened once, so that
they come at once.
"""

from __future__ import annotations

import re
import signal
import socket
import threading
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from goldthread.demo.folder import DemoFolder, keep_verdicts, prepare
from goldthread.kernel.refusals import Refused

HOST = "127.0.0.1"
TRIED = 20
PATIENCE = 0.3  # seconds to wait for whoever may listen already
_LINK = re.compile(r'href="(/[a-z][^"#?]*)"')
_LINKS = 12


def run(
    folder: Path,
    port: int,
    *,
    at: datetime,
    by: str,
    application: Callable[[DemoFolder], Any],
    say: Callable[[str], None],
    show: Callable[[str], None],
    fresh: bool = False,
) -> None:
    """Make or reuse the records in `folder`, then serve until Ctrl-C or SIGTERM.

    `application` gives the WSGI application once the folder is ready; `say` tells of progress, `show` prints
    the address. Port 0 takes any free one.
    """
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        ready = prepare(folder, at=at, by=by, say=say, fresh=fresh)
        keep_verdicts(ready, say=say)
        say("Opening the pages")
        serve(application(ready), port, show=show, folder=folder)
    finally:
        signal.signal(signal.SIGTERM, before)


def serve(application: Any, port: int, *, show: Callable[[str], None], folder: Path) -> None:
    """Serve on the loopback interface: on `port`, else on the next that is free, which is said."""
    from waitress.server import create_server

    server, found = None, port
    for found in range(port, port + (TRIED if port else 1)):
        if port and taken(found):
            continue
        try:
            server = create_server(application, host=HOST, port=found, threads=6, ident=None)
            break
        except OSError:
            continue
    if server is None:
        raise Refused(f"The ports {port} to {found} are all taken. Name another: goldthread demo --port 9000")
    if port and found != port:
        show(f"Port {port} is taken, so another is used.")
    show(f"Goldthread is at http://localhost:{server.effective_port}/")
    show("Everybody in it is made up. Press Ctrl-C to stop.")
    ahead = threading.Thread(
        target=look_ahead, args=(f"http://{HOST}:{server.effective_port}",), daemon=True, name="look ahead"
    )
    ahead.start()
    try:
        server.run()  # ends by itself on Ctrl-C and SIGTERM
    finally:
        server.close()
        show(f"\nStopped. The made-up records stay in {folder}; delete that folder to be rid of them.")


def taken(port: int) -> bool:
    """Whether anything on this machine answers at the port already, by either address of localhost."""
    for family, address in ((socket.AF_INET, HOST), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.settimeout(PATIENCE)
                if probe.connect_ex((address, port)) == 0:
                    return True
        except OSError:
            continue
    return False


def look_ahead(address: str) -> list[str]:
    """Open the first page and the pages it links to, once, so that their figures are worked out by then."""
    opened = []
    try:
        with urllib.request.urlopen(f"{address}/", timeout=60) as page:
            first = page.read().decode("utf-8")
        for path in list(dict.fromkeys(_LINK.findall(first)))[:_LINKS]:
            with urllib.request.urlopen(f"{address}{path}", timeout=60):
                opened.append(path)
    except OSError:
        # The server was stopped, or a page says no: whoever opens it will read why.
        return opened
    return opened


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
