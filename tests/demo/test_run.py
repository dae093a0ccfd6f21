"""Starting and stopping the demo: its folder, its port, its address, and a clean end."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.demo.folder import DemoFolder, keep_verdicts, made_from, prepare, terms_of_file
from goldthread.demo.run import look_ahead, run, serve, signed_in, taken
from goldthread.demo.service import CUT_OFF
from goldthread.evidence.ahead import shown_months
from goldthread.facts.store import Store
from goldthread.kernel.refusals import Refused

AT = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


def quiet(words: str) -> None:
    """Say nothing."""


def made(path: Path, *, fresh: bool = False, count: int = 20) -> DemoFolder:
    """A small demo folder."""
    return prepare(path, at=AT, by="test", say=quiet, fresh=fresh, count=count)


@pytest.fixture
def busy() -> Iterator[int]:
    """A port at which somebody listens already."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def test_a_folder_is_made_and_used_again(tmp_path: Path) -> None:
    first = made(tmp_path / "demo")
    identity = Store.open(first.store).current
    told: list[str] = []
    again = prepare(tmp_path / "demo", at=AT, by="test", say=told.append, count=20)
    assert again == first and Store.open(again.store).current == identity
    assert not told, "Nothing was to be made."
    assert first.terms.read_text("utf-8").count("[[contract]]") == 3


def test_records_of_an_earlier_day_are_used_again_and_their_day_is_said(tmp_path: Path) -> None:
    identity = Store.open(made(tmp_path / "demo").store).current
    told: list[str] = []
    later = AT + timedelta(days=1)
    again = prepare(tmp_path / "demo", at=later, by="test", say=told.append, count=20)
    assert Store.open(again.store).current == identity
    assert told == [
        "These records were made on 1 November 2026 and stop there. Add --fresh to make them up to today"
    ]


def test_a_folder_made_from_something_else_is_made_anew(tmp_path: Path) -> None:
    first = Store.open(made(tmp_path / "demo").store).current
    second = Store.open(made(tmp_path / "demo", count=25).store).current
    assert first != second
    with Store.open(tmp_path / "demo/store").pinned() as snapshot:
        assert snapshot.rows("person") == 25
    assert len(Store.open(tmp_path / "demo/store").snapshots()) == 1


def test_fresh_makes_the_same_records_anew(tmp_path: Path) -> None:
    folder = made(tmp_path / "demo")
    before = Store.open(folder.store).current
    (folder.store / "verdicts/old").write_text("kept before")
    assert Store.open(made(tmp_path / "demo", fresh=True).store).current == before
    assert not (folder.store / "verdicts/old").exists()


def test_what_a_killed_start_left_is_made_whole(tmp_path: Path) -> None:
    folder = made(tmp_path / "demo")
    folder.mark.write_text("being made\n")
    (folder.store / "CURRENT").unlink()
    assert Store.open(made(tmp_path / "demo").store).current


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/one.txt").write_text("Dear")
    with pytest.raises(Refused, match="Name an empty folder"):
        made(tmp_path / "letters", fresh=True)
    assert (tmp_path / "letters/one.txt").read_text() == "Dear"
    with pytest.raises(Refused, match="is a file"):
        made(tmp_path / "letters/one.txt")


def test_the_mark_follows_what_the_records_depend_on() -> None:
    assert made_from(1, 600) == made_from(1, 600)
    assert len({made_from(1, 600), made_from(2, 600), made_from(1, 601)}) == 3


def test_the_months_shown_are_24_up_to_the_cut_off() -> None:
    months = shown_months(CUT_OFF)
    assert len(months) == 24
    assert [months[0].code, months[-1].code] == ["2024-11", "2026-10"]


def test_asking_stops_between_two_questions_when_told(tmp_path: Path) -> None:
    folder = made(tmp_path / "demo")
    turns = iter([False, False, False, True])
    terms = terms_of_file(folder)
    assert keep_verdicts(folder, terms, say=quiet, stopped=lambda: True) == 0
    # Questions of one table are asked in one reading: after three readings some are asked, and not all.
    asked = keep_verdicts(folder, terms, say=quiet, stopped=lambda: next(turns))
    assert 3 <= asked < len(CATALOGUE)
    assert len(list((folder.store / "verdicts").rglob("*.parquet"))) >= 3


def test_a_port_in_use_is_seen(busy: int) -> None:
    assert taken(busy)


def served(port: int, folder: Path) -> tuple[str, list[str], threading.Thread]:
    """The address at which a small application is served, what was shown, and the thread that serves."""
    told: list[str] = []

    def page(environ: dict[str, object], start: object) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])  # type: ignore[operator]
        return [b'<a href="/one">one</a> <a href="/one">again</a> <a href="https://outside.example/">out</a>']

    thread = threading.Thread(
        target=serve, args=(page, port), kwargs={"show": told.append, "folder": folder}, daemon=True
    )
    thread.start()
    for _ in range(100):
        found = re.search(r"http://localhost:(\d+)/", "\n".join(told))
        if found:
            return f"http://127.0.0.1:{found[1]}", told, thread
        time.sleep(0.05)
    raise AssertionError(f"No address was shown: {told}")


def test_another_port_is_taken_and_said(busy: int, tmp_path: Path) -> None:
    address, told, _ = served(busy, tmp_path)
    assert told[0] == f"Port {busy} is taken, so another is used."
    assert not address.endswith(f":{busy}")
    with urllib.request.urlopen(address, timeout=10) as page:
        assert page.status == 200


def test_only_this_machine_can_reach_it(tmp_path: Path) -> None:
    address, _, _ = served(0, tmp_path)
    port = int(address.rpartition(":")[2])
    with socket.socket() as other:
        # Were the server bound to every address, this one would be taken too.
        other.bind(("127.0.0.2", port))


def test_the_last_ports_are_refused_in_a_sentence_where_none_is_free(tmp_path: Path) -> None:
    with socket.socket() as listening:
        try:
            listening.bind(("127.0.0.1", 65_535))
        except OSError:
            pass  # somebody has it already, which is as good
        else:
            listening.listen()
        with pytest.raises(Refused, match="all taken"):
            serve(None, 65_535, show=quiet, folder=tmp_path)


def test_looking_ahead_opens_each_page_once_and_nothing_outside(tmp_path: Path) -> None:
    address, _, _ = served(0, tmp_path)
    assert look_ahead(address) == ["/one"]
    assert look_ahead("http://127.0.0.1:1") == []


def test_a_stop_while_records_are_made_leaves_no_false_mark(tmp_path: Path) -> None:
    def say(words: str) -> None:
        if words.startswith("Laying down"):
            os.kill(os.getpid(), signal.SIGTERM)

    def never(folder: DemoFolder) -> object:
        raise AssertionError("The pages were opened all the same.")

    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "demo", 0, at=AT, by="test", application=never, say=say, show=quiet)
    assert signal.getsignal(signal.SIGTERM) is before
    assert DemoFolder(tmp_path / "demo").mark.read_text() == "being made\n"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for several starts: the second uses what the first made."""
    return tmp_path_factory.mktemp("command")


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_a_page_and_stops_when_told(here: Path, end: signal.Signals) -> None:
    again = (here / "goldthread-demo").exists()
    demo = subprocess.Popen(
        [sys.executable, "-m", "goldthread", "demo", "--port", "0"],
        cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "GOLDTHREAD_HTTPS": "1", "GOLDTHREAD_HOSTS": "provider.example"},
        # Tests that run in the background of a shell ignore Ctrl-C, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        assert demo.stdout is not None and demo.stderr is not None
        line = demo.stdout.readline()
        found = re.fullmatch(r"Goldthread is at (http://localhost:\d+/)\n", line)
        assert found, line + demo.stderr.read()
        reader = signed_in(found[1].rstrip("/"), "manager")
        with reader.open(found[1] + "contracts/", timeout=60) as page:
            text = page.read().decode("utf-8")
        assert "Example Homes" in text or "Example County" in text
        assert "http://" not in re.sub(r"http://www\.w3\.org\S*", "", text)
    finally:
        demo.send_signal(end)
        out, err = demo.communicate(timeout=180)
    assert demo.returncode == 0, err
    assert "Stopped." in out
    assert "Traceback" not in err
    assert ("Making 600 made-up people" in err) is not again
    assert (here / "goldthread-demo/store/CURRENT").is_file()
