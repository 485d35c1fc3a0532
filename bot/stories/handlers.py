"""/story: create, change or show a story, and say that it is out."""

from __future__ import annotations

from bot.cards.buttons import button
from bot.lists.reading import StoryForm, parse_story
from bot.stories import texts
from bot.stories.publication import answer_story, check_editor
from bot.telegram.call import Call
from bot.telegram.pages import View, show_view, view
from db import queries, stories
from db.errors import UnknownStory
from db.queries import Scope
from jobs.deadlines.reading import looks_like_time
from jobs.records import publishing, recording


async def story(call: Call) -> None:
    """/story #slug [title] [publish TIME | published [at TIME] | unpublished]"""
    if not call.args.strip():
        await show_view(call, "stories")
        return
    form = parse_story(call.args, is_time=looks_like_time)
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
            there, new = await recording.put_story(
                session, call.who.newsroom, form.slug, title=form.title, publish_at=publish_at, now=call.now
            )
    await answer_story(call, there, new=new, changed=changed)


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


@view("stories")
async def _stories(call: Call, argument: str) -> View:
    async with call.looking() as session:
        every = await stories.every(session, call.who.newsroom_id)
        blocks, rows = [], []
        for found in every:
            requests = await queries.requests(session, call.who.newsroom_id, Scope(story_id=found.id))
            blocks.append(texts.line(call.t, found, requests, call.now))
            rows.append([[button(f"#{found.slug}"[:40], f"p:0:status:s{found.id}")]])
    return View(head=texts.head(call.t, len(every)), blocks=blocks, rows=rows)
