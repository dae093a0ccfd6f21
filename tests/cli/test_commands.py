"""Commands as somebody types them: what they print, refuse and leave behind."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Run
from cli.sender import written
from goldthread.catalogue import CATALOGUE
from goldthread.catalogue.tables import TABLES
from goldthread.cli.main import DONE, REFUSED
from goldthread.cli.progress import Progress

PERIOD = ("--period", "2026-05..2026-10")

# One of each shape and grain, with and without a split, one record a person or many.
EACH = (
    "tenancy.sustained_6m",
    "tenancy.risk_response_72h",
    "employment.job_starts",
    "employment.paid_work_entry",
    "employment.survival",
    "access.wait",
    "access.sources",
    "caseload.over_cap",
    "intake.gender",
    "wellbeing.swemwbs_change",
    "wellbeing.completion",
)


# --- figures and the records behind them ------------------------------------------------------------------


@pytest.mark.parametrize("code", EACH)
def test_a_list_is_as_long_as_its_figure_says_for_every_verdict(
    made_up: tuple[Path, Path], run: Run, code: str
) -> None:
    on = ("--store", made_up[0], "--terms", made_up[1], *PERIOD, "--json")
    figure = next(one for one in run("figures", "--indicator", code, *on).json["figures"] if not one["cut"])
    drill = run("drill", code, *on).json
    assert drill["counted"] == figure["verdicts"]
    assert drill["listed"] == len(drill["records"]) == sum(figure["verdicts"].values())
    assert sum(figure["verdicts"].values()) > 0
    for verdict, number in figure["verdicts"].items():
        listed = [one for one in drill["records"] if one["verdict"] == verdict]
        assert len(listed) == number
        alone = run("drill", code, *on, "--verdict", verdict).json["records"]
        assert alone == listed


def test_a_cut_held_fixed_gives_the_figure_of_that_cut(made_up: tuple[Path, Path], run: Run) -> None:
    on = ("--store", made_up[0], "--terms", made_up[1], *PERIOD, "--json", "--indicator", "access.start_rate")
    told = run("figures", *on, "--by", "service").json["figures"]
    cuts = [one for one in told if one["cut"]]
    assert len(cuts) > 1
    for one in cuts:
        service = one["cut"]["service"] or "not recorded"
        fixed = run("figures", *on, "--where", f"service={service}").json["figures"]
        assert [each["value"] for each in fixed] == [one["value"]]
        assert fixed[0]["verdicts"] == one["verdicts"]


def test_looking_no_further_than_a_day_leaves_the_rest_not_due(made_up: tuple[Path, Path], run: Run) -> None:
    on = ("--store", made_up[0], *PERIOD, "--json", "--indicator", "access.start_rate")
    late, early = run("figures", *on).json, run("figures", *on, "--as-of", "2026-07-31").json
    assert (late["as_of"], early["as_of"]) == ("2026-10-31", "2026-07-31")
    assert early["figures"][0]["verdicts"]["not_due"] > late["figures"][0]["verdicts"]["not_due"]
    beyond = run("figures", *on, "--as-of", "2030-01-01").json
    assert beyond["as_of"] == "2026-10-31"  # nobody looks further than the records reach


def test_figures_for_people_say_the_same_numbers(made_up: tuple[Path, Path], run: Run) -> None:
    on = ("--store", made_up[0], *PERIOD, "--indicator", "access.start_rate")
    one = run("figures", *on, "--json").json["figures"][0]
    said = run("figures", *on)
    assert f"{one['numerator']} of {one['denominator']} (" in said.out
    assert said.out.startswith("May to October 2026. Records up to 31 October 2026. Snapshot ")
    assert said.err == ""


# --- mistakes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (("figures", "--indicator", "access.wate"), '"access.wate". Did you mean "access.wait"?'),
        (("figures", "--indicator", "nothing.*"), 'There is no indicator "nothing.*"'),
        (("figures", "--by", "lokality"), 'Did you mean "locality"?'),
        (("figures", "--where", "service"), '"--where service" must be written as CUT=VALUE'),
        (("figures", "--as-of", "yesterday"), '"yesterday" is not a day. Write it as 2026-09-30.'),
        (("figures", "--terms", "nowhere.toml"), "nowhere.toml"),
        (("figures", "--local", "nowhere.toml"), "nowhere.toml"),
        (("drill", "access.wate"), 'Did you mean "access.wait"?'),
        (("report", "--out", "r.html", "--by", "lokality"), 'Did you mean "locality"?'),
        (("report", "--out", "r.html", "--contract", "IPS-EXAMPEL"), 'no contract "IPS-EXAMPEL". There are'),
        (("report", "--out", "no/such/r.html", "--indicator", "access.wait"), "There is no directory"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_on_standard_error(
    made_up: tuple[Path, Path], run: Run, arguments: tuple[str, ...], sentence: str
) -> None:
    told = run(*arguments, "--store", made_up[0], *PERIOD)
    assert told.code == REFUSED
    assert sentence in told.err
    assert told.err.startswith("goldthread: ")
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize("command", ["figures", "drill", "report", "store"])
def test_a_store_that_is_not_there_is_refused(run: Run, tmp_path: Path, command: str) -> None:
    more = {"drill": ("access.wait",), "report": ("--out", tmp_path / "r.html")}.get(command, ())
    when = () if command == "store" else PERIOD
    told = run(command, *more, "--store", tmp_path / "nothing", *when)
    assert (told.code, told.out) == (REFUSED, "")
    assert "There is no store at" in told.err
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("period", ["2026-13", "last month", "2026-09..2026-07", ""])
def test_a_period_that_cannot_be_read_is_refused(made_up: tuple[Path, Path], run: Run, period: str) -> None:
    told = run("figures", "--store", made_up[0], f"--period={period}")
    assert (told.code, told.out) == (REFUSED, "")


@pytest.mark.parametrize(
    "arguments", [("figures",), ("nosuch",), ("figures", "--nosuch"), ("report", "--store", "x")]
)
def test_a_wrong_command_line_shows_how_it_is_written(run: Run, arguments: tuple[str, ...]) -> None:
    told = run(*arguments)
    assert told.code == 2
    assert told.err.startswith("usage: goldthread")
    assert told.out == ""


# --- indicators -------------------------------------------------------------------------------------------


def test_indicators_are_listed_and_told_in_full(run: Run) -> None:
    listed = run("indicators")
    assert listed.code == DONE
    assert all(code in listed.out for code in CATALOGUE)
    assert f"{len(CATALOGUE)} indicators." in listed.out
    full = run("indicators", "tenancy.sustained_6m")
    question = CATALOGUE["tenancy.sustained_6m"]
    assert question.name in full.out
    assert " ".join(question.asks.split()) in " ".join(full.out.split())
    assert run("indicators", "tenancy.*", "--json").json[0]["code"].startswith("tenancy.")


# --- import, drafting -------------------------------------------------------------------------------------


def test_an_import_counts_every_row_and_keeps_the_bad_ones_apart(run: Run, tmp_path: Path) -> None:
    mapping, exports = written(tmp_path)
    into = ("--into", tmp_path / "store", "--refused", tmp_path / "refused")
    dry = run("import", mapping, exports, *into, "--dry-run", "--json")
    assert dry.code == DONE
    assert dry.json["written"] is False
    first = run("import", mapping, exports, *into, "--json").json
    told = first["files"][0]
    assert (told["read"], told["loaded"], told["refused"], told["already_here"]) == (3, 2, 1, 0)
    assert [(one["line"], one["column"], one["value"]) for one in first["refusals"]] == [
        (4, "Date", "31/02/2026")
    ]
    sent_back = list(
        csv.DictReader(io.StringIO(Path(first["refused_files"][0]).read_text(encoding="utf-8-sig")))
    )
    assert [row["Ref"] for row in sent_back] == ["C3"]
    assert list(sent_back[0])[-1] == "why"
    again = run("import", mapping, exports, *into, "--json").json
    assert again["files"][0]["already_here"] == 2
    assert again["snapshot"] == first["snapshot"]  # the same file twice changes nothing


def test_a_strict_import_loads_nothing_where_a_row_is_refused(run: Run, tmp_path: Path) -> None:
    mapping, exports = written(tmp_path)
    told = run("import", mapping, exports, "--into", tmp_path / "store", "--strict")
    assert told.code == 1
    assert "Nothing was loaded" in told.out
    assert run("store", "--store", tmp_path / "store", "--json").json["snapshot"] is None


def test_an_import_then_its_figures(run: Run, tmp_path: Path) -> None:
    mapping, exports = written(tmp_path)
    run("import", mapping, exports, "--into", tmp_path / "store")
    local = tmp_path / "local.toml"
    local.write_text(
        '[[indicator]]\ncode = "own.contacts"\nshape = "count"\nname = "Contacts"\nasks = "How many?"\n'
        'each = "contact"\ndated = "happened_on"\n',
        encoding="utf-8",
    )
    told = run(
        *("figures", "--store", tmp_path / "store", "--local", local, "--period", "2026-07"),
        *("--indicator", "own.contacts", "--json"),
    )
    assert [one["value"] for one in told.json["figures"]] == [2]


def test_a_mapping_is_drafted_and_never_written_over(run: Run, tmp_path: Path) -> None:
    _, exports = written(tmp_path)
    shown = run("draft-mapping", exports)
    assert shown.code == DONE
    assert "Minutes" in shown.out
    out = tmp_path / "draft.toml"
    assert run("draft-mapping", exports, "--out", out).code == DONE
    assert out.read_text(encoding="utf-8") == shown.out
    told = run("draft-mapping", exports, "--out", out)
    assert (told.code, told.out) == (REFUSED, "")
    assert "is there already" in told.err


# --- report -----------------------------------------------------------------------------------------------


def test_a_report_holds_a_local_indicator_and_replaces_an_older_one(
    made_up: tuple[Path, Path], run: Run, tmp_path: Path
) -> None:
    out, local = tmp_path / "report.html", tmp_path / "local.toml"
    out.write_text("old", encoding="utf-8")
    local.write_text(
        '[[indicator]]\ncode = "own.jobs"\nshape = "count"\nname = "Jobs begun & kept"\nasks = "How many?"\n'
        'each = "job"\ndated = "started_on"\n',
        encoding="utf-8",
    )
    told = run(
        *("report", "--store", made_up[0], "--terms", made_up[1], "--period", "2026-10", "--out", out),
        *("--local", local, "--indicator", "own.jobs,access.wait"),
    )
    assert told.code == DONE
    assert told.out.startswith(f"Wrote {out}: 2 indicators, ")
    assert told.err == ""
    page = out.read_text(encoding="utf-8")
    assert "Jobs begun &amp; kept" in page
    assert "Indicators of your own" in page


# --- templates --------------------------------------------------------------------------------------------


def test_templates_of_every_kind_of_record(run: Run, tmp_path: Path) -> None:
    told = run("templates", "--out", tmp_path / "new" / "folder")
    assert told.code == DONE
    folder = tmp_path / "new" / "folder"
    names = {path.stem for path in folder.glob("*.csv")}
    assert names == {name for name in TABLES if not TABLES[name].derived}
    header = (folder / "tenancy.csv").read_text(encoding="utf-8-sig").strip().split(",")
    assert header == list(TABLES["tenancy"].column_names)
    assert (folder / "templates.xlsx").read_bytes()[:2] == b"PK"


def test_templates_of_one_kind_and_never_over_what_is_there(run: Run, tmp_path: Path) -> None:
    assert run("templates", "--out", tmp_path, "--table", "tenancy").code == DONE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tenancy.csv", "tenancy.xlsx"]
    (tmp_path / "tenancy.csv").write_text("filled in", encoding="utf-8")
    told = run("templates", "--out", tmp_path, "--table", "tenancy", "--table", "job")
    assert (told.code, told.out) == (REFUSED, "")
    assert "may hold records" in told.err
    assert (tmp_path / "tenancy.csv").read_text(encoding="utf-8") == "filled in"
    assert not (tmp_path / "job.csv").exists()  # nothing is written where anything stands in the way


@pytest.mark.parametrize(
    "name, sentence",
    [("tenacy", 'Did you mean "tenancy"?'), ("clock", "is worked out from other records")],
)
def test_a_kind_of_record_without_a_template_is_refused(
    run: Run, tmp_path: Path, name: str, sentence: str
) -> None:
    told = run("templates", "--out", tmp_path / "t", "--table", name)
    assert (told.code, told.out) == (REFUSED, "")
    assert sentence in told.err
    assert not (tmp_path / "t").exists()


# --- store ------------------------------------------------------------------------------------------------


@pytest.fixture
def small(run: Run, tmp_path: Path) -> Path:
    """A store of two imports, so of two snapshots."""
    mapping, exports = written(tmp_path)
    run("import", mapping, exports, "--into", tmp_path / "store")
    file = exports / "contacts.csv"
    file.write_text(file.read_text(encoding="utf-8") + "C4,P9,Homes,05/07/2026,10\n", encoding="utf-8")
    run("import", mapping, exports, "--into", tmp_path / "store")
    return tmp_path / "store"


def test_a_store_says_what_it_holds(small: Path, run: Run) -> None:
    told = run("store", "--store", small, "--json").json
    assert told["rows"]["contact"] == 3
    assert told["cut_off"] == "2026-09-30"
    assert len(told["snapshots"]) == 2
    assert told["snapshots"][-1]["snapshot"] == told["snapshot"]
    said = run("store", "--store", small)
    assert "Records reach to 30 September 2026." in said.out
    assert "2 snapshots kept, the newest last:" in said.out
    assert "sound" not in told  # not looked at, so not said


def test_a_store_without_records_says_so(run: Run, tmp_path: Path) -> None:
    mapping, exports = written(tmp_path)
    run("import", mapping, exports, "--into", tmp_path / "store", "--strict")
    told = run("store", "--store", tmp_path / "store")
    assert told.code == DONE
    assert "holds no records yet" in told.out


def test_a_sound_store_is_found_sound(small: Path, run: Run) -> None:
    told = run("store", "--store", small, "--verify")
    assert told.code == DONE
    assert told.out.rstrip().endswith("Every file and every identity is as it was written.")


def part_of(small: Path, run: Run, place: int) -> Path:
    """A file of the contacts of one of the snapshots."""
    identity = run("store", "--store", small, "--json").json["snapshots"][place]["snapshot"]
    folder: Path = small / "snapshots" / identity / "contact"
    return next(folder.glob("*.parquet"))


@pytest.mark.parametrize("place", [0, -1])
def test_a_changed_byte_is_found_in_an_old_snapshot_too(small: Path, run: Run, place: int) -> None:
    part = part_of(small, run, place)
    found = part.read_bytes()
    part.unlink()  # snapshots may share a file: this one is to rot alone
    part.write_bytes(found[:40] + bytes([found[40] ^ 1]) + found[41:])
    told = run("store", "--store", small, "--verify", "--json")
    assert told.code == 1
    assert told.json["sound"] is False
    assert "has changed since it was written" in told.json["differences"][0]["why"]
    said = run("store", "--store", small, "--verify")
    assert said.code == 1
    assert "Restore the store from a copy" in said.out


def test_a_file_that_is_gone_is_found(small: Path, run: Run) -> None:
    part_of(small, run, -1).unlink()
    told = run("store", "--store", small, "--verify", "--json")
    assert told.code == 1
    assert "is gone" in told.json["differences"][0]["why"]


def test_a_manifest_that_claims_other_rows_is_found(small: Path, run: Run) -> None:
    """Files can be whole and the identity still not follow from them."""
    part = part_of(small, run, -1)
    manifest = part.parent.parent / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    assert '"2026-09-30"' in text
    manifest.write_text(text.replace('"2026-09-30"', '"2026-10-30"'), encoding="utf-8")
    told = run("store", "--store", small, "--verify", "--json")
    assert told.code == 1
    assert told.json["differences"]


def test_an_old_manifest_that_cannot_be_read_is_found(small: Path, run: Run) -> None:
    old = part_of(small, run, 0).parent.parent
    (old / "manifest.json").write_text("{", encoding="utf-8")
    told = run("store", "--store", small, "--verify", "--json")
    assert told.code == 1
    assert {"snapshot": old.name, "why": "Its manifest cannot be read."} in told.json["differences"]


# --- the command as a process -----------------------------------------------------------------------------


def goldthread(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, its streams not a terminal."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "goldthread", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_answers_with_its_code_and_keeps_its_streams_apart(made_up: tuple[Path, Path]) -> None:
    store, terms = made_up
    good = goldthread("figures", "--store", store, "--terms", terms, *PERIOD, "--json")
    assert good.returncode == DONE
    assert good.stdout.startswith("{")
    assert good.stderr == ""  # progress speaks to a terminal only
    bad = goldthread("figures", "--store", store, *PERIOD, "--indicator", "nosuch.code")
    assert (bad.returncode, bad.stdout) == (REFUSED, "")
    assert bad.stderr.startswith("goldthread: There is no indicator")
    wrong = goldthread("figures", "--nosuch")
    assert wrong.returncode == 2


def test_a_reader_that_has_had_enough_is_no_fault(made_up: tuple[Path, Path]) -> None:
    shown = subprocess.Popen(
        [sys.executable, "-m", "goldthread", "indicators", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert shown.stdout is not None and shown.stderr is not None
    shown.stdout.readline()
    shown.stdout.close()
    err = shown.stderr.read()
    shown.stderr.close()
    assert shown.wait() == DONE
    assert err == ""


# --- progress ---------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_progress_speaks_after_a_second_and_only_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Terminal()
    monkeypatch.setattr("sys.stderr", watched)
    progress = Progress()
    progress.say("1 of 52 indicators")
    assert watched.getvalue() == ""  # nobody waits yet
    progress.began -= 2
    progress.spoke -= 2
    assert list(progress.each(["a"], "indicators", 1)) == ["a"]
    assert "1 of 1 indicators" in watched.getvalue()
    assert watched.getvalue().endswith("\r")  # the line is wiped

    piped = io.StringIO()
    monkeypatch.setattr("sys.stderr", piped)
    silent = Progress()
    silent.began -= 2
    silent.spoke -= 2
    silent.say("1 of 52 indicators")
    assert piped.getvalue() == ""
