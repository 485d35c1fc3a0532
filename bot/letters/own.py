"""The newsroom's letters: looking at a wording, writing one's own, going back to ours."""

from __future__ import annotations

from bot.i18n.catalogue import Texts
from bot.letters import buttons, templates, texts
from bot.letters.drafting import SAMPLE_TITLE, Occasion, draft, sample
from bot.letters.reading import parse_wording
from bot.letters.words import CHOICES, our_own
from bot.telegram import sending
from bot.telegram.call import Call
from bot.telegram.presses import OldButton, number_in, one_of
from db import drafts, letters, lists, queries
from db.errors import DeskError
from db.queries import Scope
from db.tables import Draft, Letter, Story

VERSION_DIGITS = 12
WRITING = "template"  # the kind of draft that waits for a wording


class ChangedMeanwhile(DeskError):
    """A wording was changed after it was shown."""

    message = "That wording was changed meanwhile, so nothing was changed now. Look at the newest: /settings templates"


async def typed(call: Call, text: str) -> None:
    """What follows `/settings templates`."""
    form = parse_wording(text)
    if form.letter is None or form.language is None or (form.text is None and not form.ours):
        await look(call, form.letter, form.language)
    elif form.ours:
        await use_ours(call, form.letter, form.language)
    else:
        await write(call, form.letter, form.language, form.text or "")


async def press(call: Call, verb: str, argument: str) -> None:
    """A button about the letters.

    Raises:
        OldButton: it is none of ours.
    """
    if verb == "templates":
        await sending.toast(call.update, "")
        await list_in_place(call)
        return
    if verb not in {"template", "preview", "change", "ours"}:
        raise OldButton
    name, _, version = argument.partition(":")
    letter, language = one_of(CHOICES, name)
    if verb == "ours":
        await use_ours(call, letter, language, shown=number_in(version, VERSION_DIGITS))
        await sending.toast(call.update, "")
        await sending.change_buttons(call.update, None)
        return
    if verb == "template":
        await show(call, letter, language)
    elif verb == "preview":
        await preview(call, letter, language)
    else:
        await begin(call, letter, language)
    await sending.toast(call.update, "")


async def look(call: Call, letter: Letter | None, language: str | None) -> None:
    """One wording, or, where it is not said which, all of them to choose from."""
    if letter is not None and language is not None:
        await show(call, letter, language)
        return
    async with call.looking() as session:
        own = await letters.all_own(session, call.who.newsroom_id)
    await call.answer(texts.templates(call.t, own, call.now), buttons.templates(call.t))


async def list_in_place(call: Call) -> None:
    """All of them to choose from, in the message whose button was pressed."""
    async with call.looking() as session:
        own = await letters.all_own(session, call.who.newsroom_id)
    await sending.show_in_place(
        call.update, texts.templates(call.t, own, call.now), buttons.templates(call.t)
    )


async def show(call: Call, letter: Letter, language: str) -> None:
    """A wording as it is, as a message to copy."""
    async with call.looking() as session:
        own = await letters.own(session, call.who.newsroom_id, letter, language)
    wording = own.text if own is not None else our_own(letter, language)
    head = texts.template_head(call.t, letter, language, own, call.now)
    *first, last = texts.to_copy(head, wording, texts.template_foot(call.t))
    for message in first:
        await call.answer(message)
    await call.answer(last, buttons.template(call.t, letter, language, own, editor=call.who.is_editor))


async def preview(call: Call, letter: Letter, language: str) -> None:
    """A letter as its wording makes it, for the newest open request, or for our example where there is none."""
    async with call.looking() as session:
        own = await letters.own(session, call.who.newsroom_id, letter, language)
        newsroom_id = call.who.newsroom_id
        there = await lists.by_number(session, newsroom_id, Scope(open_only=True), limit=1, newest=True)
        facts = await queries.request(session, newsroom_id, there[0].id) if there else sample(call.now)
        story = await session.get(Story, facts.story_id) if there and facts.story_id else None
    title = (story.title if story is not None else "") if there else SAMPLE_TITLE
    wording = own.text if own is not None else our_own(letter, language)
    spoken = Texts(language, call.who.newsroom.settings.timezone)
    drafted = draft(spoken, wording, facts, Occasion(call.who.newsroom.name, title, call.now))
    head = texts.preview_head(call.t, letter, language, facts.number if there else None)
    for message in texts.to_copy(head, drafted.text, texts.preview_foot(call.t)):
        await call.answer(message)


async def begin(call: Call, letter: Letter, language: str) -> None:
    """Ask an editor for a wording: the next text here is it.

    Raises:
        EditorsOnly: the speaker is no editor.
    """
    call.editors_only()
    async with call.database.write() as session:
        await call.begin(session, WRITING, {"letter": letter.value, "language": language}, awaits_text=True)
    await call.answer(texts.write_it(call.t, letter, language) + call.how_to_answer)


async def take_text(call: Call, waiting: Draft) -> None:
    """The wording that an editor was asked for. While it cannot be used, it is still waited for."""
    letter, language = Letter(waiting.data["letter"]), str(waiting.data["language"])
    await write(call, letter, language, call.args, draft_id=waiting.id)


async def write(call: Call, letter: Letter, language: str, text: str, *, draft_id: int | None = None) -> None:
    """From now on the newsroom uses this wording; the answer shows what a letter looks like then.

    Raises:
        EditorsOnly: the speaker is no editor.
        DeskError: the wording could not be filled in: see bot.letters.templates.check. Nothing is changed.
    """
    call.editors_only()
    wording = templates.check(text)
    async with call.recording() as session:
        if draft_id is not None:
            await drafts.drop(session, await call.begun(session, draft_id))
        await letters.write_own(session, call.who.member, letter, language, wording, now=call.now)
        own = await letters.own(session, call.who.newsroom_id, letter, language)
    await call.answer(
        texts.saved(call.t, letter, language),
        buttons.template(call.t, letter, language, own, editor=True),
    )
    await preview(call, letter, language)


async def use_ours(call: Call, letter: Letter, language: str, *, shown: int | None = None) -> None:
    """From now on the newsroom uses our wording; the answer holds its own, so that it is not lost.

    Args:
        shown: the version of the wording under which the button was pressed; None: it was typed.

    Raises:
        EditorsOnly: the speaker is no editor.
        ChangedMeanwhile: another wording than the one shown is in use.
    """
    call.editors_only()
    async with call.recording() as session:
        own = await letters.own(session, call.who.newsroom_id, letter, language)
        if own is not None and shown not in {None, own.version}:
            raise ChangedMeanwhile
        await letters.forget_own(session, call.who.newsroom_id, letter, language)
    if own is None:
        await call.answer(texts.ours_already(call.t, letter, language))
        return
    head = texts.ours_again(call.t, letter, language)
    for message in texts.to_copy(head, own.text, texts.template_foot(call.t)):
        await call.answer(message)
