"""Copies style and script out of the installed wagtail-nhsuk-frontend wheel into the ignored vendor folder.

Nothing third-party is committed, and a page asks no other host for anything: licensed remote fonts, source
maps and rooted addresses are taken out on the way. Run by `make` before pages are served or a wheel is built.

    python scripts/assets.py [--from FOLDER] [--into FOLDER]
"""

import argparse
import hashlib
import re
import sys
from importlib import metadata
from pathlib import Path

WHEEL = "wagtail-nhsuk-frontend"
STATIC = "wagtailnhsukfrontend/static/wagtailnhsukfrontend"
VENDOR = Path(__file__).resolve().parent.parent / "src/goldthread/web/static/vendor"

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"(/\*[#@] sourceMappingURL=.*?\*/|//[#@] sourceMappingURL=[^\n]*)")
ROOTED = re.compile(r"url\(\s*(['\"]?)/assets/")
REMOTE = re.compile(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^'\")\s]+", re.IGNORECASE)
LICENSED_FONT = re.compile(r"Frutiger W01\s*,\s*")


class Missing(Exception):
    """What should have been in the installed wheel is not there; the message says what to do."""


def clean_style(css: str) -> str:
    """The style without remote fonts, the licensed font's name, source maps and rooted addresses."""
    css = FONT_FACE.sub(lambda found: "" if REMOTE.search(found[0]) else found[0], css)
    css = LICENSED_FONT.sub("", css)
    css = ROOTED.sub(r"url(\1", css)
    css = SOURCE_MAP.sub("", css).strip() + "\n"
    if left := REMOTE.search(css):
        raise Missing(
            f"The style still asks another host: {left[0]}. Teach scripts/assets.py to take it out."
        )
    return css


def clean_script(script: str) -> str:
    """The script without its source map; namespaces such as that of SVG are names, not requests, and stay."""
    return SOURCE_MAP.sub("", script).strip() + "\n"


def find_source() -> Path:
    """The static folder of the installed wheel."""
    try:
        found = metadata.distribution(WHEEL)
    except metadata.PackageNotFoundError:
        raise Missing(f"{WHEEL} is not installed. Run `make assets`, which installs it alone.") from None
    return Path(str(found.locate_file(STATIC)))


def find_licence() -> str | None:
    """The licence text that came with the wheel, or None where it brought none."""
    for name in metadata.files(WHEEL) or ():
        if name.name.upper().startswith("LICEN"):
            return name.read_text(encoding="utf-8")
    return None


def only(source: Path, pattern: str) -> Path:
    """The one file under `source` that matches; two or none means that the wheel has changed."""
    found = sorted(source.glob(pattern))
    if len(found) != 1:
        raise Missing(
            f"Expected one {pattern} in {source}, found {len(found)}. Look at what the wheel now holds."
        )
    return found[0]


def copy(source: Path, into: Path, licence: str | None) -> dict[str, str]:
    """Writes the vendor folder afresh. Returns each file's name with the first of its SHA-256."""
    written = {
        "nhsuk-frontend.min.css": clean_style(
            only(source, "css/nhsuk-frontend-*.min.css").read_text(encoding="utf-8")
        ),
        "nhsuk-frontend.min.js": clean_script(
            only(source, "js/nhsuk-frontend-*.min.js").read_text(encoding="utf-8")
        ),
    }
    if licence:
        written["nhsuk-frontend.LICENCE.txt"] = licence
    into.mkdir(parents=True, exist_ok=True)
    for stale in into.iterdir():
        if stale.is_file() and stale.name not in written:
            stale.unlink()
    for name, text in written.items():
        target = into / name
        # An unchanged file keeps its time, so that a running server does not serve it cut short.
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
    return {name: hashlib.sha256(text.encode()).hexdigest()[:12] for name, text in written.items()}


def main(arguments: list[str]) -> int:
    """Copies and answers 0; answers 1 with a sentence where the wheel is missing or has changed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--from", dest="source", type=Path, help="static folder of the wheel, if not installed"
    )
    parser.add_argument("--into", type=Path, default=VENDOR)
    asked = parser.parse_args(arguments)
    try:
        source = asked.source or find_source()
        written = copy(source, asked.into, None if asked.source else find_licence())
    except Missing as reason:
        print(f"The assets were not copied. {reason}", file=sys.stderr)
        return 1
    for name, digest in written.items():
        print(f"{name}  {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
