"""What is printed: records with the sentence that a newspaper would have, for a story in print on Fri 6 Dec 18:00."""

from __future__ import annotations

import re

import pytest

from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from tests.bot.records import PUBLICATION, story

ENGLISH = Texts("en", "Asia/Phnom_Penh")
KHMER = Texts("km", "Asia/Phnom_Penh")

# Records, one a line, " & " between those of one story => the sentences of print, " // " between them.
TABLE = """
# Emails
2 09:00 ask email => The Ministry of Health did not respond to an emailed question about the budget.
2 09:00 ask email; asks 3 => The Ministry of Health did not respond to emailed questions about the budget, the wards and the drugs.
2 09:00 ask email; bare => The Ministry of Health did not respond to an emailed request for comment.
2 09:00 ask email; bare; asks 2 => The Ministry of Health did not respond to emailed questions.
2 09:00 ask email; 4 09:00 chase email => The Ministry of Health did not respond to emails seeking comment on the budget.
2 09:00 ask email; 4 09:00 chase email; bare => The Ministry of Health did not respond to emails seeking comment.
# Calls
2 09:00 ask call; bare => A call to the Ministry of Health on Monday went unanswered.
2 09:00 ask call; 4 09:00 chase call!; bare => Calls to the Ministry of Health went unanswered.
2 09:00 ask call; 4 09:00 chase call! => Calls to the Ministry of Health seeking comment on the budget went unanswered.
# Otherwise
2 09:00 ask letter => The Ministry of Health did not respond to a request for comment on the budget.
2 09:00 ask message; asks 2 => The Ministry of Health did not respond to questions about the budget and the wards.
2 09:00 ask email; 4 09:00 chase call => The Ministry of Health did not respond to repeated requests for comment on the budget.
# Not yet
6 10:30 ask message; due 6 17:30; bare => The Ministry of Health did not immediately respond to a request for comment on Friday.
6 10:30 ask email; due 6 17:30 => The Ministry of Health did not immediately respond to an emailed question about the budget.
# It said something
2 09:00 ask email; 3 09:00 ack => The Ministry of Health acknowledged receiving a question about the budget but had not answered by the deadline given.
2 09:00 ask call; 2 09:05 part 1; asks 3 => The Ministry of Health answered some questions but did not answer questions about the wards and the drugs.
2 09:00 ask call; 2 09:05 part 1; 4 09:00 chase call: ignored it; asks 3 => The Ministry of Health answered some questions but did not answer repeated questions about the wards and the drugs.
2 09:00 ask email; 4 09:00 decline => The Ministry of Health declined to comment on the budget.
2 09:00 ask email; 4 09:00 decline; bare => The Ministry of Health declined to comment.
2 09:00 ask email; 4 09:00 full => The Ministry of Health responded on Wednesday.
2 09:00 ask email; 2 09:01 bounce => The Ministry of Health could not be reached for comment on Monday.
"""
ROWS = [line.split(" => ") for line in TABLE.strip().splitlines() if line[0] != "#"]


def printed(line: str, t: Texts = ENGLISH) -> str:
    """The sentences of print that records permit."""
    found = claims(story(line), at=PUBLICATION, publish_at=PUBLICATION)
    return " // ".join(sentence.short.unescape() for sentence in sentences(t, found, PUBLICATION))


@pytest.mark.parametrize(("line", "sentence"), ROWS, ids=[line for line, _ in ROWS])
def test_a_record_is_printed_like_this(line: str, sentence: str) -> None:
    assert printed(line) == sentence


@pytest.mark.parametrize("line", [line for line, _ in ROWS])
def test_khmer_has_a_sentence_for_each_and_counts_nothing_in_brackets(line: str) -> None:
    said = printed(line, KHMER)
    assert said.endswith("។")
    assert not re.search(r"\(|did not|comment", said)
