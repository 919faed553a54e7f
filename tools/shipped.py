"""Put parameters and notebooks inside the wheel; an editable install reads the checkout's."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("params", "notebooks")


class ShippedFiles(BuildHookInterface):
    """Add the folders under `dxsim/shipped/` to a wheel that is not editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders to hatchling before it builds; `version` is the kind of wheel."""
        if version == "standard":
            build_data["force_include"] |= {name: f"dxsim/shipped/{name}" for name in FOLDERS}
