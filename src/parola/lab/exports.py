"""What the words of another desk's export mean, as a YAML file: priorities, states, groups that are tiers (`docs/importing.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from .mapping import Happening, Spec, TermsSpec, zone


class ExportMapping(Spec):
    """All of it may be left out but the priorities that are not the agreement's own names.

    `states` are added to those that the product has of itself; `tiers` are groups or teams by name.
    """

    export: str = ""
    priorities: Mapping[str, str] = Field(default_factory=dict)
    states: Mapping[str, tuple[Happening, ...]] = Field(default_factory=dict)
    tiers: Mapping[str, Annotated[int, Field(ge=1, le=9)]] = Field(default_factory=dict)
    timezone: Annotated[str, AfterValidator(zone)] = "UTC"
    """Of instants that name none."""
    terms: TermsSpec = TermsSpec()
