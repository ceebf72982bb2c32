import pytest

from parola.cli.language import preferred


@pytest.mark.parametrize(
    ("chosen", "environ", "language"),
    [
        (None, {}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "es_ES.UTF-8"}, "es"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "es_ES.UTF-8", "LC_ALL": "it_IT.UTF-8@euro"}, "it"),
        (None, {"LANG": "es_ES.UTF-8", "LANGUAGE": "de:ar_SA:it"}, "ar"),
        ("it", {"LANG": "es_ES.UTF-8"}, "it"),
        ("es-MX", {}, "es"),
        ("xx", {"LANG": "es_ES.UTF-8"}, "es"),
    ],
)
def test_the_language_is_the_first_of_ours_that_is_asked_for(
    chosen: str | None, environ: dict[str, str], language: str
) -> None:
    assert preferred(chosen, environ) == language
