"""What a browser says of itself, in a few words: its name and the device's."""

from __future__ import annotations

BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
"""What stands in what they say, in the order in which it counts: most claim to be others too."""
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser(said: str) -> str:
    """`Firefox · Windows`; where nothing is known, the beginning of what it says."""
    found = [next((name for mark, name in names.items() if mark in said), "") for names in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or said[:60] or "–"
