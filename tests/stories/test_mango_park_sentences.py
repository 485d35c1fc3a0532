"""The Mango Park case: each outcome in print, in English and in Khmer, with the requests it rests on.

The last column of the story's own list, request by request. What a reporter typed (contacts, topics, questions) stays
in the language in which it was typed.
"""

from __future__ import annotations

import pytest

from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from sandbox.case import REPORT, ZONE
from tests.stories.telling import Played

CITIZENS = "“have your citizens been repatriated, or are they still at the compound”"
DETAINED = "“which of your citizens were found or detained during raids over the past two months”"

ENGLISH = {
    (
        1,
    ): "The Phnom Penh Municipal Court did not respond to an email with questions about why the 25 were brought "
    "in, where they are now and the other foreigners, sent on Mon 2 Dec.",
    (
        2,
    ): "The General Department of Immigration responded on Tue 3 Dec; the sentence is yours to write, the reply "
    "is in #2.",
    (
        3,
    ): f"The Embassy of China did not respond to emails with the question {CITIZENS}, sent between Mon 2 Dec and "
    "Wed 4 Dec.",
    (
        4,
        9,
    ): "The Embassy of the Republic of Korea referred questions to the National Police. The spokespersons of "
    "the National Police did not immediately respond to a request for comment with the questions “what did the raids "
    "achieve” and “who was detained”, made by message on Fri 6 Dec.",
    (
        5,
    ): "Nhem Sao of the Kampong Speu Provincial Police answered, but did not answer questions about the business "
    "and the screening.",
    (
        6,
        7,
    ): f"The embassies of Pakistan and India did not respond to emails with the question {DETAINED}, sent on Tue 3 Dec.",
    (
        8,
    ): "Calls to Sok Sambo of the Anti-Human Trafficking and Juvenile Protection Department went unanswered (3 "
    "calls between Wed 4 Dec and Thu 5 Dec).",
}

KHMER = {
    (1,): "សាលាដំបូងរាជធានីភ្នំពេញ មិនបានឆ្លើយតបនឹងអ៊ីមែលផ្ញើនៅថ្ងៃច័ន្ទ ទី២ ខែធ្នូ ដែលមានសំណួរអំពី why the 25 were "
    "brought in, where they are now និង the other foreigners ទេ។",
    (2,): "អគ្គនាយកដ្ឋានអន្តោប្រវេសន៍ បានឆ្លើយតបនៅថ្ងៃអង្គារ ទី៣ ខែធ្នូ; ប្រយោគនេះអ្នកត្រូវសរសេរដោយខ្លួនឯង ចម្លើយមានក្នុង #2។",
    (3,): "ស្ថានទូតចិនប្រចាំកម្ពុជា មិនបានឆ្លើយតបនឹងអ៊ីមែលផ្ញើចន្លោះថ្ងៃច័ន្ទ ទី២ ខែធ្នូ និងថ្ងៃពុធ ទី៤ ខែធ្នូ "
    f"ដែលមានសំណួរ {CITIZENS} ទេ។",
    (4, 9): "ស្ថានទូតសាធារណរដ្ឋកូរ៉េប្រចាំកម្ពុជា បានណែនាំឱ្យទៅសួរ អគ្គស្នងការដ្ឋាននគរបាលជាតិ។ the spokespersons នៃ "
    "អគ្គស្នងការដ្ឋាននគរបាលជាតិ មិនបានឆ្លើយតបភ្លាមៗនឹងសំណើសុំការបំភ្លឺ តាមសារ នៅថ្ងៃសុក្រ ទី៦ ខែធ្នូ ដែលមានសំណួរ "
    "“what did the raids achieve” និង “who was detained” ទេ។",
    (
        5,
    ): "Nhem Sao នៃ ស្នងការដ្ឋាននគរបាលខេត្តកំពង់ស្ពឺ បានឆ្លើយ ប៉ុន្តែមិនបានឆ្លើយសំណួរអំពី the business និង the screening ទេ។",
    (6, 7): "ស្ថានទូតប៉ាគីស្ថានប្រចាំកម្ពុជា និង ស្ថានទូតឥណ្ឌាប្រចាំកម្ពុជា មិនបានឆ្លើយតបនឹងអ៊ីមែលផ្ញើនៅថ្ងៃអង្គារ ទី៣ ខែធ្នូ "
    f"ដែលមានសំណួរ {DETAINED} ទេ។",
    (8,): "ការហៅទូរសព្ទ ៣ ដងទៅ Sok Sambo នៃ នាយកដ្ឋានប្រឆាំងការជួញដូរមនុស្ស និងការពារអនីតិជន ចន្លោះថ្ងៃពុធ ទី៤ ខែធ្នូ "
    "និងថ្ងៃព្រហស្បតិ៍ ទី៥ ខែធ្នូ មិនមានអ្នកទទួលទេ។",
}


@pytest.mark.parametrize(("language", "expected"), [("en", ENGLISH), ("km", KHMER)], ids=["english", "khmer"])
def test_print_may_say_exactly_this_about_each_body(
    case: Played, language: str, expected: dict[tuple[int, ...], str]
) -> None:
    t, publication = Texts(language, ZONE), REPORT.instant
    said = sentences(t, claims(case.record, at=publication, publish_at=publication), publication)
    assert {sentence.numbers: sentence.text.unescape() for sentence in said} == expected
