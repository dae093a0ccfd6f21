"""Serves the pages of the synthetic provider on this machine alone, until it is told to stop.

Records, verdicts and terms lie in one folder (goldthread-demo/ where the command is run, unless named), so
that a second start is quick. All questions are asked before the first page is served, which takes seconds.
On a slow machine the pages open all the same, and the rest is asked behind them; a page that is opened
meanwhile asks what it needs itself. Then the first pages are opened once, so that they come at once.
"""

from __future__ import annotations

import re
import signal
import socket
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from types import FrameType
from typing import Any

from goldthread.contracts.terms import Terms
from goldthread.demo.folder import DemoFolder, Fill, fill_store, keep_verdicts, prepare, terms_of_file
from goldthread.kernel.refusals import Refused

HOST = "127.0.0.1"
TRIED = 20
PATIENCE = 0.3  # seconds to wait for whoever may listen already
ASKED_FIRST = 8.0  # seconds of asking before the pages open all the same
_LINK = re.compile(r'href="(/[a-z][^"#?]*)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
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
    fill: Fill = fill_store,
    terms: Callable[[DemoFolder], Terms] = terms_of_file,
) -> None:
    """Make or reuse the records in `folder`, then serve until Ctrl-C or SIGTERM.

    `application` gives the WSGI application once the folder is ready, `terms` those that its pages will hold
    figures to; `say` tells of progress, `show` prints the address. Port 0 takes any free one.
    """
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        ready = prepare(folder, at=at, by=by, say=say, fresh=fresh, fill=fill)
        with _Asking(ready, terms(ready), say) as asking:
            if not asking.wait(ASKED_FIRST):
                say("Some questions are still being asked; until then a page may take seconds")
            say("Opening the pages")
            serve(application(ready), port, show=show, folder=folder, then=asking.look_ahead)
    finally:
        signal.signal(signal.SIGTERM, before)


class _Asking:
    """Asks the questions of the demo beside the server; leaving the block stops it between two questions."""

    def __init__(self, folder: DemoFolder, terms: Terms, say: Callable[[str], None]) -> None:
        self._stop, self._address, self._served = threading.Event(), "", threading.Event()
        self._asked = threading.Event()
        self._folder, self._terms, self._say = folder, terms, say
        self._refusal: Refused | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="asking")

    def __enter__(self) -> _Asking:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._served.set()
        self._thread.join(10)

    def wait(self, seconds: float) -> bool:
        """Wait until all is asked, so many seconds at most; answers whether it is."""
        done = self._asked.wait(seconds)
        if self._refusal is not None:
            raise self._refusal
        return done

    def look_ahead(self, address: str) -> None:
        """Once all is asked, open the first pages at this address."""
        self._address = address
        self._served.set()

    def _run(self) -> None:
        try:
            keep_verdicts(self._folder, self._terms, say=self._say, stopped=self._stop.is_set)
        except Refused as refusal:
            # A page that needs the same will say it in its place.
            self._refusal = refusal
        finally:
            self._asked.set()
        self._served.wait()
        if not self._stop.is_set() and self._address:
            look_ahead(self._address, stopped=self._stop.is_set)


def serve(
    application: Any,
    port: int,
    *,
    show: Callable[[str], None],
    folder: Path,
    then: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve on the loopback interface: on `port`, else on the next that is free, which is said."""
    from waitress.server import create_server

    server, found = None, port
    for found in range(port, min(port + TRIED, 65_536) if port else 1):
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
    then(f"http://{HOST}:{server.effective_port}")
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


def look_ahead(address: str, stopped: Callable[[], bool] = lambda: False) -> list[str]:
    """Sign in as whoever reads figures and open their pages once, so that these are worked out by then."""
    opened = []
    try:
        reader = signed_in(address, "analyst")
        with reader.open(f"{address}/contracts/", timeout=60) as page:
            first = page.read().decode("utf-8")
        for path in list(dict.fromkeys(_LINK.findall(first)))[:_LINKS]:
            if stopped():
                break
            with reader.open(f"{address}{path}", timeout=60):
                opened.append(path)
    except (OSError, HTTPException):
        # The server was stopped, or a page says no: whoever opens it will read why.
        return opened
    return opened


def signed_in(address: str, role: str) -> urllib.request.OpenerDirector:
    """Someone who keeps cookies, signed in as a role of the demo where the pages offer that."""
    reader = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with reader.open(f"{address}/sign-in/", timeout=60) as page:
        found = _TOKEN.search(page.read().decode("utf-8"))
    if found:
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], "role": role}).encode()
        asked = urllib.request.Request(f"{address}/sign-in/as/", sent, {"Referer": f"{address}/sign-in/"})
        with reader.open(asked, timeout=60):
            return reader
    return reader


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
