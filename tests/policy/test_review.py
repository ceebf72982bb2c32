"""What is well written and still wrong is found, with its place, its weight and an example."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from parola.policy import library
from parola.policy.codes import CODES
from parola.policy.findings import MAX_FINDINGS, BadAgreement, Finding
from parola.policy.review import Review, review, vetted
from tests.policy.samples import ENGLISH, agreed, more, small

TARGETS = "{on: office, P1: 2h, P2: 1d}"
ON = dt.date(2026, 11, 22)
GOLD = "  gold: {name: Gold, channels: [web], hours: x, targets: {first_response: %s}}\n"


def found(text: str) -> list[Finding]:
    return list(review(agreed(text), ON).findings)


def with_targets(tables: str) -> str:
    return small(**{f"first_response: {TARGETS}": tables})


FINDINGS = {
    "a response that runs while nobody may be contacted": (
        small(
            **{"Something is wrong.": "Something is wrong., contact: office", TARGETS: "{on: always, P1: 2h, P2: 4h}"}
        ),
        "contact-window",
        (
            "25:44 this target cannot be kept for a request that comes in during 64.3% of the week: it is due before the "
            "customer may be contacted. For example: in Fri, 6 Nov 2026, 17:00, due Fri, 6 Nov 2026, 21:00, contact from "
            "Mon, 9 Nov 2026, 09:00"
        ),
    ),
    "a row that the two above it leave no ticket": (
        with_targets(
            "first_response: [{on: always, when: {type: bug}, P1: 1h}, {on: always, when: {type: {not: bug}}, P1: 2h}, {on: office, P1: 3h, P2: 1d}]"
        ),
        "row-never-taken",
        "25:126 no ticket gets this target: the rows above it, an exclusion or its own `when` leave none",
    ),
    "a row for excluded tickets alone": (
        with_targets("first_response: [{on: always, when: {product: beta}, P1: 1h}, {on: office, P1: 3h, P2: 1d}]")
        + "exclusions: {betas: {when: {product: beta}, text: None.}}\n",
        "row-never-taken",
        "25:60 no ticket gets this target: the rows above it, an exclusion or its own `when` leave none",
    ),
    "no clock, under a condition that is passed over": (
        with_targets("first_response: [{on: always, when: {type: question}, P1: none}, {on: office, P1: 3h, P2: 1d}]"),
        "no-clock-passed-over",
        "25:61 `none` has no effect here: the tickets it is for get the row below",
    ),
    "guards that contradict each other": (
        more(
            "guards:\n  a: {priority: P1, requires: {environment: production}, text: t}\n"
            "  b: {priority: P1, requires: {environment: staging}, text: t}\n"
        ),
        "guard-never-holds",
        "28:3 no ticket can be given `P1`: what its guards require contradicts itself",
    ),
    "a closing before its reminder": (
        more("closing: {remind: [2d, 9d], close: 1w, on: always, text: t}\n"),
        "closing-out-of-order",
        (
            "26:29 this step does not come after the one before it. For example: waiting from Mon, 2 Nov 2026, 00:00, the one "
            "before on Wed, 11 Nov 2026, 00:00, this one on Mon, 9 Nov 2026, 00:00"
        ),
    ),
    "a closing before its reminder at one priority": (
        more("closing: {remind: 2d, close: 1w, by_priority: {P2: 9d, P1: 1d}, on: always, text: t}\n"),
        "closing-out-of-order",
        (
            "26:56 this step does not come after the one before it. For example: waiting from Mon, 2 Nov 2026, 00:00, the one "
            "before on Wed, 4 Nov 2026, 00:00, this one on Tue, 3 Nov 2026, 00:00"
        ),
    ),
    "a notice that comes with the resolution": (
        more("resolved_closes_after: {within: 1d, notice: 36h}\n"),
        "closing-out-of-order",
        (
            "26:37 the notice does not come after the resolution. For example: resolved on Mon, 2 Nov 2026, 00:00, closed on "
            "Tue, 3 Nov 2026, 00:00"
        ),
    ),
    "what is resolved is never closed": (
        more("closing: {close: 1w, on: always, text: t}\n"),
        "resolved-never-closes",
        "26:1 what is not answered is closed in the end, and a resolved ticket never: it stays so until somebody closes it",
    ),
    "a closing for what no ticket waits for": (
        more("closing: {waits_for: parts, close: 1w, on: always, text: t}\n"),
        "rule-never-applies",
        "26:11 no ticket waits for `parts`: nothing is ever closed by this",
    ),
    "a lowering that another comes before": (
        more(
            "lowering:\n  a: {on: restored, priority: P1, lower_to: P2, text: t}\n"
            "  b: {on: restored, priority: P1, lower_to: P2, text: t}\n"
        ),
        "rule-never-applies",
        "28:3 `lowering.a` lowers the same tickets on the same occasion: this rule never comes to pass",
    ),
    "a lowering to what one plan lacks": (
        more(
            "  gold: {name: Gold, channels: [web], hours: x, not_offered: [P2], targets: {first_response: {on: office, P1: 1h}}}\n"
        )
        + "reachability: {r: {priority: P1, within: 1h, on: always, lower_to: P2, text: t}}\n",
        "lower-not-offered",
        "27:16 plans that offer `P1` and not `P2`, where nothing is lowered: gold",
    ),
    "an objective on a threshold that is not there": (
        more("objectives: {o: {metrics: [first_response], threshold: outer, share: 95%, text: t}}\n"),
        "objective-without-target",
        "26:28 no plan has a clock `outer` for the metric First response: of this objective nothing is ever counted",
    ),
    "an objective on what nothing promises": (
        more("objectives: {o: {metrics: [first_response, resolution], share: 95%, text: t}}\n"),
        "objective-without-target",
        "26:44 no plan has a target for the metric Resolution: of this objective nothing is ever counted",
    ),
    "a calendar that never opens": (
        small(
            **{
                "contract_calendars:": "  night: {name: N, hours: daily 20:00-06:00, timezone: Europe/Madrid}\n"
                "  never: {name: X, all_of: [office, night]}\ncontract_calendars:"
            }
        ),
        "calendar-never-opens",
        "18:3 the calendar `never` is not open in any ordinary week: nothing on it is ever due",
    ),
    "a calendar whose closures leave no day": (
        small(**{"holidays: ES-MD": "closures: {all: {dates: 01-01 - 12-31, name: All year}}"}),
        "calendar-never-opens",
        "12:3 the closures of the calendar `office` leave no day open: what comes in on Mon, 2 Nov 2026, 00:00 is never due",
    ),
    "calendar days on hours that close": (
        with_targets("first_response: {on: office, P1: 2h, P2: 2 calendar days}"),
        "calendar-days-on-hours",
        (
            "25:44 this counts every date, and its calendar does not: warnings and the time used would count the calendar's "
            "hours. For example: in Fri, 6 Nov 2026, 17:00, due Sun, 8 Nov 2026, 17:00, of which 0 seconds are counted"
        ),
    ),
    "holidays by hand that end": (
        small(
            **{
                "holidays: ES-MD": "closures: {a: {dates: 2026-12-24 - 2026-12-25, name: Christmas}, b: {dates: 2027-01-01, name: New Year}}"
            }
        ),
        "holidays-end",
        (
            "16:5 the last holiday that this calendar knows is on 2027-01-01: later ones are worked. For example: it is open "
            "on Fri, 24 Dec 2027, 09:00"
        ),
    ),
    "special hours that are over": (
        small(**{"holidays: ES-MD": "special: {a: {dates: 2026-06-30, hours: closed, name: Stocktaking}}"}),
        "special-hours-end",
        (
            "16:5 the last special hours of this calendar are those of 2026-06-30: later on its usual hours hold. For "
            "example: it is open on Wed, 30 Jun 2027, 09:00"
        ),
    ),
    "a promise for the next millennia": (
        small(**{"mon-fri 09:00-17:00": "mon 09:00-09:01", "P2: 1d": "P2: 999d"}),
        "never-due",
        "25:44 this is never due: its calendar has not so much working time before the year 9999",
    ),
    "a matrix that is upside down": (
        more("matrix: {impact: {high: H, low: L}, urgency: {high: H}, rows: {high: {high: P2, low: P1}}}\n"),
        "matrix-order",
        "26:81 `P1` at low / high is more severe than `P2` at high / high, which is the higher",
    ),
    "updates before the first response": (
        with_targets(f"first_response: {TARGETS}\n      update: {{on: always, P1: 1h, P2: none}}"),
        "update-before-response",
        (
            "26:28 the first update is due before the first response: at worst after 1 hour, the response after 66 hours. For "
            "example: in Fri, 6 Nov 2026, 17:00, update due Fri, 6 Nov 2026, 18:00, response due Mon, 9 Nov 2026, 11:00"
        ),
    ),
    "updates after the resolution": (
        with_targets(
            f"first_response: {TARGETS}\n      update: {{on: office, P1: 9h, P2: none}}\n      resolution: {{on: office, P1: 8h, P2: none}}"
        ),
        "update-after-resolution",
        "26:28 an update comes only after the resolution: at worst after 89 hours, the resolution after 72 hours. For example",
    ),
    "a dearer plan that is slower": (
        more(GOLD % "{on: office, P1: 3h, P2: 1d}"),
        "worse-than-cheaper",
        (
            "26:88 the plan `gold` is slower than the cheaper `basic`: First response at `P1` takes 67 hours at worst against "
            "66 hours. For example: in Fri, 6 Nov 2026, 17:00"
        ),
    ),
    "a dearer plan that is slower, though its figure is the lower one": (
        more(GOLD % "{on: office, P1: 2h, P2: 20h}", **{TARGETS: "{on: always, P1: 2h, P2: 1d}"}),
        "worse-than-cheaper",
        (
            "26:88 the plan `gold` is slower than the cheaper `basic`: First response at `P1` takes 66 hours at worst against "
            "2 hours."
        ),
    ),
    "a dearer plan that promises nothing": (
        more(GOLD % "{on: office, P1: best effort, P2: 1d}"),
        "worse-than-cheaper",
        "26:88 the plan `gold` promises nothing where the cheaper `basic` does: First response at `P1`",
    ),
    "a priority that nobody gives": (
        more("customer_chooses: false\n"),
        "priority-never-given",
        "7:3 no rule gives a ticket `P1`: neither the matrix nor the default nor a customer",
    ),
    "a default that the plan does not offer": (
        small(**{TARGETS: "{on: office, P1: 2h}\n    not_offered: [P2]"}),
        "default-not-offered",
        "26:5 this plan does not offer `P2`, which a ticket gets where none was chosen: nothing is promised for it",
    ),
    "a named step for what nobody is promised": (
        more("alarms: {steps: {duty: {metric: resolution, after: 1h, tell: [lead], name: Duty}}}\n"),
        "step-never-comes",
        "26:18 this step never comes: no plan has a due time for it",
    ),
    "an escalation with nowhere to go": (
        with_targets(f"first_response: {TARGETS}\n      escalation: {{on: office, P1: 2h, P2: none}}"),
        "single-tier",
        "20:3 `basic` has an escalation target and one tier: at the due time the next tier is informed, and the ticket stays",
    ),
}


@pytest.mark.parametrize(("text", "code", "told"), FINDINGS.values(), ids=FINDINGS.keys())
def test_what_is_wrong_is_found_where_it_stands(text: str, code: str, told: str) -> None:
    here = [each for each in found(text) if each.code == code]
    assert f"{here[0].line}:{here[0].column} {here[0].told(ENGLISH)}".startswith(told)
    assert here[0].severity == CODES[code]
    assert here[0].rendered(ENGLISH)


def test_every_code_has_an_example_here() -> None:
    elsewhere = {"accepts-nothing", "case-fails"}
    assert {code for _, code, _ in FINDINGS.values()} | elsewhere == set(CODES)


SOUND = {
    "as it is": small(),
    "a response on the calendar of the contact window": small(
        **{"Something is wrong.": "Something is wrong., contact: office"}
    ),
    "a promise longer than any night": small(
        **{"Something is wrong.": "Something is wrong., contact: office", TARGETS: "{on: always, P1: 2h, P2: 3d}"}
    ),
    "rows of which each has its tickets": with_targets(
        "first_response: [{on: always, when: {type: bug}, P1: 1h}, {on: office, P1: 3h, P2: 1d}]"
    ),
    "a dearer plan that is faster, though its figure is the higher one": more(GOLD % "{on: always, P1: 3h, P2: 1d}"),
    "closures of its own beside the public holidays": small(
        **{"holidays: ES-MD": "holidays: ES-MD\n    closures: {move: {dates: 2026-05-04, name: We move}}"}
    ),
    "closures that come back each year": small(
        **{"holidays: ES-MD": "closures: {christmas: {dates: 12-24 - 01-02, name: Christmas}}"}
    ),
    "calendar days around the clock": with_targets(
        "first_response: [{on: office, P1: 2h}, {on: always, P2: 2 calendar days}]"
    ),
    "a trial that is slower": more(GOLD.replace("hours: x", "hours: x, trial: true") % "{on: office, P1: 9h, P2: 9d}"),
    "a plan for everybody that is slower": more(GOLD % "{on: office, all: best effort}" + "default_plan: gold\n"),
    "a conditional `none` with no row below": with_targets(
        "first_response: [{on: office, P1: 3h, P2: 1d}]\n      update: [{on: always, when: {type: x}, all: none}, {on: always, all: none}]"
    ),
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_is_sound_is_let_be(text: str) -> None:
    assert [each.told(ENGLISH) for each in found(text)] == []


def test_credentis_premium_p3_around_the_clock_fails_for_most_of_the_week() -> None:
    source = library.load("credenti").source
    draft = source.replace("- {on: contract, P3: 4h, P4: 12h}", "- {on: always, P3: 4h, P4: 12h}")
    assert draft != source
    errors = review(agreed(draft)).errors
    assert [(each.place, each.code) for each in errors if each.code == "contact-window"] == [
        ("plans.premium.targets.first_response.P3", "contact-window"),
        ("plans.premium.targets.first_response.P4", "contact-window"),
    ]
    assert "64.3% of the week" in errors[0].told(ENGLISH)


@pytest.mark.parametrize("id", [path.stem for path in library.shipped()])
def test_what_ships_is_sound(id: str) -> None:
    assert review(library.load(id)).findings == ()


ESCALATION = with_targets(f"first_response: {TARGETS}\n      escalation: {{on: office, P1: 2h, P2: none}}")
ACCEPTED = "accepted: {one: {code: single-tier, place: %s, reason: We have one.}}\n"


@pytest.mark.parametrize("place", ["plans.basic.tiers", "plans.basic", "plans"])
def test_what_the_file_accepts_is_set_apart_with_its_reason(place: str) -> None:
    text = ESCALATION.replace("    targets:", "    tiers: [1]\n    targets:") + ACCEPTED % place
    reviewed = review(agreed(text))
    assert reviewed.findings == ()
    assert [(each.finding.code, each.reason) for each in reviewed.accepted] == [("single-tier", {"en": "We have one."})]


def test_what_ends_is_told_from_a_year_before_on_and_may_be_accepted_earlier() -> None:
    text = small(**{"holidays: ES-MD": "closures: {a: {dates: 2026-12-25, name: Christmas}}"})
    text += "accepted: {one: {code: holidays-end, place: calendars.office, reason: We look each autumn.}}\n"
    assert review(agreed(text), dt.date(2025, 12, 24)) == review(agreed(text)) == Review(())
    assert [each.finding.code for each in review(agreed(text), dt.date(2025, 12, 26)).accepted] == ["holidays-end"]
    assert review(library.load("credenti"), dt.date(2075, 6, 1)).findings[0].code == "holidays-end"


def test_what_accepts_nothing_is_told() -> None:
    (only,) = found(small() + ACCEPTED % "plans.basic")
    assert (only.code, only.told(ENGLISH)) == (
        "accepts-nothing",
        "there is no `single-tier` at `plans.basic` to accept",
    )


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("contact-window", "`contact-window` is an error, and cannot be accepted"),
        ("single-teir", "the check knows no `single-teir`"),
    ],
)
def test_only_warnings_and_notes_can_be_accepted(code: str, finding: str) -> None:
    with pytest.raises(BadAgreement, match=finding):
        agreed(small() + (ACCEPTED % "plans.basic").replace("single-tier", code))


def test_a_reason_may_be_translated_and_need_not_be() -> None:
    text = small(**{"languages: [en]": "languages: [en, es]"}) + ACCEPTED % "plans"
    with pytest.raises(BadAgreement) as bad:
        agreed(text + "translations: {es: {title: Acme, accepted: {one: {reason: Tenemos uno.}}}}\n")
    assert not [each for each in bad.value.findings if "accepted" in each.told(ENGLISH)]


def test_errors_keep_an_agreement_from_being_vetted_and_warnings_do_not() -> None:
    warned = more("customer_chooses: false\n")
    assert review(agreed(warned)) != Review(())
    assert vetted(warned, "acme.yaml").agreement.id == "acme"
    with pytest.raises(BadAgreement, match="nothing is ever counted"):
        vetted(more("objectives: {o: {metrics: [resolution], share: 95%, text: t}}\n"), "acme.yaml")


def test_a_file_with_no_end_of_faults_takes_no_long_work() -> None:
    plans = "".join(
        f"  p{index}: {{name: N, channels: [web], hours: x, targets: {{first_response: {{on: always, all: {index + 9}h}}}}}}\n"
        for index in range(60)
    )
    begun = time.process_time()
    reviewed = review(agreed(small() + plans))
    assert len(reviewed.findings) == MAX_FINDINGS
    assert reviewed.errors == reviewed.findings  # there may be worse among the rest
    assert time.process_time() - begun < 10
