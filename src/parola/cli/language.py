"""The language that a person at a terminal reads: `--lang` where it is given, else what the environment says."""

from __future__ import annotations

import os
from collections.abc import Mapping

LANGUAGES = ("en", "es", "it", "ar")
"""The languages that Parola speaks; the first is the one to fall back on."""


def preferred(chosen: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """The first language of ours among the chosen one and the environment's, in the order gettext looks at them.

    (GNU gettext manual, "Locale Environment Variables": LANGUAGE, a list, is read before LC_ALL, LC_MESSAGES and LANG.)
    """
    named = [chosen or "", *environ.get("LANGUAGE", "").split(":")]
    named += [environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for name in named:
        language = name.split(".")[0].split("@")[0].replace("-", "_").split("_")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]
