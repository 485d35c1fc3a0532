"""Methods by which a bot receives updates."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sandbox.chats import Json
from sandbox.errors import bad_request, conflict
from sandbox.methods import method
from sandbox.params import Params
from sandbox.world import World

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WEBHOOK_PORTS = (80, 88, 443, 8443)


def allowed_of(params: Params) -> list[str] | None:
    """Return the kinds of update a request asks for; None where it does not say. Raises ApiError."""
    kinds = params.json("allowed_updates", "allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return kinds


@method("getUpdates")
async def get_updates(world: World, params: Params) -> list[Json]:
    """Long polling."""
    if world.store.setting("webhook"):
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(allowed_of(params))
    return await world.updates.poll(
        offset=params.integer("offset"),
        limit=params.integer("limit", 100),
        wait=params.integer("timeout"),
        committed=world.store.durable,
    )


def webhook_url(url: str) -> str:
    """Return a webhook's address; raises ApiError for one that Telegram would not deliver to.

    Unlike the real service this one delivers over plain HTTP and to any port where it stays on this machine.
    """
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        port = parts.port or 443
    except ValueError:
        raise bad_request("bad webhook: Failed to parse URL") from None
    if parts.hostname in LOOPBACK:
        return parts.geturl()
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not parts.hostname or "." not in parts.hostname:
        raise bad_request("bad webhook: Failed to resolve host: No address associated with hostname")
    return parts.geturl()


@method("setWebhook")
async def set_webhook(world: World, params: Params) -> bool:
    """Have updates delivered by POST; an empty url ends that."""
    url = params.text("url").strip()
    if not url:
        return await delete_webhook(world, params)
    secret = params.text("secret_token")
    if not re.fullmatch("[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    settings = {
        "url": webhook_url(url),
        "secret_token": secret,
        "max_connections": min(max(params.integer("max_connections", 40), 1), 100),
    }
    world.updates.interrupt("setWebhook request")
    world.updates.allow(allowed_of(params))
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.webhook.set(settings)
    return True


@method("deleteWebhook")
async def delete_webhook(world: World, params: Params) -> bool:
    """Go back to getUpdates."""
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    world.webhook.set(None)
    return True


@method("getWebhookInfo")
async def get_webhook_info(world: World, params: Params) -> Json:
    """Return where updates go and how that went."""
    return world.webhook.info()
