"""Which language a customer writes in."""

from __future__ import annotations

import pytest

from parola.desk.mail.language import guess

ALL = ["en", "es", "it", "ar"]


@pytest.mark.parametrize(
    ("text", "among", "found"),
    [
        ("We cannot sign in since this morning, please help us with that.", ALL, "en"),
        ("Hola, desde esta mañana no podemos entrar en el sistema. Gracias.", ALL, "es"),
        ("Buongiorno, da stamattina non riusciamo ad accedere al sistema, grazie.", ALL, "it"),
        ("السلام عليكم، لا نستطيع تسجيل الدخول إلى النظام", ALL, "ar"),
        ("لا نستطيع فتح Windows Server 2022 منذ الصباح بعد التحديث الأخير", ALL, "ar"),
        ("السلام عليكم، لا نستطيع تسجيل الدخول", ["en", "es"], "es"),
        ("Wir können uns nicht anmelden.", ALL, "es"),
        ("Error 17", ALL, "es"),
        ("", [], "es"),
    ],
)
def test_the_language_is_told_or_the_brands_own_is_taken(text: str, among: list[str], found: str) -> None:
    assert guess(text, among, otherwise="es") == found
