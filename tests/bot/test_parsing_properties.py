"""Whatever is typed: a form or a refusal, nothing of the question lost, and quickly."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kinds import CHANNELS, CORRECT_WORDS, OPTIONS
from bot.outcomes.reading import Chase, Outcome, Reply
from bot.reading.errors import NotUnderstood
from bot.reading.request import AskForm, Question, parse_ask
from bot.reading.words import clean, fold
from db.lifecycle import Channel
from jobs.deadlines.reading import looks_like_time
from tests.bot.asked import write_ask
from tests.bot.test_parsing_forms import PARSERS

PIECES = st.sampled_from(
    [
        "Court", "Court:", "why?", "why", "by", "fri", "5pm", "frday", "before", "until", "due", "deadline", "email", "1700", "hours", "latest", "via", "to", "Sok", "at", "09:40",
        "#mango", "#12", ",", "\n", "\n- ", "\n• ", "(release)", ":", "?", "？", "“", "”", '"', "(", ")",
        "តុលាការ", "៖", "ហេតុអ្វី?", "ត្រឹម", "ត្រឹមថ្ងៃស្អែក", "តាមអ៊ីមែល", "ទៅ", "\u200b", "\u200f", "🙏",
        "please", "-", "1.", "\xa0", ".", "!", "the", "3", "kind=", "alias=", "contact=", "x=", "@desk",
        "a@b.kh", "1,2", "publish", "published", "https://x.example/?a=1",
        *CORRECT_WORDS, *Channel,
    ]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=20).map(" ".join),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=20).map(lambda words: "Court: " + " ".join(words)),
)


COMMANDS = [
    PARSERS[name]
    for name in (
        "chase", "reply", "outcome", "refer", "extend", "remind", "story", "note", "body", "scope", "time of day", "invite",
    )
]  # fmt: skip


def letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalpha())


def outcome(parse: Callable[[str], object], typed: str) -> object:
    """What was read, or the words of the refusal. Any other exception is a failure."""
    try:
        return parse(typed)
    except NotUnderstood as refused:
        return str(refused).strip() or None


def ask(typed: str) -> AskForm:
    return parse_ask(typed, is_time=looks_like_time)


@given(TYPED)
def test_any_text_is_a_request_that_can_be_written_back_or_is_refused_in_words(typed: str) -> None:
    form = outcome(ask, typed)
    assert form is not None
    if isinstance(form, AskForm):
        assert form.bodies
        assert all(any(char.isalnum() for char in question.text) for question in form.questions)
        if not form.unread:
            assert ask(write_ask(form)) == form
        else:
            assert all(words.strip() for words in form.unread)


# What opens an option or names a channel is understood; everything else that was typed is still there.
UNDERSTOOD = {
    fold(word)
    for words in [
        *(phrase for option in OPTIONS.values() for phrase in (option.anywhere, option.afresh, option.glued)),
        *(channel.typed for channel in CHANNELS.values()),
        "please pls plz thanks thx the a an their his her",
    ]
    for word in words.replace(",", " ").split()
}


@given(TYPED)
def test_every_word_that_was_typed_is_in_a_question_an_option_or_what_is_asked_back(typed: str) -> None:
    form = outcome(ask, typed)
    if not isinstance(form, AskForm):
        return
    said = [form.deadline, form.contact, form.happened, form.story, form.became, *form.bodies, *form.unread]
    said += [part for question in form.questions for part in (question.text, question.topic)]
    kept = plain(" ".join(part for part in said if part))
    for word in clean(typed).split():
        if re.fullmatch(r"\d{1,2}[.)]", word):
            continue  # the number of a question in a list
        bare = plain(fold(word))
        glued = [fold(each) for each in UNDERSTOOD if bare.startswith(plain(each))]
        assert bare in kept or not bare or fold(word) in UNDERSTOOD or glued, word


def plain(text: str) -> str:
    """The letters and digits of a text, for comparing."""
    return "".join(char for char in text.casefold() if char.isalnum())


@given(words=TYPED, command=st.sampled_from(["chase", "reply", "outcome"]))
def test_every_word_behind_the_kind_is_in_the_words_or_the_time_of_an_event(words: str, command: str) -> None:
    head = {"chase": "1 email ", "reply": "1 full ", "outcome": "1 "}[command]
    form = outcome(PARSERS[command], head + words)
    if not isinstance(form, Chase | Reply | Outcome):
        return
    kept = plain(
        " ".join(
            filter(
                None,
                [
                    form.text,
                    form.happened,
                    getattr(form, "contact", None),
                    str(getattr(form, "answered", "")),
                ],
            )
        )
    )
    for word in clean(words).split():
        opens = fold(word) in {"at", "to"} or any(
            fold(word).startswith(each) for each in ("នៅ", "កាលពី", "ទៅ", "ត្រឹម", "មុន")
        )
        number = command == "outcome" and word == clean(words).split()[0]
        assert plain(word) in kept or opens or number, (word, form)


@given(TYPED)
def test_any_text_after_any_command_is_a_value_or_is_refused_in_words(typed: str) -> None:
    assert None not in [outcome(command, typed) for command in COMMANDS]


@given(st.text(alphabet=st.characters(categories=["L", "P", "Zs"], exclude_characters=":：៖"), max_size=80))
def test_a_message_without_options_keeps_every_letter(typed: str) -> None:
    form = outcome(lambda text: parse_ask(text, is_time=lambda _: False), f"Court: {typed}")
    if isinstance(form, AskForm) and not (form.channel or form.contact or form.story):
        kept = [*form.bodies, *(f"{question.text} {question.topic or ''}" for question in form.questions)]
        # Letters that Unicode can write in two ways are kept composed.
        assert letters(" ".join(kept)) == letters(unicodedata.normalize("NFC", f"Court: {typed}"))


@given(
    bodies=st.lists(
        st.sampled_from(["Court", "A, B", "Embassy of India", "តុលាការ"]), min_size=1, unique=True
    ),
    questions=st.lists(
        st.builds(
            Question,
            text=st.sampled_from(
                ["why?", "who signed by?", "moved to Sok?", "ហេតុអ្វី?", "at 09:40?", "(so) why?"]
            ),
            topic=st.sampled_from([None, "release", "ឃាត់ខ្លួន", "the 25"]),
        ),
        min_size=1,
        max_size=5,
    ),
    deadline=st.sampled_from([None, "fri", "fri 5pm", "ថ្ងៃស្អែក"]),
    channel=st.sampled_from([None, *Channel]),
    contact=st.sampled_from([None, "Sok Veasna", "Nhem Sao, deputy chief", "លោក មុន្នី"]),
    happened=st.sampled_from([None, "09:40"]),
    story=st.sampled_from([None, "mangopark", "ម៉ាងហ្គោ"]),
)
def test_every_form_survives_being_written_and_read(
    bodies: list[str],
    questions: list[Question],
    deadline: str | None,
    channel: Channel | None,
    contact: str | None,
    happened: str | None,
    story: str | None,
) -> None:
    form = AskForm(tuple(bodies), tuple(questions), deadline, channel, contact, happened, story)
    assert ask(write_ask(form)) == form


@pytest.mark.timeout(60)  # a pattern that backtracks takes for ever
@pytest.mark.parametrize(
    "filling",
    [
        "?", "? ", "by ", "by fri ", "to A ", "to ", "(", "(x) ", "x", "- \n", "a, ", ": ", '"', "ត្រឹម",
        "\u200b", "🙏", "! ", "!", "?!", "?)", "? (", "#a ", "=", "kind=", "at 5 ", "in 3 ", "១ ", "5 ",
    ],
)  # fmt: skip
def test_the_longest_message_is_read(filling: str) -> None:
    message = ("Court: why? " + filling * 4096)[:4096]
    assert None not in [outcome(command, message) for command in (ask, *COMMANDS)]
