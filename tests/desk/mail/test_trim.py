"""What is new in a reply."""

from __future__ import annotations

import pytest

from parola.desk.mail.trim import marked, new_text

OURS = ["support@credenti.example", "@credenti.example"]
MARKER = marked("Please write your answer above this line")
ARABIC = marked("يرجى كتابة ردك فوق هذا السطر")

GMAIL = f"""It works now.

On Tue, Nov 24, 2026 at 10:30 AM Credenti <support@credenti.example>
wrote:

> {MARKER}
>
> Have you tried again?
"""
OUTLOOK = f"""Funciona.

________________________________
De: Credenti <support+7-1-abcdefghijklmnop@credenti.example>
Enviado: martes, 24 de noviembre de 2026 10:30
Para: Ada
Asunto: [CRE-7] No funciona

{MARKER}

¿Ha probado otra vez?
"""
ARABIC_REPLY = f"""شكرا لكم

في الثلاثاء، 24 نوفمبر 2026 كتب Credenti <support@credenti.example>:
> {ARABIC}
> هل حاولتم مرة أخرى؟
"""


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (GMAIL, "It works now."),
        (OUTLOOK, "Funciona."),
        (ARABIC_REPLY, "شكرا لكم"),
        (f"Yes.\n\n{MARKER}\nold words", "Yes."),
        (f"Ask them: bob@customer.example\n\n{MARKER}\nold", "Ask them: bob@customer.example"),
        ("No quotation at all.\nTwo lines.", "No quotation at all.\nTwo lines."),
        (f"{MARKER}\nanswered below the line", f"{MARKER}\nanswered below the line"),
        (f"> {MARKER}\n> quoted\n\nanswered at the bottom", f"> {MARKER}\n> quoted\n\nanswered at the bottom"),
        ("", ""),
    ],
)
def test_only_what_is_above_our_marker_is_new(text: str, new: str) -> None:
    assert new_text(text, OURS) == new
