"""A zone may be a fixed distance from UTC (`+03:00`), which the standard library does not take for a name: one function makes zones."""

from __future__ import annotations

from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src/parola"


def test_no_other_module_makes_a_zone_of_a_name() -> None:
    makers = [path for path in SOURCE.rglob("*.py") if "ZoneInfo(" in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(SOURCE)) for path in makers] == ["sla/zones.py"]
