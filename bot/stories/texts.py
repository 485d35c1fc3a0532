"""A story as people see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.cards import events as card_events
from bot.cards import texts as card_texts
from bot.claims.printable import Changed, changed_since, then_and_now
from bot.claims.sentences import Sentence
from bot.i18n.catalogue import Texts
from bot.lists import texts as list_texts
from bot.telegram.pages import SCREEN, pieces, split, units
from db.facts import RequestFacts, RequestLine
from db.lists import Counts
from db.publication import had_answered
from db.tables import Story
from jobs.reminders.notices import AlertNotice, RetentionNotice

MOST_SHOWN = 25
MOST_NEWS = 3  # events in one message


def head(t: Texts, count: int) -> Markup:
    """The heading of the list of stories."""
    if not count:
        return t.say("No stories yet. Create one: /story #mangopark Mango Park raids publish fri 18:00")
    return t.count("<b>{n} story</b>", "<b>{n} stories</b>", count)


def line(t: Texts, found: Story, counts: Counts, now: datetime) -> Markup:
    """A story in the list."""
    title = f" {found.title}" if found.title else ""
    text = Markup("{}<b>#{}</b>{}").format("🔒 " if found.private_to is not None else "", found.slug, title)
    if found.published_at is not None:
        text += t.say(" · came out {when}", when=t.when(found.published_at, now))
    elif found.publish_at is not None:
        text += t.say(" · publication {when}", when=t.moment(found.publish_at, now))
    return text + Markup("\n") + list_texts.counts(t, counts)


def story(
    t: Texts,
    found: Story,
    counts: Counts,
    requests: Sequence[RequestLine],
    now: datetime,
    *,
    new: bool,
    changed: bool,
    named: Sequence[str] = (),
) -> Markup:
    """A story with its requests: how many there are, and the first of them. `named`: whom it is shown to by name, where it is
    private."""
    lines = []
    if new:
        lines.append(t.say("<b>Story created.</b>"))
    elif changed:
        lines.append(t.say("<b>Story changed.</b>"))
    lines.append(line(t, found, counts, now))
    if found.private_to is not None:
        lines.append(who_sees(t, named))
    if found.published_at is not None:
        lines.append(
            t.say("An answer that comes now is told at once to its reporter, the editors and the group.")
        )
    elif found.publish_at is not None and found.publish_at > now:
        lines.append(t.say("Final call: one hour before publication."))
    elif found.publish_at is None:
        lines.append(t.say("No publication time yet: /story #{slug} publish fri 18:00", slug=found.slug))
    else:
        lines.append(t.say("Is it out? An editor says so: /story #{slug} published", slug=found.slug))
    if found.kept_since is not None:
        lines.append(kept(t, found))
    shown = [card_texts.line(t, request, now) for request in requests[:MOST_SHOWN]]
    first_page = split(shown, Markup("\n"), SCREEN - sum(map(units, lines)))[0]
    lines += [shown[position] for position in first_page]
    if counts.all > len(first_page):
        lines.append(t.say("All of them: /status #{slug}", slug=found.slug))
    return Markup("\n").join(lines)


_NEWLINE = Markup("\n")


def kept(t: Texts, found: Story) -> Markup:
    """Whether a story is kept whatever the newsroom's rule is."""
    if found.kept_since is None:
        return t.say(
            "♻️ The newsroom's rule holds for #{slug} again. Before any words are removed, the editors are told a week ahead.",
            slug=found.slug,
        )
    return t.say(
        "🔖 #{slug} is kept: none of its words are removed. To change that: /story #{slug} keep off",
        slug=found.slug,
    )


def to_be_removed(t: Texts, notice: RetentionNotice) -> Markup:
    """What is to be removed of a story, what stays, and how to keep all of it."""
    its = notice.concerned
    lines = [
        t.count(
            "♻️ <b>#{story}: the words of {n} closed request are removed {when}</b>, for it came out {published}.",
            "♻️ <b>#{story}: the words of {n} closed requests are removed {when}</b>, for it came out {published}.",
            its.requests,
            story=notice.story,
            when=t.when(notice.on, notice.now),
            published=t.when(notice.published_at, notice.now),
        )
    ]
    if its.files:
        lines.append(
            t.count(
                "With them goes the copy of {n} file.", "With them go the copies of {n} files.", its.files
            )
        )
    if its.open:
        lines.append(
            t.count(
                "{n} open request stays as it is; once it is closed, the rule holds for it too.",
                "{n} open requests stay as they are; once they are closed, the rule holds for them too.",
                its.open,
            )
        )
    lines.append(
        t.say(
            "Numbers, bodies, topics, times, what came of it, the sentences and the hashes of everything stay. A question without a topic is only “a question” then."
        )
    )
    lines.append(t.say("To keep all of it: /story #{story} keep", story=notice.story))
    return _NEWLINE.join(lines)


def who_sees(t: Texts, named: Sequence[str]) -> Markup:
    """Who sees a private story."""
    if not named:
        return t.say("🔒 Private: whoever has a request for it and the editors see it.")
    return t.say(
        "🔒 Private: {who}, whoever has a request for it and the editors see it.", who=", ".join(named)
    )


def shown_to(t: Texts, found: Story) -> Markup:
    """Who sees a story from here on."""
    if found.private_to is None:
        return t.say("🔓 #{slug} is visible to everybody of the newsroom.", slug=found.slug)
    return t.say("🔒 #{slug} is private, and so is all that is asked for it.", slug=found.slug)


def is_shown(t: Texts, by: str) -> Markup:
    """To whom a private story is shown from now on; its name is not said where it could be passed on."""
    return t.say("🔒 {member} shows you a private story: /story lists it.", member=by)


def is_it_out(t: Texts, slug: str, publish_at: datetime | None, without: int, now: datetime) -> Markup:
    """The question to an editor; `without`: how many requests would stand without an answer."""
    if publish_at is None or publish_at > now:
        question = t.say("📰 Is <b>#{story}</b> out?", story=slug)
    else:
        question = t.say(
            "📰 <b>#{story}</b> was to come out {when}. Is it out?", story=slug, when=t.when(publish_at, now)
        )
    if not without:
        return question
    then = t.count(
        "{n} request is open. Once the story is out it stands as “no answer by publication”, nobody is reminded of it any more, and an answer that comes later is told at once.",
        "{n} requests are open. Once the story is out they stand as “no answer by publication”, nobody is reminded of them any more, and an answer that comes later is told at once.",
        without,
    )
    return question + _NEWLINE + then


def told_here(t: Texts, slug: str) -> Markup:
    """A story has a place of its own from now on."""
    return t.say(
        "<b>#{story}</b> is told here from now on: its digest, its final call, late answers. Everybody in this group can read it. To take that back: /story #{story} here off",
        story=slug,
    )


def told_no_more(t: Texts, slug: str, title: str, *, elsewhere: bool, left: bool) -> Markup:
    """A story has no place of its own in this group any more. `elsewhere`: all of the newsroom is told in it; `left`: another story
    is."""
    if elsewhere:
        return t.say("#{story} is told with all else in this group again.", story=slug)
    if left:
        return t.say("#{story} is not told in this group any more.", story=slug)
    return t.say(
        "Nothing is posted in “{group}” any more. /newsroom here in it connects it again.", group=title
    )


def is_it_not(t: Texts, found: Story, now: datetime) -> Markup:
    """Before it is taken back that a story is out."""
    if found.published_at is None:
        return t.say("#{story} is not out.", story=found.slug)
    return t.say(
        "Take back that <b>#{story}</b> came out {when}? Its open requests wait for an answer again, and the reminders go on. The history shows both.",
        story=found.slug,
        when=t.when(found.published_at, now),
    )


def stopped(t: Texts, slug: str) -> Markup:
    """Nobody is asked any more."""
    return t.say("I stop asking. When it is out: /story #{story} published", story=slug)


def noted(t: Texts, found: Story, now: datetime) -> Markup:
    """What an editor said with a button was noted."""
    if found.published_at is not None:
        return t.say("#{story} came out {when}.", story=found.slug, when=t.when(found.published_at, now))
    if found.publish_at is not None:
        return t.say(
            "#{story} is to come out {when}.", story=found.slug, when=t.moment(found.publish_at, now)
        )
    return t.say("#{story} is not out.", story=found.slug)


def overtaken(t: Texts, found: Story, now: datetime) -> Markup:
    """A button of a message was pressed whose hour of publication is not the story's any more."""
    if found.published_at is not None:
        when = t.when(found.published_at, now)
        return t.say("Nothing was changed: #{story} is out since {when}.", story=found.slug, when=when)
    if found.publish_at is not None:
        when = t.when(found.publish_at, now)
        return t.say(
            "Nothing was changed: the publication of #{story} is {when} now.", story=found.slug, when=when
        )
    return t.say("Nothing was changed: #{story} has no publication time now.", story=found.slug)


def alert(t: Texts, notice: AlertNotice) -> list[Markup]:
    """An answer that a story came out without: who, what and when; what print could say, and what it may say now."""
    request, event, now = notice.request, notice.event, notice.now
    published_at = request.published_at or now
    named = {"number": request.number, "body": card_texts.body_name(t, request)}
    before = had_answered(event, published_at)
    if before:
        head = t.say("⚠️ <b>They had answered before publication</b>: #{number} {body}", **named)
    else:
        head = t.say("❗️ <b>An answer after publication</b>: #{number} {body}", **named)
    lines = [head, card_events.event_line(t, event, now, limit=card_texts.SHORT)]
    if before:
        lines.append(
            t.say(
                "It was logged only {when}; #{story} came out {published}.",
                when=t.when(event.recorded_at, now),
                story=request.story,
                published=t.when(published_at, now),
            )
        )
    lines.append(
        t.say("<b>The story needs a correction.</b>") if before else t.say("<b>Update the story.</b>")
    )
    then, since = then_and_now(t, notice.requests, request.number, now)
    when = t.when(published_at, now)
    heading = t.say(
        "At publication, {when}, the record of #{story} supported:", when=when, story=request.story
    )
    blocks = [
        _NEWLINE.join(lines),
        *_supported(heading, then),
        *_supported(t.say("Now it supports:"), since),
    ]
    return _fitting(t, blocks, request)


def news(t: Texts, notice: AlertNotice) -> tuple[list[Markup], list[RequestFacts]] | None:
    """What was recorded before publication, and what print can say now; None where that is no news. With the requests
    that it is about."""
    now = notice.now
    since = {request.number for request in notice.since}
    changed = [
        one for one in changed_since(t, notice.requests, notice.event.id, now) if one.request.number in since
    ]
    if not changed:
        return None
    requests = [one.request for one in changed]
    head = _news_head(t, requests, now)
    if len(changed) > 1:
        blocks = [head, *(what_changed(t, one, now) for one in changed)]
        return _fitting(t, blocks, notice.request), requests
    [one] = changed
    recorded = [event for event in one.request.by_people if event.id >= notice.event.id]
    lines = [
        card_events.event_line(t, event, now, limit=card_texts.SHORT)
        for event in sorted(recorded, key=lambda event: event.id)[-MOST_NEWS:]
    ]
    blocks = [_NEWLINE.join([head, *lines])]
    if one.is_other:
        blocks += _supported(t.say("Until now print could say:"), one.before)
        blocks += _supported(t.say("<b>Now it can say:</b>"), one.now) or [
            t.say("<b>Now the record supports no sentence about it.</b>")
        ]
    else:
        blocks += _supported(t.say("Print can say what it could before:"), one.now)
    return _fitting(t, blocks, notice.request), requests


def what_changed(t: Texts, one: Changed, now: datetime) -> Markup:
    """One of several requests on which something was recorded: what, and what print can say now."""
    newest = max(one.request.by_people, key=lambda event: event.id)
    lines = [
        Markup("<b>#{} {}</b>").format(one.request.number, card_texts.body_name(t, one.request)),
        card_events.event_line(t, newest, now, limit=card_texts.SHORT),
    ]
    return _NEWLINE.join([*lines, *(sentence.in_brief() for sentence in one.now)])


def _news_head(t: Texts, requests: Sequence[RequestFacts], now: datetime) -> Markup:
    request = requests[0]
    named = {
        "number": ", #".join(str(one.number) for one in requests),
        "body": card_texts.body_name(t, request) if len(requests) == 1 else "",
        "story": request.story,
    }
    out_at, publish_at = request.published_at, request.publish_at
    if out_at is not None:
        return t.say(
            "❗️ <b>Just before #{story} came out, {when}</b>: #{number} {body}",
            when=t.when(out_at, now),
            **named,
        )
    if publish_at is None:
        return t.say("❗️ <b>New for #{story}</b>: #{number} {body}", **named)
    if publish_at > now:
        return t.say(
            "❗️ <b>New before publication, {when}</b>: #{number} {body}",
            when=t.when(publish_at, now),
            **named,
        )
    return t.say(
        "❗️ <b>New for #{story}, which was to come out {when}</b>: #{number} {body}",
        when=t.when(publish_at, now),
        **named,
    )


def _supported(heading: Markup, said: Sequence[Sentence]) -> list[Markup]:
    """The sentences of print, a block each, the first with its heading; nothing where there are none."""
    shown = [sentence.in_brief() for sentence in said]
    return [_NEWLINE.join([heading, shown[0]]), *shown[1:]] if shown else []


def _fitting(t: Texts, blocks: list[Markup], request: RequestFacts) -> list[Markup]:
    """The blocks on one message; those that do not fit are in the report."""
    whole = [piece for block in blocks for piece in pieces(block)]
    first = split(whole, Markup("\n\n"))[0]
    shown = [whole[position] for position in first]
    if len(first) < len(whole):
        shown.append(t.say("There is more: /report #{story}", story=request.story))
    return shown


def slip(t: Texts, slug: str) -> Markup:
    """A story is named that is not there, and one that is there is called much the same."""
    return t.say(
        "There is no story #{slug} yet. Which do you mean? Nothing is logged until you press.", slug=slug
    )
