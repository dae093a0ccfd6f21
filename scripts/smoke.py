"""Starts `goldthread demo` in an empty folder, signs in, fetches the first page, stops it, says the time.

    python scripts/smoke.py GOLDTHREAD [--within SECONDS]

GOLDTHREAD is the command to try, such as the one of a fresh environment that holds only the wheel.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

ASSET = re.compile(r'(?:href|src)="(/[^"]+\.(?:css|js))"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
READER = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def free_port() -> int:
    """A port of the loopback interface that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(address: str, sent: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and text of a page, or of what answers a form that was sent; status 0 while nothing answers."""
    form = urllib.parse.urlencode(sent).encode() if sent else None
    asked = urllib.request.Request(address, form, {"Referer": address} if sent else {})
    try:
        with READER.open(asked, timeout=20) as page:
            return page.status, page.read().decode("utf-8")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""


def try_pages(address: str) -> list[str]:
    """What is wrong with signing in, the first page and the style and script it asks for."""
    status, text = fetch(f"{address}sign-in/")
    token = TOKEN.search(text)
    if status != 200 or not token:
        return [f"{address}sign-in/ answered {status} and offers no role."]
    form = {"csrfmiddlewaretoken": token[1], "role": "support_worker"}
    status, text = fetch(f"{address}sign-in/as/", form)
    if status != 200 or "csrfmiddlewaretoken" not in text:
        return [f"Signing in as a support worker answered {status}."]
    assets = ASSET.findall(text)
    wrong = [f"{name} answered {fetch(address.rstrip('/') + name)[0]}." for name in assets[:10]]
    wrong = [sentence for sentence in wrong if not sentence.endswith(" 200.")]
    if not any(name.endswith(".css") for name in assets):
        wrong.append("The first page asks for no style.")
    return wrong


def main(arguments: list[str]) -> int:
    """Answers 0 where the demo served its first page with style in time, else 1 with what it printed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command")
    parser.add_argument("--within", type=float, default=60.0, help="seconds from start to first page")
    asked = parser.parse_args(arguments)
    found = shutil.which(asked.command)
    if not found:
        print(f"There is no command {asked.command}.", file=sys.stderr)
        return 1
    command = str(Path(found).absolute())  # absolute: the demo runs in another folder
    address = f"http://localhost:{(port := free_port())}/"
    with tempfile.TemporaryDirectory() as empty:
        log = Path(empty, "demo.log")
        started = time.monotonic()
        with log.open("w") as printed:
            demo = subprocess.Popen(
                [command, "demo", "--port", str(port)],
                cwd=empty, stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True,
            )  # fmt: skip
        try:
            while (
                fetch(address)[0] == 0 and demo.poll() is None and time.monotonic() - started < asked.within
            ):
                time.sleep(0.2)
            wrong = try_pages(address)
            took = time.monotonic() - started
        finally:
            if demo.poll() is None:
                os.killpg(demo.pid, signal.SIGTERM)
                demo.wait(20)
        if wrong or took > asked.within:
            print(
                "\n".join(["The demo did not start as it should.", *wrong, log.read_text()]), file=sys.stderr
            )
            return 1
    print(f"goldthread demo: first page after {took:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
