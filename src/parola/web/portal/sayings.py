"""What was promised, in whole sentences: for each metric how it is told while it runs, and once it was kept, missed or done late."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from parola.sla.agreement import Metric


class Saying(NamedTuple):
    """The sentences of one metric. Placeholders: `instant` is the due time, `answered` when it was done."""

    running: Lazy
    undone: Lazy
    """Missed, and not done yet, or never."""
    late: Lazy
    kept: Lazy
    unpromised: Lazy
    """Best effort, not done yet."""
    given: Lazy
    """Best effort, and done."""


SAYINGS: Mapping[Metric, Saying] = {
    Metric.FIRST_RESPONSE: Saying(
        running=_("We will answer by %(instant)s."),
        undone=_("We promised to answer by %(instant)s, and have not kept it. We are sorry."),
        late=_("We promised to answer by %(instant)s, and answered only on %(answered)s. We are sorry."),
        kept=_("We promised to answer by %(instant)s, and answered on %(answered)s."),
        unpromised=_("Your plan promises no fixed time for an answer: we answer as soon as we can."),
        given=_("We answered on %(answered)s. No fixed time was promised."),
    ),
    Metric.ACKNOWLEDGEMENT: Saying(
        running=_("We will confirm that we have your request by %(instant)s."),
        undone=_(
            "We promised to confirm that we have your request by %(instant)s, and have not kept it. We are sorry."
        ),
        late=_(
            "We promised to confirm that we have your request by %(instant)s, and did so only on %(answered)s. We are sorry."
        ),
        kept=_("We promised to confirm that we have your request by %(instant)s, and did so on %(answered)s."),
        unpromised=_("Your plan promises no fixed time for a confirmation: we confirm as soon as we can."),
        given=_("We confirmed that we have your request on %(answered)s. No fixed time was promised."),
    ),
    Metric.NEXT_RESPONSE: Saying(
        running=_("We will answer your message by %(instant)s."),
        undone=_("We promised to answer your message by %(instant)s, and have not kept it. We are sorry."),
        late=_("We promised to answer your message by %(instant)s, and answered only on %(answered)s. We are sorry."),
        kept=_("We promised to answer your message by %(instant)s, and answered on %(answered)s."),
        unpromised=_("Your plan promises no fixed time for an answer to your message: we answer as soon as we can."),
        given=_("We answered your message on %(answered)s. No fixed time was promised."),
    ),
    Metric.UPDATE: Saying(
        running=_("You will hear from us by %(instant)s at the latest, even if there is nothing new."),
        undone=_("We promised that you would hear from us by %(instant)s, and have not kept it. We are sorry."),
        late=_("We promised that you would hear from us by %(instant)s, and wrote only on %(answered)s. We are sorry."),
        kept=_("We promised that you would hear from us by %(instant)s, and wrote on %(answered)s."),
        unpromised=_("Your plan promises no fixed times for news: we write as soon as there is something to tell."),
        given=_("We wrote to you on %(answered)s. No fixed time was promised."),
    ),
    Metric.ESCALATION: Saying(
        running=_("If it is not solved by %(instant)s, we will have passed it to the next support level by then."),
        undone=_(
            "We promised to pass this to the next support level by %(instant)s, and have not kept it. We are sorry."
        ),
        late=_(
            "We promised to pass this to the next support level by %(instant)s, and it went on only on %(answered)s. We are sorry."
        ),
        kept=_(
            "We promised to pass this to the next support level by %(instant)s, unless it was solved; this was kept on %(answered)s."
        ),
        unpromised=_("Your plan promises no fixed time for passing this to the next support level."),
        given=_("This was passed on or solved on %(answered)s. No fixed time was promised."),
    ),
    Metric.WORKAROUND: Saying(
        running=_("We will give you a way around the problem by %(instant)s."),
        undone=_("We promised you a way around the problem by %(instant)s, and have not kept it. We are sorry."),
        late=_(
            "We promised you a way around the problem by %(instant)s, and gave it only on %(answered)s. We are sorry."
        ),
        kept=_("We promised you a way around the problem by %(instant)s, and gave it on %(answered)s."),
        unpromised=_(
            "Your plan promises no fixed time for a way around the problem: we look for one as soon as we can."
        ),
        given=_("We gave you a way around the problem on %(answered)s. No fixed time was promised."),
    ),
    Metric.RESTORATION: Saying(
        running=_("We will have the service working again by %(instant)s."),
        undone=_("We promised that the service would work again by %(instant)s, and have not kept it. We are sorry."),
        late=_(
            "We promised that the service would work again by %(instant)s, and it did only on %(answered)s. We are sorry."
        ),
        kept=_("We promised that the service would work again by %(instant)s, and it did on %(answered)s."),
        unpromised=_(
            "Your plan promises no fixed time for the service to work again: we restore it as soon as we can."
        ),
        given=_("The service was working again on %(answered)s. No fixed time was promised."),
    ),
    Metric.RESOLUTION: Saying(
        running=_("We will solve this by %(instant)s."),
        undone=_("We promised to solve this by %(instant)s, and have not kept it. We are sorry."),
        late=_("We promised to solve this by %(instant)s, and solved it only on %(answered)s. We are sorry."),
        kept=_("We promised to solve this by %(instant)s, and solved it on %(answered)s."),
        unpromised=_("Your plan promises no fixed time for a solution: we solve this as soon as we can."),
        given=_("We solved this on %(answered)s. No fixed time was promised."),
    ),
    Metric.CAUSE: Saying(
        running=_("We will tell you the cause by %(instant)s."),
        undone=_("We promised to tell you the cause by %(instant)s, and have not kept it. We are sorry."),
        late=_("We promised to tell you the cause by %(instant)s, and told you only on %(answered)s. We are sorry."),
        kept=_("We promised to tell you the cause by %(instant)s, and told you on %(answered)s."),
        unpromised=_("Your plan promises no fixed time for the cause: we tell you as soon as we know it."),
        given=_("We told you the cause on %(answered)s. No fixed time was promised."),
    ),
}

GOAL = Saying(
    running=_("We aim for %(instant)s. This is an aim, and no promise."),
    undone=_("We aimed for %(instant)s, and have not managed it. It was an aim, and no promise."),
    late=_("We aimed for %(instant)s, and managed it only on %(answered)s. It was an aim, and no promise."),
    kept=_("We aimed for %(instant)s, and managed it on %(answered)s."),
    unpromised=_("No fixed time is promised."),
    given=_("It was done on %(answered)s. No fixed time was promised."),
)
"""What is aimed at is told as an aim, whatever the metric."""

AGREED = Saying(
    running=_("We agreed with you on %(instant)s."),
    undone=_("We agreed with you on %(instant)s, and have not kept it. We are sorry."),
    late=_("We agreed with you on %(instant)s, and kept it only on %(answered)s. We are sorry."),
    kept=_("We agreed with you on %(instant)s, and kept it on %(answered)s."),
    unpromised=_("No fixed time is promised."),
    given=_("It was done on %(answered)s. No fixed time was promised."),
)
"""What both sides agreed on for this request, in place of what the plan promises."""

PAUSED = _("This time stands still while we wait for: %(reason)s. It goes on afterwards where it stood.")
VOID = _("This promise no longer counts.")
YOUR_ANSWER = _("your answer")
