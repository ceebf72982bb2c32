from __future__ import annotations

import pytest

from parola.desk.knowledge.taking import taken_out


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Write to ana.perez@acme.example today", "Write to [address] today"),
        ("Call +34 600 123 456 or (091) 555-01-23", "Call [number] or [number]"),
        ("See https://acme.example/a?token=1 for CRE-17", "See [link] for [reference]"),
        ("Ana Pérez (Acme S.L.) says ana is in", "[name] ([name]) says [name] is in"),
        ("IBAN ES91 2100 0418 4502 0005 1332", "IBAN [account]"),
        ("The server 10.20.30.40 does not answer", "The server [host] does not answer"),
        ("اتصلت نورة على ٠٥٥١٢٣٤٥٦٧", "اتصلت [name] على [number]"),
        ("Version 8.1.2 of 2024, 30 users, analysis", "Version 8.1.2 of 2024, 30 users, analysis"),
    ],
)
def test_what_says_whose_it_is_goes(text: str, without: str) -> None:
    assert taken_out(text, ["Ana Pérez", "Acme S.L.", "نورة القحطاني"]) == without
