"""Where the account wants to be told: asked, changed and tried."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from line_simulator import webhooks
from line_simulator.answers import Refusal
from line_simulator.calls import Call
from line_simulator.clock import iso
from line_simulator.world import Delivery, Json

LONGEST: Final = 500
AT_HOME: Final = {"localhost", "127.0.0.1"}  # where LINE would never go, plain http does


def show(call: Call) -> Json:
    """The address now."""
    hook = call.account.webhook
    if not hook.url:
        raise Refusal(404, "Webhook endpoint not found")
    return {"endpoint": hook.url, "active": hook.is_active}


def change(call: Call) -> Json:
    """Another address."""
    call.account.webhook.url = _address(call.body.get("endpoint"))
    return {}


async def trial(call: Call) -> Json:
    """Send no events to it, signed, and tell what came back."""
    hook = call.account.webhook
    url = _address(call.body["endpoint"]) if call.body.get("endpoint") else hook.url
    if not url:
        raise Refusal(404, "Webhook endpoint not found")
    body = webhooks.envelope(call.account, [])
    delivery = Delivery(call.now, [], body, webhooks.signature(call.account.secret, body.encode()))
    await webhooks.post(call.world, delivery, url)
    return {
        "success": delivery.reason == "OK",
        "timestamp": iso(call.now),
        "statusCode": delivery.status,
        "reason": delivery.reason,
        "detail": delivery.detail,
    }


def _address(value: Any) -> str:
    parts = urlsplit(value) if isinstance(value, str) and len(value) <= LONGEST else None
    is_safe = parts and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in AT_HOME))
    if not is_safe or not parts or not parts.netloc:
        raise Refusal(400, "Invalid webhook endpoint URL")
    return str(value)
