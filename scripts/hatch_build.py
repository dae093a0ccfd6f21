"""Guards the wheel: without its style and script a page would be bare, so such a wheel is not built."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src/goldthread/web/static/vendor")


class AssetsPresent(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]
    """Refuses to build a wheel before `make assets` has copied the style and script."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it gathers files; `version` is "editable" for a work-tree install."""
        if version == "editable":
            return
        if not (Path(self.root) / VENDOR / "nhsuk-frontend.min.css").is_file():
            raise SystemExit(
                "The wheel was not built: style and script are missing. Run `make wheel`, which copies them."
            )
