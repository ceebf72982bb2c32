"""The codes of what the check finds in a well-written agreement, and how much each weighs.

An error contradicts the agreement itself and cannot be published; a warning is hardly what the vendor means, and can be
accepted with a reason; a note is worth knowing. Codes are for good: files accept warnings by them.
"""

from __future__ import annotations

from collections.abc import Mapping

from .findings import Severity

CODES: Mapping[str, Severity] = {
    "calendar-never-opens": "error",
    "never-due": "error",
    "calendar-days-on-hours": "error",
    "contact-window": "error",
    "row-never-taken": "error",
    "no-clock-passed-over": "error",
    "guard-never-holds": "error",
    "objective-without-target": "error",
    "closing-out-of-order": "error",
    "rule-never-applies": "error",
    "case-fails": "error",
    "matrix-order": "warning",
    "update-after-resolution": "warning",
    "update-before-response": "warning",
    "worse-than-cheaper": "warning",
    "priority-never-given": "warning",
    "default-not-offered": "warning",
    "lower-not-offered": "warning",
    "accepts-nothing": "warning",
    "step-never-comes": "warning",
    "holidays-end": "warning",
    "resolved-never-closes": "warning",
    "special-hours-end": "note",
    "single-tier": "note",
}
