"""Bot API: how the bot learns what happened."""

import re
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.params import Json, Params
from bot.playground.state import World
from bot.playground.updates import MAX_POLL, check_kinds, clamp_batch
from bot.playground.webhook import Webhook

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
MAX_CONNECTIONS = 100


async def get_updates(world: World, params: Params) -> list[Json]:
    """Long poll; an offset confirms all updates below it."""
    updates = world.updates
    updates.allow(check_kinds(params.structure("allowed_updates")))
    timeout = min(max(params.integer("timeout"), 0), MAX_POLL)
    limit = clamp_batch(params.integer("limit", 100))
    return await updates.fetch(params.integer("offset"), limit, timeout)


def set_webhook(world: World, params: Params) -> bool:
    """Deliver to an address; an empty one deletes. Plain HTTP is fine on a local server."""
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    if not re.match(r"https?://[^\s/]+", url):
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(params.integer("max_connections", 40), 1), MAX_CONNECTIONS)
    world.updates.allow(check_kinds(params.structure("allowed_updates")))
    if params.flag("drop_pending_updates"):
        world.updates.drop_pending()
    world.updates.set_webhook(Webhook(url, secret, connections))
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Back to polling."""
    if params.flag("drop_pending_updates"):
        world.updates.drop_pending()
    if world.updates.delivery.webhook is not None:
        world.updates.set_webhook(None)
    return True


def get_webhook_info(world: World, _: Params) -> Json:
    """Where updates go and how many wait."""
    webhook = world.updates.delivery.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if webhook is not None:
        info["max_connections"] = webhook.max_connections
    if webhook is not None and webhook.last_error_date is not None:
        info["last_error_date"] = webhook.last_error_date
        info["last_error_message"] = webhook.last_error_message
    if world.updates.allowed is not None:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
