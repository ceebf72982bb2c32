"""What changes between two agreements is told from what to what, and nothing that changes is passed over."""

from __future__ import annotations

import pytest

from parola.policy import library
from parola.policy.compare import Change, changes
from parola.policy.words import Words
from tests.policy.samples import ENGLISH, agreed, small

RULES = """\
customer_chooses: true
priority_change_counts_from: change
default_plan: basic
company_email_only: false
warnings: [50%]
matrix: {impact: {high: H}, urgency: {high: U}, rows: {high: {high: P1}}}
entitlements: {training: {name: Training, detail: Two days.}}
tiers: {1: {name: Front, text: Takes all.}, 2: {name: Back, text: Digs deep.}}
objectives: {o: {metrics: [first_response], share: 95%, by_priority: false, text: Most., period: month, minimum: 2, credits: [{below: 90%, percent: 5}, {misses: 4, percent: 20}]}}
pauses: {resolution: [customer]}
guards: {g: {priority: P1, requires: {environment: production}, text: Only there.}}
reachability: {r: {priority: P1, within: 1h, on: always, lower_to: P2, text: Stay.}}
lowering: {l: {on: workaround, priority: P1, lower_to: P2, automatic: false, text: Less then.}}
closing: {waits_for: customer, remind: [1d, 2d], close: 3d, by_priority: {P1: 50h}, on: always, text: Then we close.}
resolved_closes_after: {within: 5d, notice: 1d}
tier_told: portal
reopen_within: {within: 14d, on: office}
reclassification: {c: {may: [lower], text: We may.}}
exclusions: {e: {when: {product: beta}, text: Not for betas.}}
texts: {intro: We answer.}
notes: {n: {place: plans, text: So it was read.}}
"""
FULL = (
    small(
        **{
            "definition: Everything is down.": "definition: Everything is down., example: X, responsibility: Y, recommended_channels: [phone]",
            "holidays: ES-MD": "holidays: ES-MD\n"
            "    closures: {summer: {dates: 08-01 - 08-15, name: Summer}}\n"
            "    special: {eve: {dates: 2026-12-24, hours: 09:00-13:00, name: Eve}}\n"
            "  late: {name: Late, hours: mon-fri 17:00-20:00}\n"
            "  wide: {name: Wide, any_of: [office, late]}\n"
            "  both: {name: Both, all_of: [office, wide]}",
            "hours: Office hours": "hours: Office hours\n    description: For all.\n    tiers: [1]\n    trial: false\n    includes: [training]",
            "{on: office, P1: 2h, P2: 1d}": "[{on: always, when: {type: [bug]}, P1: 1h}, {on: office, P1: 2h, P2: 1d}]",
        }
    )
    + RULES
)

EDITS = """
title: Acme support => title: Acme's support
vendor: Acme => vendor: Acme Ltd
id: acme => id: acme2
name: Critical => name: Worst
Something is wrong. => Something is not right.
example: X => example: Z
responsibility: Y => responsibility: Z
recommended_channels: [phone] => recommended_channels: [phone, web]
Something is wrong. => Something is wrong., contact: office
default_priority: P2 => default_priority: P1
name: Office hours => name: Our hours
mon-fri 09:00-17:00 => mon-fri 09:00-17:30
timezone: Europe/Madrid => timezone: Europe/Rome
holidays: ES-MD => holidays: ES
08-01 - 08-15 => 08-01 - 08-16
name: Summer => name: August
dates: 2026-12-24 => dates: 2026-12-31
hours: 09:00-13:00 => hours: 09:00-12:00
hours: 09:00-13:00 => hours: closed
name: Eve => name: The eve
any_of: [office, late] => any_of: [late]
all_of: [office, wide] => all_of: [wide]
contract_calendars: [office] => contract_calendars: [late, office]
name: Basic => name: Small
channels: [email, web] => channels: [email]
hours: Office hours => hours: In the day
description: For all. => description: For some.
tiers: [1] => tiers: [1, 2]
trial: false => trial: true
includes: [training] => includes: []
{type: [bug]}, P1: 1h => {type: [bug]}, P1: 2h
when: {type: [bug]} => when: {type: {not: bug}}
{on: office, P1: 2h, P2: 1d} => {on: office, P1: 2h, P2: 2 business days}
{on: office, P1: 2h, P2: 1d} => {on: late, P1: 2h, P2: 1d}
customer_chooses: true => customer_chooses: false
priority_change_counts_from: change => priority_change_counts_from: opening
default_plan: basic =>
company_email_only: false => company_email_only: true
warnings: [50%] => warnings: [50%, 90%]
{high: P1} => {high: P2}
impact: {high: H} => impact: {high: I}
urgency: {high: U} => urgency: {high: V}
name: Training => name: Courses
detail: Two days. => detail: Three days.
name: Front => name: Line
text: Takes all. => text: Takes some.
share: 95% => share: 90%
by_priority: false => by_priority: true
text: Most. => text: Many.
period: month => period: quarter
minimum: 2 => minimum: 3
below: 90% => below: 85%
percent: 5 => percent: 10
misses: 4 => misses: 3
percent: 20 => percent: 25
resolution: [customer] => resolution: [customer, third_party]
requires: {environment: production} => requires: {environment: staging}
text: Only there. => text: There only.
within: 1h, on: always => within: 2h, on: always
within: 1h, on: always => within: 1h, on: office
text: Stay. => text: Stay there.
lower_to: P2, text: Stay => lower_to: P2, automatic: true, text: Stay
on: workaround => on: restored
automatic: false => automatic: true
text: Less then. => text: Then less.
waits_for: customer => waits_for: third_party
remind: [1d, 2d] => remind: [1d]
close: 3d => close: 4d
50h}, on: always => 50h}, on: office
{P1: 50h} => {P1: 51h}
{P1: 50h} => {P1: {remind: 1h, close: 50h}}
text: Then we close. => text: We close then.
resolved_closes_after: {within: 5d, notice: 1d} => resolved_closes_after: {within: 6d, notice: 1d}
within: 5d, notice: 1d => within: 5d, notice: 12h
tier_told: portal => tier_told: mail
{within: 14d, on: office} => {within: 14d, on: always}
{within: 14d, on: office} => never
may: [lower] => may: [lower, raise]
text: We may. => text: We can.
product: beta => product: preview
text: Not for betas. => text: Not for these.
intro: We answer. => intro: We reply.
place: plans, => place: plans.basic,
text: So it was read. => text: So we read it.
"""
PAIRS = [tuple(line.split(" => ")) for line in EDITS.replace(" =>\n", " => \n").strip("\n").split("\n")]


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[f"{number} {old}" for number, (old, new) in enumerate(PAIRS)])
def test_no_change_is_passed_over(old: str, new: str) -> None:
    assert FULL.count(old) == 1, old
    found = changes(agreed(FULL).agreement, agreed(FULL.replace(old, new)).agreement, ENGLISH)
    assert 0 < len(found) <= 5
    assert all(change.before != change.after for change in found)


@pytest.mark.parametrize("id", [path.stem for path in library.shipped()])
def test_an_agreement_does_not_differ_from_itself(id: str) -> None:
    agreement = library.load(id).agreement
    assert changes(agreement, agreement, Words("es")) == []


def test_a_target_is_told_from_what_to_what() -> None:
    (change,) = changes(agreed(small()).agreement, agreed(small(**{"P1: 2h": "P1: 30m"})).agreement, ENGLISH)
    assert change == Change(
        "plans.basic.targets.first_response.P1",
        ("Plan", "basic", "First response", "P1"),
        "2 business hours, Office hours · office",
        "30 business minutes, Office hours · office",
    )
    assert change.told(ENGLISH).split("\n") == [
        "Plan · basic · First response · P1",
        "    from: 2 business hours, Office hours · office",
        "    to: 30 business minutes, Office hours · office",
    ]


def test_what_is_new_and_what_is_no_longer_said() -> None:
    with_text = agreed(small() + "texts: {intro: We answer.}\n").agreement
    without = agreed(small()).agreement
    (new,) = changes(without, with_text, ENGLISH)
    (gone,) = changes(with_text, without, ENGLISH)
    assert new.told(ENGLISH) == "In the vendor's words · intro · en\n    new: We answer."
    assert gone.told(ENGLISH) == "In the vendor's words · intro · en\n    no longer: We answer."
    assert (new.as_dict()["before"], gone.as_dict()["after"]) == (None, None)
