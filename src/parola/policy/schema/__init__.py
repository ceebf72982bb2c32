"""The shape of an agreement file: which keys there are, and what may stand in each.

What a value must look like is in `fields`, what must fit together in `check`. The attribute docstrings go into the JSON Schema.
"""

from .alarms import Alarms, NamedStep
from .calendars import Calendar, Closure, Special
from .cases import Case, Expected, Given, Happening
from .courses import Closing, Lowering, Pace, Period, Reopening, ResolvedClosing
from .editors import json_schema
from .file import Accepted, AgreementFile, Note
from .plans import Addon, Entitlement, Plan, Quota, Table, Targets, Tier
from .priorities import Fact, Matrix, Priority
from .problems import Aim, Problems, ProblemTable
from .rules import Credit, Exclusion, Guard, Objective, Reachability, Reclassification

__all__ = [
    "Accepted",
    "Addon",
    "AgreementFile",
    "Aim",
    "Alarms",
    "Calendar",
    "Case",
    "Closing",
    "Closure",
    "Credit",
    "Entitlement",
    "Exclusion",
    "Expected",
    "Fact",
    "Given",
    "Guard",
    "Happening",
    "Lowering",
    "Matrix",
    "NamedStep",
    "Note",
    "Objective",
    "Pace",
    "Period",
    "Plan",
    "Priority",
    "ProblemTable",
    "Problems",
    "Quota",
    "Reachability",
    "Reclassification",
    "Reopening",
    "ResolvedClosing",
    "Special",
    "Table",
    "Targets",
    "Tier",
    "json_schema",
]
