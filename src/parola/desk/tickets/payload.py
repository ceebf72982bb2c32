"""What the chain holds of an event's row."""

from __future__ import annotations

from typing import Any

from parola.desk.tickets.models import TicketEvent


def payload(row: TicketEvent) -> dict[str, Any]:
    """Everything but the link itself."""
    return {
        "position": row.position,
        "ticket": row.ticket_id,
        "seq": row.seq,
        "kind": row.kind,
        "version": row.version,
        "at": row.at,
        "recorded_at": row.recorded_at,
        "actor": row.actor_id,
        "data": row.data,
        "alarm_key": row.alarm_key,
        "source_id": row.source_id,
    }
