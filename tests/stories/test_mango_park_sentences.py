"""The Mango Park case: each outcome in print, and exactly in Khmer, with the requests it rests on. In English the report has it.

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

# As the story had it, and as Khmer papers would.
PRINTED = {
    (
        1,
    ): "The Phnom Penh Municipal Court did not respond to emailed questions about why the 25 were brought in, where they are"
    " now and the other foreigners.",
    (2,): "The General Department of Immigration responded on Tuesday.",
    (3,): "The Chinese embassy did not respond to emails seeking comment.",
    (
        4,
        9,
    ): "The South Korean embassy referred questions to the National Police. Police spokespersons did not immediately"
    " respond to a request for comment on Friday.",
    (
        5,
    ): "Kampong Speu Provincial Police deputy chief Nhem Sao answered some questions but did not answer repeated questions"
    " about the business and the screening.",
    (6, 7): "The Pakistani and Indian embassies did not respond to emailed requests for comment.",
    (
        8,
    ): "Calls to Anti-Human Trafficking and Juvenile Protection Department director Sok Sambo went unanswered.",
}
PRINTED_KHMER = {
    (1,): "សាលាដំបូងរាជធានីភ្នំពេញ មិនបានឆ្លើយតបនឹងសំណួរតាមអ៊ីមែលអំពី why the 25 were brought in, where they are now និង "
    "the other foreigners ទេ។",
    (2,): "អគ្គនាយកដ្ឋានអន្តោប្រវេសន៍ បានឆ្លើយតបនៅថ្ងៃអង្គារ។",
    (3,): "ស្ថានទូតចិនប្រចាំកម្ពុជា មិនបានឆ្លើយតបនឹងអ៊ីមែលសុំការបំភ្លឺ ទេ។",
    (4, 9): "ស្ថានទូតសាធារណរដ្ឋកូរ៉េប្រចាំកម្ពុជា បានណែនាំឱ្យទៅសួរ អគ្គស្នងការដ្ឋាននគរបាលជាតិ។ "
    "អ្នកនាំពាក្យអគ្គស្នងការដ្ឋាននគរបាលជាតិ មិនបានឆ្លើយតបភ្លាមៗនឹងសំណើសុំការបំភ្លឺ នៅថ្ងៃសុក្រ ទេ។",
    (5,): "អនុប្រធានស្នងការដ្ឋាននគរបាលខេត្តកំពង់ស្ពឺ Nhem Sao បានឆ្លើយសំណួរខ្លះ ប៉ុន្តែមិនបានឆ្លើយសំណួរដែលបានសួរលើសពីម្ដងអំពី "
    "the business និង the screening ទេ។",
    (6, 7): "ទាំង ស្ថានទូតប៉ាគីស្ថានប្រចាំកម្ពុជា ទាំង ស្ថានទូតឥណ្ឌាប្រចាំកម្ពុជា មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺតាមអ៊ីមែល ទេ។",
    (8,): "ការហៅទូរសព្ទទៅ នាយកនាយកដ្ឋានប្រឆាំងការជួញដូរមនុស្ស និងការពារអនីតិជន Sok Sambo មិនមានអ្នកទទួលទេ។",
}


@pytest.mark.parametrize(("language", "printed"), [("en", PRINTED), ("km", PRINTED_KHMER)])
def test_the_short_sentences_read_like_the_published_story(
    case: Played, language: str, printed: dict[tuple[int, ...], str]
) -> None:
    publication = REPORT.instant
    found = claims(case.record, at=publication, publish_at=publication)
    said = sentences(Texts(language, ZONE), found, publication)
    assert {sentence.numbers: sentence.short.unescape() for sentence in said} == printed


def test_print_may_say_exactly_this_about_each_body(case: Played) -> None:
    publication = REPORT.instant
    found = claims(case.record, at=publication, publish_at=publication)
    said = sentences(Texts("km", ZONE), found, publication)
    assert {sentence.numbers: sentence.text.unescape() for sentence in said} == KHMER
