"""/story: create, change or show a story, and say that it is out, typed or by a button."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardMarkup

from bot import kinds, privacy
from bot.cards.buttons import button
from bot.i18n.catalogue import shorten
from bot.reading.errors import NoStory
from bot.reading.words import clean, fold, one_line, read_slug
from bot.stories import buttons, texts
from bot.stories.buttons import (
    AWAY,
    HERE,
    KEEP,
    KEEP_NO_MORE,
    PRIVATE,
    VISIBLE,
    WHO,
    mark,
    mark_of_seers,
)
from bot.stories.reading import StoryForm, parse_story
from bot.telegram import sending
from bot.telegram.access import in_private
from bot.telegram.call import Call
from bot.telegram.offering import Choice, offer
from bot.telegram.pages import View, few, forget_report, paged, show_view
from bot.telegram.presses import OldButton, button_data, number_in, one_of
from bot.telegram.tips import Moment, of_use
from bot.telegram.whom import label
from db import lists, reminders, retention, stories
from db.errors import DeskError, UnknownStory
from db.lifecycle import Role
from db.lists import Counts, Part
from db.people import members, places
from db.queries import Scope
from db.scope import seen as seen_to_be
from db.state import named_in
from db.tables import Member, Newsroom, Story
from jobs.deadlines.reading import looks_like_time
from jobs.records import privacy as record_privacy
from jobs.records import stories as publishing
from jobs.records import stories as record_stories
from jobs.reminders import planning

MARK_DIGITS = 10
MOST_OF_A_NAME = 4  # words of a story's title that more may follow
SURE = 100.0  # how alike a story is to its own slug or title
DELAYS = {"1h": timedelta(hours=1), "3h": timedelta(hours=3), "day": timedelta(days=1)}
ABOUT_A_STORY_THAT_IS_OUT = frozenset({"back", "notout", KEEP, KEEP_NO_MORE})


class OthersSeeIt(DeskError):
    """Who sees a story is not what the message with the pressed button said."""

    message = "Who sees #{slug} was changed since that message, so nothing was changed now. /private #{slug} shows it."


class EditorsSayWhenItIsOut(DeskError):
    """A reporter says that a story is published, or is not."""

    message = "Only an editor can say whether #{slug} is out. Nothing was changed. Ask {editors} to send /story #{slug} published"


class OnlyInAGroup(DeskError):
    """Where a story is told is to be changed from elsewhere."""

    message = "Type /story #{slug} here in the topic, or the group, where it is to be told; the group is connected with /newsroom here."


class ToldHereAnyway(DeskError):
    """A story is to have a place of its own where all of the newsroom is told."""

    message = "All of the newsroom is told here, #{slug} too, so nothing was changed. In another topic it can have a place of its own; under /newsroom, in private, this group can be given to #{slug} alone."


class NotToldHere(DeskError):
    """A story is to lose a place that it does not have."""

    message = "#{slug} has no place of its own in this group, so nothing was changed."


class _Overtaken(Exception):
    """The story's publication is not what the pressed message was about; `story` is as it stands now."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.story = story


async def check_editor(call: Call, session: AsyncSession, slug: str) -> None:
    """Let editors pass.

    Raises:
        EditorsSayWhenItIsOut: it is a reporter; the message names the editors.
    """
    if call.who.is_editor:
        return
    people = await members.of_newsroom(session, call.who.newsroom_id)
    editors = ", ".join(person.name for person in people if person.role == Role.EDITOR)
    raise EditorsSayWhenItIsOut(slug=slug, editors=editors)


async def answer_story(
    call: Call, found: Story, *, new: bool = False, changed: bool = False, foot: Markup | None = None
) -> None:
    """Answer with a story and its buttons."""
    text, keyboard = await _shown(call, found, new=new, changed=changed)
    await call.answer(Markup("{}\n\n{}").format(text, foot) if foot else text, keyboard)


async def press(call: Call) -> None:
    """A button under a story, or under the question whether it is out."""
    _, key, marked, verb = button_data(call.update).split(":", 3)
    story_id, seen = number_in(key), number_in(marked, MARK_DIGITS)
    try:
        await _do(call, story_id, seen, verb)
    except _Overtaken as overtaken:
        await sending.toast(call.update, texts.overtaken(call.t, overtaken.story, call.now), alert=True)
        await _show(call, overtaken.story)


async def _do(call: Call, story_id: int, seen: int, verb: str) -> None:
    async with call.looking() as session:
        found = await _found(call, session, story_id)
        if verb not in {HERE, AWAY, "show"} and not _is_about_who_sees(verb):
            await check_editor(call, session, found.slug)
    if verb == "show":
        await sending.toast(call.update, "")
        await _show(call, found)
        return
    if verb in {HERE, AWAY}:
        if seen != mark(found.slug, None):
            raise _Overtaken(found)
        text, keyboard = await _put(call, found.slug, here=verb == HERE)
        await sending.toast(call.update, "")
        await call.answer(text, keyboard)
        return
    if _is_about_who_sees(verb):
        await _press_who_sees(call, found, seen, verb)
        return
    _check_seen(found, seen, verb)
    if verb == "ask":
        async with call.looking() as session:
            without = await lists.how_many(
                session, call.who.newsroom_id, Scope(story_id=story_id), Part.ASKED, now=call.now
            )
        text = texts.is_it_out(call.t, found.slug, found.publish_at, without, call.now)
        keyboard = buttons.is_it_out(call.t, story_id, found.slug, found.publish_at, call.now, asked=False)
        await _edit(call, text, keyboard)
    elif verb == "back":
        text = texts.is_it_not(call.t, found, call.now)
        await _edit(call, text, buttons.is_it_not(call.t, found))
    elif verb == "stop":
        async with call.recording() as session:
            await stories.lock(session, story_id)
            await reminders.drop_publication(session, story_id, now=call.now)
        await _edit(call, texts.stopped(call.t, found.slug), None)
    else:
        found = await _change(call, found, seen, verb)
        about_words = verb in {KEEP, KEEP_NO_MORE}
        said = texts.kept(call.t, found) if about_words else texts.noted(call.t, found, call.now)
        await sending.toast(call.update, said)
        await _show(call, found, changed=True)


def _is_about_who_sees(verb: str) -> bool:
    return verb in {PRIVATE, VISIBLE} or verb.startswith(WHO)


async def _press_who_sees(call: Call, found: Story, seen: int, verb: str) -> None:
    """It is asked who is to see a story; or it is shown to somebody by name, or not any more; or to nobody else; or to all."""
    call.in_private_only()
    said, pressed = Markup(""), verb.removeprefix(WHO)
    if pressed:
        named = named_in(found.private_to) ^ {number_in(pressed)} if pressed != verb else set[int]()
        found, _ = await _show_to(call, found.slug, None if verb == VISIBLE else named, seen=seen)
        said = texts.shown_to(call.t, found)
    elif seen != mark_of_seers(found):
        raise OthersSeeIt(slug=found.slug)
    await sending.toast(call.update, said)
    if pressed == verb:
        await _show(call, found, changed=True)
        return
    text, _ = await _shown(call, found)
    await sending.show_in_place(call.update, text, await _whom(call, found))


async def _whom(call: Call, found: Story) -> InlineKeyboardMarkup:
    """Whom a private story can be shown to, with a tick where it is."""
    rows = await privacy.choices(
        call,
        named_in(found.private_to),
        lambda member_id: buttons.of_story(found, f"{WHO}{member_id}"),
        besides=call.who.member_id,
    )
    rows.append([button(call.t.say("🔓 Everybody may see it"), buttons.of_story(found, VISIBLE))])
    return InlineKeyboardMarkup([*rows, [button(call.t.say("« Back"), buttons.of_story(found, "show"))]])


async def _show_to(
    call: Call, slug: str, named: Collection[int] | None, *, seen: int | None = None
) -> tuple[Story, bool]:
    """Say who sees a story beside whoever says it; whom it is shown to anew is told. Whether it is new, too. `seen`: who saw it
    when the button that says it was made.

    Raises:
        OthersSeeIt: that has changed since.
    """
    async with call.recording() as session:
        there = await stories.find(session, call.who.newsroom_id, slug)
        if there is None and named is None:
            raise UnknownStory(slug=slug)
        new = there is None
        if there is None:
            there, _ = await stories.put(session, call.who.newsroom_id, slug, now=call.now)
        if seen is not None:
            there = await publishing.hold(session, call.who.newsroom, there.id or 0)
            if seen != mark_of_seers(there):
                raise OthersSeeIt(slug=slug)
        if named is not None:  # who left since is named no more
            here = {one.id for one in await members.of_newsroom(session, call.who.newsroom_id)}
            named = [member_id for member_id in named if member_id in here]
        there, told = await record_privacy.show_story_to(
            session, call.who.newsroom, there.id or 0, call.who.member, named, now=call.now
        )
        for one in told:
            said = texts.is_shown(in_private(call.who.newsroom, one), call.who.member.name)
            await reminders.tell_person(session, one, str(said), now=call.now)
    return there, new


async def _change(call: Call, found: Story, seen: int, verb: str) -> Story:
    story_id, newsroom, member = found.id or 0, call.who.newsroom, call.who.member
    async with call.recording() as session:
        held = await publishing.hold(session, newsroom, story_id)
        _check_seen(held, seen, verb)
        if verb in {KEEP, KEEP_NO_MORE}:
            await retention.keep(session, held, call.now if verb == KEEP else None)
            return held
        if verb == "notout":
            return await publishing.unpublish(
                session, newsroom, story_id, member, publish_at=None, now=call.now
            )
        if verb in {"out", "now"}:
            published_at = found.publish_at if verb == "out" else call.now
            if published_at is None:
                raise OldButton
            done = await publishing.publish(session, newsroom, story_id, published_at, member, now=call.now)
            return done.story
        publish_at = _delayed(call, found.publish_at, verb)
        moved, _ = await record_stories.put_story(
            session, newsroom, found.slug, title=None, publish_at=publish_at, now=call.now
        )
        return moved


def _delayed(call: Call, publish_at: datetime | None, verb: str) -> datetime:
    """So long from now, to the minute; a day later: tomorrow at the hour for which it was planned."""
    delay = one_of(DELAYS, verb)
    now = call.now.replace(second=0, microsecond=0)
    if verb != "day" or publish_at is None:
        return now + delay
    zone = ZoneInfo(call.who.newsroom.settings.timezone)
    tomorrow = (max(now, publish_at).astimezone(zone) + delay).date()
    return datetime.combine(tomorrow, publish_at.astimezone(zone).time(), zone).astimezone(now.tzinfo)


def _check_seen(found: Story, seen: int, verb: str) -> None:
    is_out = found.published_at is not None
    about = mark(found.slug, found.published_at if is_out else found.publish_at)
    if about != seen or is_out != (verb in ABOUT_A_STORY_THAT_IS_OUT):
        raise _Overtaken(found)


async def _found(call: Call, session: AsyncSession, story_id: int) -> Story:
    found = await stories.by_id(session, call.who.newsroom_id, story_id)
    if found is None:
        raise OldButton
    return found


async def _shown(
    call: Call, found: Story, *, new: bool = False, changed: bool = False
) -> tuple[Markup, InlineKeyboardMarkup]:
    scope = Scope(story_id=found.id)
    async with call.looking() as session:
        counts = await lists.counts(session, call.who.newsroom_id, scope, now=call.now)
        some = await lists.by_number(session, call.who.newsroom_id, scope, limit=buttons.MOST_OPENED)
        named = await _named(session, found)
    seen_to_be([found.private_to])
    text = texts.story(call.t, found, counts, some, call.now, new=new, changed=changed, named=named)
    keyboard = buttons.story(call.t, found, some, editor=call.who.is_editor)
    if call.who.is_editor and sending.topic_of(call.update) is not None:
        keyboard = InlineKeyboardMarkup([*keyboard.inline_keyboard, [buttons.here(call.t, found)]])
    return text, keyboard


async def _named(session: AsyncSession, found: Story) -> list[str]:
    """Whom a story is shown to by name, who would not see it as an editor anyway."""
    if found.private_to is None:
        return []
    every, named = await members.of_newsroom(session, found.newsroom_id), named_in(found.private_to)
    return [label(one, every) for one in every if one.id in named and not members.sees_all(one)]


async def _show(call: Call, found: Story, *, changed: bool = False) -> None:
    text, keyboard = await _shown(call, found, changed=changed)
    await forget_report(call)
    await sending.show_in_place(call.update, text, keyboard)


async def _edit(call: Call, text: Markup, keyboard: InlineKeyboardMarkup | None) -> None:
    await sending.toast(call.update, "")
    await forget_report(call)
    await sending.show_in_place(call.update, text, keyboard)


async def _put(call: Call, slug: str, *, here: bool) -> tuple[Markup, InlineKeyboardMarkup | None]:
    """Tell a story in the topic, or the group, where this was typed or pressed, or there no more.

    Raises:
        EditorsOnly, OnlyInAGroup, UnknownStory, ToldHereAnyway, NotToldHere. Nothing is changed then.
    """
    call.editors_only()
    if not sending.is_group(call.update):
        raise OnlyInAGroup(slug=slug)
    chat_id, topic_id = call.who.chat_id, sending.topic_of(call.update)
    async with call.recording() as session:
        found = await stories.by_slug(session, call.who.newsroom_id, slug)
        room = await session.get_one(Newsroom, call.who.newsroom_id, with_for_update=True)
        ours = await places.of_newsroom(session, call.who.newsroom_id)
        there = [one for one in ours if one.chat_id == chat_id]
        title = there[0].title
        whole = places.in_group(there, chat_id)
        if here and whole is not None and whole.topic_id == topic_id:
            raise ToldHereAnyway(slug=found.slug)
        if here:
            await places.connect(session, room, chat_id, topic_id, title=title, story_id=found.id or 0)
        elif not await places.disconnect(session, chat_id, found.id):
            raise NotToldHere(slug=found.slug)
        await planning.plan_for_stories(session, room, now=call.now)
    if not here:
        return texts.told_no_more(
            call.t, found.slug, title, elsewhere=whole is not None, left=len(there) > 1
        ), None
    keyboard = InlineKeyboardMarkup([[buttons.here(call.t, found, no_more=True)]])
    return texts.told_here(call.t, found.slug), keyboard


async def story(call: Call) -> None:
    """/story #slug [title] [publish TIME | published [at TIME] | unpublished | here [off] | private [NAME, …] | visible | keep [off]]"""
    if not call.args.strip():
        await show_view(call, "stories")
        return
    typed = await _with_slug(call)
    if typed is None:
        return
    form = parse_story(typed, is_time=looks_like_time)
    if form.here is not None:
        await call.answer(*await _put(call, form.slug, here=form.here))
        return
    if not call.sure and await _is_slip(call, form.slug, typed):
        return
    if form.private is not None or form.visible:
        await _privacy(call, form)
        return
    if form.keep is not None:
        await _keep(call, form.slug, keep=form.keep)
        return
    async with call.looking() as session:
        there = await stories.find(session, call.who.newsroom_id, form.slug)
        is_out = there is not None and there.published_at is not None
        about_publication = form.published or form.unpublished or (form.when is not None and is_out)
        if about_publication:
            await check_editor(call, session, form.slug)
    if about_publication:
        await _publication(call, form)
        return
    publish_at = call.ahead(form.when) if form.when else None
    changed = form.title is not None or publish_at is not None
    new = False
    if changed or there is None:
        async with call.recording() as session:
            there, new = await record_stories.put_story(
                session, call.who.newsroom, form.slug, title=form.title, publish_at=publish_at, now=call.now
            )
    tip = await of_use(call, Moment.STORY) if publish_at is not None else None
    await answer_story(call, there, new=new, changed=changed, foot=tip)


async def private(call: Call) -> None:
    """/private N [NAME, … | visible], and of a story another word for /story #slug private"""
    first, _, rest = one_line(clean(call.args)).partition(" ")
    slug = read_slug(first) if first else None
    if slug is None:
        await privacy.private(call)
        return
    call.in_private_only()
    ends = fold(rest) in kinds.VISIBLE
    typed = f"{first} {rest if ends else f'private {rest}'}".strip()
    if not ends and not call.sure:
        # A slip of the finger must not become a story that nobody else sees.
        async with call.looking() as session:
            there = await stories.find(session, call.who.newsroom_id, slug)
        if there is None:
            await _ask_which(call, slug, typed)
            return
    await story(replace(call, args=typed))


async def _keep(call: Call, slug: str, *, keep: bool) -> None:
    """Whether a story's words are kept, whatever the newsroom's rule is; as an editor says."""
    call.editors_only()
    async with call.recording() as session:
        found = await stories.lock(
            session, (await stories.by_slug(session, call.who.newsroom_id, slug)).id or 0
        )
        await retention.keep(session, found, call.now if keep else None)
    await call.answer(texts.kept(call.t, found))


async def _privacy(call: Call, form: StoryForm) -> None:
    """Who sees a story, and all that is asked for it."""
    call.in_private_only()
    if form.private is None:
        named = None
    else:
        async with call.looking() as session:
            known = await stories.find(session, call.who.newsroom_id, form.slug)
        if known is not None and known.private_to is not None and not form.private:
            text, _ = await _shown(call, known)
            await call.answer(text, await _whom(call, known))
            return
        found, unknown, likely = await privacy.called(call, form.private)
        if unknown:
            await _ask_whom(call, form, unknown, found, likely)
            return
        named = named_in(known.private_to if known is not None else None) | {one.id or 0 for one in found}
    there, new = await _show_to(call, form.slug, named)
    await answer_story(call, there, new=new, changed=True, foot=texts.shown_to(call.t, there))


async def _ask_whom(
    call: Call, form: StoryForm, unknown: str, found: Sequence[Member], likely: Sequence[Member]
) -> None:
    """A button for each member who may be meant, with those who are known already."""
    async with call.looking() as session:
        every = await members.of_newsroom(session, call.who.newsroom_id)
    choices = [
        Choice(
            label(one, every),
            "story",
            f"#{form.slug} private {', '.join(label(each, every) for each in (*found, one))}",
            sure=True,
        )
        for one in likely[: privacy.MOST_OFFERED]
    ]
    await offer(call, privacy.not_named(call.t, unknown), choices)


async def publish(call: Call) -> None:
    """/publish #slug [at TIME]: another word for /story #slug published"""
    if not call.args.strip():
        raise NoStory
    typed = await _with_slug(call, "publish")
    if typed is not None:
        slug, _, when = typed.partition(" ")
        await story(replace(call, args=f"{slug} published {when}".strip()))


async def _with_slug(call: Call, command: str = "story") -> str | None:
    """What was typed, with the slug of a story in the place of the name by which it was called: its slug without `#`, or
    its title. None after having asked which is meant."""
    typed = clean(call.args).strip()
    if typed.startswith("#"):
        return typed
    async with call.looking() as session:
        likely = [
            (named, more, await stories.alike(session, call.who.newsroom_id, named))
            for named, more in _beginnings(typed)
        ]
    for _, more, alike in reversed(likely):
        if alike and alike[0].score == SURE:
            return f"#{alike[0].story.slug} {more}".strip()
    for named, more, alike in likely:
        if alike:
            choices = [
                Choice(f"#{one.story.slug} {one.story.title}", command, f"#{one.story.slug} {more}".strip())
                for one in alike
            ]
            await offer(
                call,
                call.t.say(
                    "I am not sure what “{name}” is. Do you mean one of these?", name=shorten(named, 120)
                ),
                choices,
            )
            return None
    return typed


def _beginnings(typed: str) -> list[tuple[str, str]]:
    """The names with which a text may begin, the shortest first, each with the words behind it."""
    words = typed.split()
    ends = {*range(1, min(len(words), MOST_OF_A_NAME) + 1), len(words)}
    return [(" ".join(words[:end]), " ".join(words[end:])) for end in sorted(ends)]


async def _is_slip(call: Call, slug: str, typed: str) -> bool:
    """Whether a story that is not there was probably a slip for one that is; then which is meant was asked."""
    async with call.looking() as session:
        if await stories.find(session, call.who.newsroom_id, slug) is not None:
            return False
        meant = await stories.slips(session, call.who.newsroom_id, slug)
    if meant:
        await _ask_which(call, slug, typed, meant)
    return bool(meant)


async def _ask_which(call: Call, slug: str, typed: str, meant: Sequence[Story] = ()) -> None:
    """Which story is meant by one that is not there: one of these, or a new one."""
    if not meant:
        async with call.looking() as session:
            meant = await stories.slips(session, call.who.newsroom_id, slug)
    _, _, rest = typed.partition(" ")
    choices = [Choice(f"#{one.slug} {one.title}", "story", f"#{one.slug} {rest}".strip()) for one in meant]
    choices.append(Choice(str(call.t.say("➕ New story #{slug}", slug=slug)), "story", typed, sure=True))
    await offer(call, texts.slip(call.t, slug), choices)


async def _publication(call: Call, form: StoryForm) -> None:
    """It is out, or it is not after all; in one transaction with whatever else was said about the story."""
    newsroom, member = call.who.newsroom, call.who.member
    published_at = call.happened(form.when) if form.published else None
    publish_at = call.ahead(form.when) if form.when and not form.published else None
    async with call.recording() as session:
        there = await stories.find(session, call.who.newsroom_id, form.slug)
        new = there is None
        if there is None:
            if form.unpublished:
                raise UnknownStory(slug=form.slug)
            there, _ = await stories.put(session, call.who.newsroom_id, form.slug, now=call.now)
        if published_at is not None:
            done = await publishing.publish(
                session, newsroom, there.id or 0, published_at, member, now=call.now
            )
            there, changed = done.story, done.changed
        else:
            there = await publishing.unpublish(
                session, newsroom, there.id or 0, member, publish_at=publish_at, now=call.now
            )
            changed = True
        if form.title is not None:
            there, _ = await stories.put(
                session, call.who.newsroom_id, form.slug, title=form.title, now=call.now
            )
            changed = True
    await answer_story(call, there, new=new, changed=changed)


@paged("stories")
async def _stories(call: Call, argument: str, page: int) -> View:
    newsroom_id, now = call.who.newsroom_id, call.now
    async with call.looking() as session:
        count = await stories.count(session, newsroom_id)
        at = few(page, count)
        some = await stories.newest(session, newsroom_id, start=at.start, limit=at.limit)
        ids = [found.id or 0 for found in some]
        counts = await lists.counts_of_stories(session, newsroom_id, ids, now=now)
    return View(
        head=texts.head(call.t, count),
        blocks=[texts.line(call.t, found, counts.get(found.id or 0, Counts()), now) for found in some],
        rows=[[[button(shorten(f"#{found.slug}", 40), f"p:0:status:s{found.id}")]] for found in some],
        turned=at,
    )
