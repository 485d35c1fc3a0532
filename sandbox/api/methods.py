"""The methods of the Bot API that there are, each with the function that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.api import bot, files, inline, messages, updates
from sandbox.api.params import Params
from sandbox.world.world import World


@dataclass(frozen=True)
class Method:
    """One method: its name as documented, and whether it counts as writing in a chat for the flood limits."""

    name: str
    call: Callable[[World, Params], Awaitable[object]]
    writes: bool = False


# Names are found whatever their case.
METHODS = {
    method.name.lower(): method
    for method in (
        Method("getMe", bot.get_me),
        Method("setMyCommands", bot.set_my_commands),
        Method("getUpdates", updates.get_updates),
        Method("setWebhook", updates.set_webhook),
        Method("getWebhookInfo", updates.get_webhook_info),
        Method("deleteWebhook", updates.delete_webhook),
        Method("getChat", messages.get_chat),
        Method("sendMessage", messages.send_message, writes=True),
        Method("sendDocument", files.send_document, writes=True),
        Method("sendPhoto", files.send_photo, writes=True),
        Method("getFile", files.get_file),
        Method("editMessageText", messages.edit_message_text, writes=True),
        Method("editMessageReplyMarkup", messages.edit_message_reply_markup, writes=True),
        Method("deleteMessage", messages.delete_message),
        Method("answerCallbackQuery", messages.answer_callback_query),
        Method("answerInlineQuery", inline.answer_inline_query),
        Method("sendChatAction", messages.send_chat_action),
    )
}
