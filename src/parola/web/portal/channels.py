"""How a vendor can be reached under a plan, told kindly."""

from dataclasses import dataclass

from parola.desk.accounts.models import Brand
from parola.sla.agreement import Channel, Plan
from parola.web.templatetags.parola import words

ICONS = {
    Channel.EMAIL: "mail",
    Channel.WEB: "globe",
    Channel.PHONE: "phone",
    Channel.API: "bot",
    Channel.ACCOUNT_MANAGER: "user-check",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to reach the vendor; `where` is its address or whom to ask, where there is one."""

    channel: Channel
    name: str
    icon: str
    where: str


def ways(brand: Brand, plan: Plan, account_manager: str = "") -> list[Way]:
    """The plan's channels."""
    places = {
        Channel.EMAIL: brand.support_address,
        Channel.PHONE: brand.phone,
        Channel.ACCOUNT_MANAGER: account_manager,
    }
    return [
        Way(channel=each, name=words().channel(each), icon=ICONS[each], where=places.get(each, ""))
        for each in plan.channels
    ]
