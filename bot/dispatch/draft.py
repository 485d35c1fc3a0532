"""Buttons of something begun: `d:<draft id>:<verb>[:<argument>]`, and `n:<draft id>:<request id>` for "which one?"."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import handlers as asking_handlers
from bot.attachments import albums
from bot.bodies import handlers as body_handlers
from bot.correcting import handlers as correcting_handlers
from bot.i18n.catalogue import shorten
from bot.outcomes import doubts, referrals, taps, undoing
from bot.proposals import handlers as proposals
from bot.several import handlers as several_handlers
from bot.sorting import captions, replies, unsorted
from bot.telegram import offering, sending
from bot.telegram.call import Call, Carried
from bot.telegram.handling import Run
from bot.telegram.presses import FinishedDraft, OldButton, button_data, number_in, one_of
from db import bodies, drafts, letters
from db.tables import Draft

# What goes on once a doubtful name of a body is cleared up.
_NAMES_BODIES = {
    "refer": referrals.go_on,
    "body": body_handlers.go_on,
    "settle": body_handlers.settle,
    "fixbody": correcting_handlers.correct_body,
}


async def choose(call: Call) -> None:
    """A button under a question of ours."""
    _, key, verb, *rest = button_data(call.update).split(":", 3)
    draft = await _draft(call, number_in(key))
    if verb == "cancel":
        await _cancel(call, draft)
    elif draft.kind == "whatisit" and verb in unsorted.VERBS:
        await unsorted.choose(call, draft, verb, rest[0] if rest else "")
    elif draft.kind == "whatisit":
        await replies.choose(call, draft, verb, rest[0] if rest else "")
    elif draft.kind in _NAMES_BODIES and verb in {"body", "addbody"}:
        await _name_body(call, draft, verb, rest[0] if rest else "")
    elif draft.kind == proposals.KIND:
        await proposals.choose(call, draft, verb, rest[0] if rest else "")
    elif draft.kind == "merge" and verb == "merge":
        await body_handlers.merge_now(call, draft)
    elif draft.kind == undoing.ALL:
        await undoing.undo_all(call, draft, verb)
    elif draft.kind == taps.KIND:
        await taps.choose(call, draft, verb)
    elif draft.kind == several_handlers.KIND:
        await several_handlers.choose(call, draft, verb, rest[0] if rest else "")
    elif draft.kind == letters.DRAFTED and verb == "sent":
        await several_handlers.letter_sent(call, draft, rest[0] if rest else "")
    elif draft.kind == doubts.EXTENDING and verb == "when":
        await doubts.choose(call, draft, rest[0] if rest else "")
    elif draft.kind == "ask":
        await asking_handlers.choose(call, draft, verb, rest[0] if rest else "")
    else:
        raise OldButton


def which(commands: dict[str, Run]) -> Run:
    """ "Which request?", or which of several commands was meant, was answered by a button: run the command as it was
    typed, on that request, or the one that was chosen."""

    async def run(call: Call) -> None:
        _, key, chosen = button_data(call.update).split(":")
        draft = await _draft(call, number_in(key))
        command, args, request_id, sure = _chosen(draft, number_in(chosen))
        # One press, one record: a second finds nothing to press on.
        await call.finish(draft.id)
        await sending.toast(call.update, "")
        await sending.show_in_place(call.update, call.t.say("✓ One was chosen."), None)
        carried = Carried({"text": args, "forwarded": {}, **draft.data}) if draft.data.get("files") else None
        meant = replace(call, args=args, request_id=request_id, carried=carried, sure=sure)
        await captions.carry(meant, one_of(commands, command), command)

    return run


def _chosen(draft: Draft, chosen: int) -> tuple[str, str, int | None, bool]:
    """The command, its words, the request that is known, and whether all else about it is."""
    if draft.kind == "which":
        return draft.data["command"], draft.data["args"], chosen, False
    if draft.kind != offering.KIND:
        raise OldButton
    command, args, sure = one_of(dict(enumerate(draft.data["choices"])), chosen)
    return command, args, draft.data.get("request_id"), sure


async def _name_body(call: Call, draft: Draft, verb: str, argument: str) -> None:
    """The button says which of several names it answers: a second tap must not answer the next one."""
    data = dict(draft.data)
    entries = [dict(entry) for entry in data["bodies"]]
    position, _, body_id = argument.partition(":")
    if number_in(position) >= len(entries):
        raise OldButton
    doubtful = entries[int(position)]
    if doubtful["id"] is not None:
        raise FinishedDraft
    async with call.database.write() as session:
        if verb == "body":
            found = await bodies.by_id(session, call.who.newsroom_id, number_in(body_id))
            if found is None:
                raise FinishedDraft
            body = found
        else:
            body, _ = await bodies.named(session, call.who.newsroom_id, doubtful["typed"], now=call.now)
    doubtful["id"], doubtful["typed"] = body.id, body.name
    data["bodies"] = entries
    await _NAMES_BODIES[draft.kind](call, data, draft.id)
    # Only now: while it cannot be done, the buttons stay.
    await sending.toast(call.update, shorten(body.name, 100))
    await sending.show_in_place(call.update, call.t.say("✓ {body}", body=body.name), None)


async def _cancel(call: Call, draft: Draft) -> None:
    async with call.recording() as session:
        still = await drafts.by_id(session, call.who.member, draft.id or 0)
        if still is not None:
            await albums.leave(session, call, still)
    await sending.toast(call.update, "")
    await sending.show_in_place(call.update, call.t.say("Cancelled. Nothing was logged."), None)


async def _draft(call: Call, key: int) -> Draft:
    async with call.looking() as session:
        return await call.begun(session, key)
