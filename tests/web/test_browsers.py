"""What a session's browser is called."""

import pytest

from parola.web.account.browsers import browser


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
            "Chrome · Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", "Firefox · Android"),
        ("curl/8.0", "curl/8.0"),
        ("", "–"),
    ],
)
def test_a_browser_is_called_by_its_name_and_its_device(said: str, called: str) -> None:
    assert browser(said) == called
