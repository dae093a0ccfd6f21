"""The style that leaves the wheel asks no other host for anything and names no licensed font."""

import subprocess
import sys
from pathlib import Path

import pytest

STYLE = (
    '@font-face{font-family:Frutiger W01;src:url(https://fonts.example/one.woff2) format("woff2")}'
    "body{font-family:Frutiger W01,arial,sans-serif}"
    ".icon{background:url(/assets/images/icon.svg)}"
    "\n/*# sourceMappingURL=nhsuk-frontend-1.2.3.min.css.map */\n"
)
SCRIPT = "const version='1.2.3';\n//# sourceMappingURL=nhsuk-frontend-1.2.3.min.js.map\n"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A static folder as the wheel holds it, small."""
    (tmp_path / "wheel/css").mkdir(parents=True)
    (tmp_path / "wheel/js").mkdir()
    (tmp_path / "wheel/css/nhsuk-frontend-1.2.3.min.css").write_text(STYLE)
    (tmp_path / "wheel/js/nhsuk-frontend-1.2.3.min.js").write_text(SCRIPT)
    return tmp_path / "wheel"


def copy(repository: Path, wheel: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Runs the assets step as make does."""
    command = [sys.executable, "scripts/assets.py", "--from", str(wheel), "--into", str(into)]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)


def test_fonts_maps_and_rooted_addresses_are_taken_out(repository: Path, wheel: Path, tmp_path: Path) -> None:
    assert copy(repository, wheel, tmp_path / "vendor").returncode == 0
    css = (tmp_path / "vendor/nhsuk-frontend.min.css").read_text()
    assert css == "body{font-family:arial,sans-serif}.icon{background:url(images/icon.svg)}\n"
    assert (tmp_path / "vendor/nhsuk-frontend.min.js").read_text() == "const version='1.2.3';\n"


def test_a_style_that_asks_another_host_is_refused(repository: Path, wheel: Path, tmp_path: Path) -> None:
    (wheel / "css/nhsuk-frontend-1.2.3.min.css").write_text("a{background:url(//other.example/x.png)}")
    answer = copy(repository, wheel, tmp_path / "vendor")
    assert answer.returncode == 1
    assert "still asks another host" in answer.stderr


def test_a_changed_wheel_is_refused_in_a_sentence(repository: Path, wheel: Path, tmp_path: Path) -> None:
    (wheel / "css/nhsuk-frontend-1.2.4.min.css").write_text("")
    answer = copy(repository, wheel, tmp_path / "vendor")
    assert answer.returncode == 1
    assert "Expected one css/nhsuk-frontend-*.min.css" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_stale_file_goes_and_an_unchanged_one_keeps_its_time(
    repository: Path, wheel: Path, tmp_path: Path
) -> None:
    vendor = tmp_path / "vendor"
    copy(repository, wheel, vendor)
    before = (vendor / "nhsuk-frontend.min.css").stat().st_mtime_ns
    (vendor / "older.css").write_text("")
    copy(repository, wheel, vendor)
    assert not (vendor / "older.css").exists()
    assert (vendor / "nhsuk-frontend.min.css").stat().st_mtime_ns == before
