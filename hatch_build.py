"""What a build adds to the package: compiled message catalogues, and the agreements that ship with Parola."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Additions(BuildHookInterface[Any]):
    """Compiles each locale/*/LC_MESSAGES/django.po beside itself; puts policies/ into the wheel (in place it stays where it is)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the build back end before it collects the files."""
        for po in sorted(Path(self.root, "src/parola/locale").glob("*/LC_MESSAGES/django.po")):
            mo = po.with_suffix(".mo")
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source))
            build_data["artifacts"].append(str(mo.relative_to(self.root)))
        if version == "standard" and self.target_name == "wheel":
            build_data["force_include"][str(Path(self.root, "policies"))] = "parola/policies"
