"""The commands figures and drill, as somebody types them: what is wrong is a sentence and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from evidence.few_records import store_of, support
from goldthread.cli.main import DONE, REFUSED, main

PERIOD = ("--period", "2026-05")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commands") / "store"
    rows = [support(number, f"2026-05-{number:02}", kind="housing") for number in range(1, 6)]
    store_of(path, {"support": rows})
    return path


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("figures", "--by", "servise"),
            'None of these indicators has a cut "servise". Did you mean "service"?',
        ),
        (("figures", "--where", "nosuch=1"), 'None of these indicators has a cut "nosuch".'),
        (("figures", "--indicator", "tenancy.losses", "--by", "risk_kind"), 'a cut "risk_kind".'),
        (("figures", "--indicator", ""), 'There is no indicator "". "goldthread indicators" lists them.'),
        (
            ("figures", "--where", "service=Noth"),
            'No record here has the service "Noth". Did you mean "North"?',
        ),
        (
            ("figures", "--indicator", "intake.gender", "--where", "service=Elsewhere"),
            'No record here has the service "Elsewhere". There are: North, South.',
        ),
        (
            ("drill", "intake.gender", "--where", "service=Suoth"),
            'No record here has the service "Suoth". Did you mean "South"?',
        ),
        (("drill", "tenancy.*"), 'There is no indicator "tenancy.*".'),
        (("drill", "tenancy.losses", "--limit", "-1"), "fewer than no records"),
        (("drill", "tenancy.losses", "--verdict", "mett"), '"mett" is not a verdict. Did you mean "met"?'),
    ],
)
def test_a_mistake_is_a_sentence(
    store: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert main([*arguments, "--store", str(store), *PERIOD]) == REFUSED
    assert sentence in capsys.readouterr().err


def test_a_pattern_tells_apart_where_an_indicator_has_the_cut(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        "figures",
        "--store",
        str(store),
        *PERIOD,
        "--indicator",
        "tenancy.*",
        "--by",
        "risk_kind",
        "--json",
    ]
    assert main(asked) == DONE
    codes = {figure["code"] for figure in json.loads(capsys.readouterr().out)["figures"]}
    assert "tenancy.risk_response_72h" in codes
    assert "tenancy.losses" in codes


def test_the_bounds_are_printed_beside_what_is_not_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = {"service": "North", "started_on": date(2026, 2, 1), "support_id": None}
    rows = {
        "support": [support(n, "2026-02-01", kind="housing") for n in (1, 3)],
        "tenancy": [
            {**home, "tenancy_id": "t1", "person_id": "p001", "status": "held"},
            {**home, "tenancy_id": "t3", "person_id": "p003", "status": None},
        ],
    }
    store_of(tmp_path / "store", rows)
    asked = ["figures", "--store", str(tmp_path / "store"), "--period", "2026-05"]
    assert main([*asked, "--indicator", "tenancy.sustained_3m"]) == DONE
    line = capsys.readouterr().out.splitlines()[-1].replace("\u00a0", " ")
    assert "1 of 2 (50 %)" in line
    assert "1 not known; 50 % if the one not known was not met, 100 % if it was" in line


def test_a_known_value_without_a_record_is_no_mistake(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["figures", "--store", str(store), "--indicator", "tenancy.losses", "--where", "service=North"]
    assert main([*asked, *PERIOD]) == DONE
    assert "No figure: No record falls in this period." in capsys.readouterr().out


def test_what_was_counted_before_starts_no_engine(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["figures", "--store", str(store), "--period", "2026-04", "--json"]
    assert main(asked) == DONE
    script = (
        f"import sys; from goldthread.cli.main import main; done = main({asked!r}); "
        "sys.exit(done or sorted({'duckdb', 'pyarrow', 'numpy', 'scipy', 'django'} & set(sys.modules)) or 0)"
    )
    again = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout == capsys.readouterr().out


def test_groups_are_named_and_a_count_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = [{"person_id": f"p00{n}", "gender": "2"} for n in (1, 2)]
    job = {"service": "North", "started_on": date(2026, 5, 4), "paid": True, "status": "held"}
    rows = {
        "person": people,
        "support": [support(n, "2026-05-01", kind="employment") for n in (1, 2)],
        "job": [{**job, "job_id": f"j{n}", "person_id": f"p00{n}", "support_id": f"s00{n}"} for n in (1, 2)],
    }
    store_of(tmp_path / "store", rows)
    common = ["--store", str(tmp_path / "store"), *PERIOD]
    starts = "employment.job_starts"
    assert main(["figures", "--indicator", starts, "--by", "gender", *common]) == DONE
    assert "gender: Female" in capsys.readouterr().out
    assert main(["drill", starts, *common]) == DONE
    told = capsys.readouterr().out
    assert "2 counted" in told
    assert "met" not in told.replace("Goldthread", "")


def test_a_place_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "clients.csv").write_text("Client\n1\n", encoding="utf-8")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[person]\nkey = ["Client"]\n[source.clients]\nfile = "clients.csv"\n[[fact]]\ntable = "person"\n'
        'from = "clients"\n[fact.columns]\norganisation = { value = "Northway" }\n',
        encoding="utf-8",
    )
    taken = mapping / "store"
    assert main(["import", str(mapping), str(tmp_path / "clients.csv"), "--into", str(taken)]) == REFUSED
    assert "cannot be used: Not a directory. Check the path" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["verdicts", "snapshots"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    store_of(tmp_path / "store", {"support": [support(1, "2026-05-01", kind="housing")]})
    asked = ["drill", "access.wait" if kind == "snapshots" else "wellbeing.completion"]
    asked += ["--store", str(tmp_path / "store"), *PERIOD]
    if kind == "verdicts":
        assert main(asked) == DONE
    for path in (tmp_path / "store" / kind).rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:60])
    capsys.readouterr()
    assert main(asked) == REFUSED
    assert "may be damaged" in capsys.readouterr().err
