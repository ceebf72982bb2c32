"""Files that are made to break or to stop the desk that reads them are refused, and cost little."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from parola.desk.knowledge.importing import take_bytes
from parola.desk.knowledge.sources.page import Taken, Unreadable


def taken(name: str, data: bytes, kind: str = "api") -> Taken:
    return take_bytes(name, data, kind, "en")


def test_a_table_is_not_filled_up_to_its_longest_row_without_end() -> None:
    found = taken("a.html", b"<table><tr>" + b"<td>" * 20_000 + b"<tr><td>a" * 20_000, "documentation")
    assert [fault.text for fault in found.faults] == ["this page has more than 100000 characters: part it"]


def test_a_zip_file_that_is_broken_within_is_told_however_it_is_packed() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.md", "# Hello\n" + "some words " * 500)
    data = bytearray(packed.getvalue())
    data[50] ^= 0xFF
    with pytest.raises(Unreadable):
        taken("a.zip", bytes(data))


def test_a_number_that_cannot_be_told_in_digits_is_a_fault() -> None:
    found = taken("a.yaml", b"openapi: 3.0.0\ninfo: {version: 0x" + b"f" * 9000 + b"}\npaths: {/a: {get: {}}}\n")
    assert [fault.text for fault in found.faults] == ["this is no YAML"]


def test_json_of_too_many_values_is_not_built() -> None:
    found = taken("a.json", b'{"openapi": "3.0.0", "paths": [' + b"{}," * 1_100_000 + b"1]}")
    assert [fault.text for fault in found.faults] == ["this is nested too deep, or too long"]


def test_what_a_reference_means_is_not_copied_at_each_look() -> None:
    """A page of 121 looks at 100,000 values, twenty times: a minute and more where each look copies them."""
    whole: dict[str, object] = {f"key{number}": number for number in range(100_000)}
    field = {"$ref": "#/components/schemas/Whole"}
    answer = {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/Many"}}}}
    found = taken("a.json", json.dumps({
        "openapi": "3.0.0",
        "paths": {f"/{number}": {"get": {"responses": {"200": answer}}} for number in range(20)},
        "components": {"schemas": {"Whole": whole, "Many": {"properties": {f"f{each}": field for each in range(100)}}}},
    }).encode())  # fmt: skip
    assert not found.faults
    assert len(found.pages) == 21


def test_statuses_may_be_numbers_in_yaml() -> None:
    found = taken("a.yaml", b"openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {description: Fine}}}}}\n")
    assert "### 200\n\nFine" in found.pages[-1].text
