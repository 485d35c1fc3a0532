"""What there is, in words: a row for each status, event, channel, role, sort of body and letter.

Each table is the only list of its kind in `bot`. Cards, histories, buttons, the menu of commands, /help, files, and the
reading of what people type derive from it. What an event does to a request stands in `db/lifecycle.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from markupsafe import Markup

from bot.i18n.catalogue import Texts
from db.lifecycle import BodyKind, Channel, EventKind, Result, Role, Status
from db.tables import Letter

Say = Callable[[Texts], Markup]
LATE = "🔴"
OUT = "📰"


@dataclass(frozen=True)
class StatusWords:
    """A status in a list: its sign, what it is called, and what is said of a story that came out in it. The last is
    there for the open ones alone: to a closed request a publication does nothing."""

    sign: str
    said: Say
    by_publication: Callable[[Texts, str], Markup] | None = None


STATUSES: dict[Status, StatusWords] = {
    Status.WAITING: StatusWords(
        "⏳",
        lambda t: t.say("waiting"),
        lambda t, when: t.say("no answer by publication, {when}", when=when),
    ),
    Status.ACKNOWLEDGED: StatusWords(
        "📨",
        lambda t: t.say("acknowledged, not answered"),
        lambda t, when: t.say("acknowledged, no answer by publication, {when}", when=when),
    ),
    Status.PARTIAL: StatusWords(
        "◐",
        lambda t: t.say("answered in part"),
        lambda t, when: t.say("answered in part by publication, {when}", when=when),
    ),
    Status.ANSWERED: StatusWords("🟢", lambda t: t.say("answered")),
    Status.DECLINED: StatusWords("🚫", lambda t: t.say("declined to comment")),
    Status.REFERRED: StatusWords("↪️", lambda t: t.say("referred elsewhere")),
    Status.UNDELIVERABLE: StatusWords(
        "↩️",
        lambda t: t.say("could not be delivered"),
        lambda t, when: t.say("could not be delivered by publication, {when}", when=when),
    ),
    Status.WITHDRAWN: StatusWords("✖️", lambda t: t.say("withdrawn")),
}


class Asks(Enum):
    """What must be known before an event can be recorded, and is asked where nobody said it."""

    NOTHING = auto()
    QUESTIONS = auto()  # which of them were answered
    CHANNEL = auto()
    WORDS = auto()
    BODY = auto()
    DEADLINE = auto()


@dataclass(frozen=True)
class OwnCommand:
    """The command that records one kind of event and nothing else, `/name N [at TIME] [text]`; shown as it is, but for its
    example, which is in the reader's language."""

    name: str
    usage: str
    example: Say
    does: Say


@dataclass(frozen=True)
class EventWords:
    """One kind of event.

    Args:
        said: in a list, in the history, in a file.
        verb: what a button carries for it. It never changes: buttons of old messages hold it. "": no button records it.
        asks: what is asked before it is recorded.
        reply: its button where it is asked what came back; None for what is no reply.
        sent: the same under a photo, a file or a text that was sent, where that is said otherwise.
        typed: the words by which /reply and /correct know it, in any language, the one that is shown first.
        heard: phrases in free words that say it, in any language; a `*` stands for up to three words, `|` and `_` as in
            `bot.reading.phrases.phrases`.
        hinted: phrases that may say it: somebody is asked.
        told: the same in a sentence that is sent by itself, beside `heard`; `|` and `_` as there.
        command: its own command, where it needs no more than a text.
    """

    said: Say
    verb: str = ""
    asks: Asks = Asks.NOTHING
    reply: Say | None = None
    sent: Say | None = None
    typed: str = ""
    heard: str = ""
    hinted: str = ""
    told: str = ""
    command: OwnCommand | None = None

    @property
    def names(self) -> list[str]:
        """The words that are typed for it, one by one."""
        return self.typed.split(", ") if self.typed else []


_ASKING = "questions|question|request|query|queries|list|reminder|enquiry"  # what is sent
_WILL = "will|would|shall|going_to|about_to"
_US = ("us", "me", "reporters")
_ASK = [
    "ask",
    "contact",
    "call",
    "go to",
    "speak to",
    "talk to",
    "write to",
    "email",
    "try",
    "approach",
    "see",
    "check with",
]
_SENT_ON = (
    "referred {} to, refers {} to, referred {} back to, sent {} to, sends {} to, directed {} to, directs {} to, pushed {} to, "
    "pointed {} to, passed {} to, passed {} on to, redirected {} to, wants {} to ask, want {} to ask, forwarded {} to, "
    "transferred {} to, tells {} to ask, refer {} to, referring {} to, sending {} to, directing {} to, passing {} to, passed {} over to, put {} on to"
)
_REFERRED = ", ".join(
    [
        *(f"{told} {us} to {ask}" for told in ("told", "asked", "advised") for us in _US for ask in _ASK),
        *(_SENT_ON.replace("{}", us) for us in _US),
        *(
            f"{let}{us}{ask}"
            for let in ("ឱ្យ", "ឲ្យ", "អោយ")
            for us in ("", "យើង", "ខ្ញុំ")
            for ask in ("ទៅសួរ", "សួរ", "ទៅទាក់ទង", "ទាក់ទង", "ទៅរក", "ទៅជួប", "សរសេរទៅ", "ផ្ញើទៅ", "ទូរសព្ទទៅ")
        ),
        "forwarded|passed|sent|redirected|referred my|our * to|on_to, បញ្ជូន * ខ្ញុំ|យើង ទៅ, was|were|been|got|being sent|pushed|passed|bounced from|by, was|were|been|got|get|being referred|redirected|directed, refer|refers|referring|direct|directs|directed|directing * questions|queries|requests|enquiries to, said to ask, says to ask, says ask, said ask, said to contact, says to contact, says contact, said to call, says call, "
        "told to ask, we should ask, we should contact, we must ask, suggested asking, suggested contacting, suggested we ask, "
        "suggested we contact, referred questions to, referred * questions to, refers questions to, referred the question to, "
        "referred the matter to, referred it to, referred to, forwarded the questions to, forwarded our questions to, "
        "forwarded * questions to, passed our questions to, passed the questions to, passed it to, passed it on to, "
        "said|says|told_us|told_me|suggested to try|email|write_to|speak_to|talk_to|go_to, ប្រគល់រឿងឱ្យ, ប្រគល់សំណួរឱ្យ, ផ្ទេរទៅ, ផ្ទេរសំណួរទៅ, ផ្ទេររឿងទៅ, "
        "forwarded to, forwards to, forwarding to, redirected to, matter for, question for, បញ្ជូនយើងទៅ, បញ្ជូនទៅ, បញ្ជូនសំណួរទៅ, បញ្ជូនសំណួរយើងទៅ, រុញទៅ, រុញយើងទៅ, "
        "បង្វែរទៅ, បង្វែរយើងទៅ, បញ្ជូនបន្តទៅ",
    ]
)
EVENTS: dict[EventKind, EventWords] = {
    EventKind.ASKED: EventWords(
        lambda t: t.say("asked"),
        told="wrote, questions sent to, request sent to, questions emailed to, questions went to, asked, wrote to, written to, sent questions to, sent * questions to, put questions to, put * questions to, "
        "put * question to, sent a request to, sent * request to, contacted, reached out to, approached, queried, questioned, "
        "asked|asking|sought|seeking|requested for a|some|their|further comment|comments|statement|reaction|response|information|details|figures|interview from|with, asked|asking|sought|seeking|requested an interview with, asked|asking|sought|seeking|requested a|some|their|further comment|comments|statement|reaction|response|information|details|figures|interview from, "
        "requested comment from, sought comment from, asked for comment from, submitted questions to, submitted * questions to, "
        "request to, questions to, question to, sent, forwarded questions to, ask, requested information from, "
        "sent * list of questions to, inquired with, inquired at, enquired with, enquired at, put it to, filed a request with, "
        "filed * request with, សួរនាំ, សួរ, ផ្ញើសំណួរ, សរសេរទៅ, សរសេរសួរ, សាកសួរ, ដាក់សំណួរ, សំណួរផ្ញើទៅ, សំណួរបានផ្ញើទៅ, សុំការបំភ្លឺ, សុំបំភ្លឺ, សុំអត្ថាធិប្បាយ, សុំការអត្ថាធិប្បាយ, "
        "ស្នើសុំការបំភ្លឺ, ស្នើសុំព័ត៌មាន, សុំព័ត៌មាន, ផ្ញើសំណើ, ទាក់ទង, សុំការឆ្លើយតប, ផ្ញើ, ដាក់សំណើ",
    ),
    EventKind.CHASED: EventWords(
        lambda t: t.say("asked again"),
        "chase",
        Asks.CHANNEL,
        told="chased, left * note|notes|card with|at|for|on|under|outside, f u with, left message|messages for|with|at, can_not|cannot|could_not|did_not reach|get_hold_of|get_through_to|contact, followed up with, followup|follow_up to|with|at, reached, got hold of, left * messages for, left * messages with, follow up with, follow up to, followup with, reminded, nudged, tried to reach, "
        "tried reaching, tried to contact, tried contacting, tried to get hold of, tried, try, could not reach, "
        "could not get through to, could not get hold of, cannot reach, can not reach, unable to reach, failed to reach, "
        "no luck|joy|success|dice with|at|reaching|getting|on, left a message with, left a message at, left a message for, "
        "left * message with, left * message at, left * message for, left word with, left questions with, "
        "left our questions with, left the questions with, left * number with, got no answer from, got no answer at, "
        "sent a reminder to, sent * reminder to, reminder to, resent questions|request|list|it|them to, resent the|our|my|all questions|request|list to, attempt|attempts to reach|contact|call, tried failed to reach|contact, tried and failed to reach|contact, been trying, kept trying, trying, have tried, តាមដាន, រំលឹក, ព្យាយាមទាក់ទង, ទាក់ទងម្តងទៀត, សួរម្តងទៀត, "
        "សួរម្ដងទៀត, ទាក់ទងមិនបាន, ទាក់ទងទៅមិនបាន, ទុកសារ, ទុកសំណួរ, ទុកកាត, ទុកឈ្មោះ, ទុកលេខ",
    ),
    EventKind.REPLIED_FULL: EventWords(
        lambda t: t.say("they answered"),
        "full",
        heard="confirmed that, confirmed the, confirmed it, confirms that, confirms the, denied that, denied the, denied it, "
        "denied any, denied all, denied everything, denies that, denies the, denies it, denies any, denies all, admitted that, "
        "admitted the, admitted it, answered all, answered everything, said it is true, said it is not true, said it was true, said it was not true, "
        "said that is not true, said it is false, said yes, បដិសេធថា, បញ្ជាក់ថា, អះអាងថា, សារភាពថា, ឆ្លើយសំណួរ",
        reply=lambda t: t.say("🟢 Answered everything"),
        sent=lambda t: t.say("🟢 Their answer, to everything"),
        typed="full, fully, complete, ពេញ, ពេញលេញ",
        told="answered everything, answered all, answered it all, answered fully, answered in full, answered every, answered both, "
        "fully answered, full answer, full answers, answered all of, answers everything, replied in full, replied to all, "
        "replied to everything, replied to every, responded to all, responded in full, responded to everything, "
        "gave full answers, sent full|complete answers, answers to all|everything|every|both, replied|responded to both, all * answered, full reply|response, complete answer, answered completely, ឆ្លើយទាំងអស់, ឆ្លើយគ្រប់, ឆ្លើយពេញលេញ, ឆ្លើយទាំងស្រុង, "
        "ឆ្លើយតបទាំងអស់, ឆ្លើយតបគ្រប់, ឆ្លើយតបទាំងស្រុង, ឆ្លើយសំណួរទាំងអស់, ឆ្លើយតបសំណួរទាំងអស់, ឆ្លើយតបពេញលេញ, ឆ្លើយសំណួរគ្រប់, "
        "ឆ្លើយអស់, ឆ្លើយសំណួរទាំង, ឆ្លើយតបសំណួរទាំង, ឆ្លើយទាំង",
    ),
    EventKind.REPLIED_PARTIAL: EventWords(
        lambda t: t.say("they answered in part"),
        "part",
        Asks.QUESTIONS,
        reply=lambda t: t.say("◐ Answered in part…"),
        sent=lambda t: t.say("◐ Their answer, in part"),
        typed="partial, partially, partly, មួយផ្នែក",
        told="answered|answers|answer|replied|responded|replies|responds * 1|2|3|4|5|6|7|one|two|three|four|five of|out_of, ឆ្លើយ * ក្នុងចំណោម, sent|gave|answered half|part|some of|the|our, all but one|two|three, everything but|except, answered only, only answered, answer only, answers only, answering only, answered|answers|replied * only, answered some, answered part, answered half, answered most, partly answered, "
        "partially answered, answered partly, answered partially, answered in part, answered one, answered two, answered three, "
        "answered|answers|replied|responded * but not, answered|answers|replied|responded but not, only answers|replied|replies|responded to, replied|responded only to, replied|responded partly|partially, partly|partially replied|responded, skipped|dodged|ignored one|two|some|half, 1|2|3|one|two|three of * answered, replied|responded to the|our first|second|third|last, replied|responded to question, answered|answers|answering just, answered the first, answered the second, answered the last, answered question, answered questions 1, "
        "answered questions 2, answered 1, answered 2, answered a few, would only talk|speak|answer about|on|to, only talked|spoke about, answer 1|2|3|one|two|three, half answered, partial answer, partial answers, "
        "partial reply, replied to some, replied only, replied in part, replied to one, replied to part, responded to some, "
        "responded in part, responded only, ignored the rest, ignored the others, ignored the other, skipped the rest, "
        "not the rest, not answer the rest, not the others, not answer the others, not answer the second, not answer the last, "
        "ឆ្លើយសំណួរតែ, ឆ្លើយតបសំណួរតែ, ឆ្លើយតែ, ឆ្លើយមួយផ្នែក, ឆ្លើយខ្លះ, ឆ្លើយបានខ្លះ, ឆ្លើយបានតែ, ឆ្លើយតបតែ, ឆ្លើយតបមួយផ្នែក, ឆ្លើយតបខ្លះ, ឆ្លើយសំណួរមួយ, "
        "ឆ្លើយ|ឆ្លើយតប|ឆ្លើយសំណួរ បាន|បានតែ ពាក់កណ្តាល|ពាក់កណ្ដាល|មួយផ្នែក|ខ្លះ|មួយ|ពីរ, ឆ្លើយសំណួរខ្លះ, ឆ្លើយបានមួយផ្នែក, ឆ្លើយសំណួរទី, ឆ្លើយពាក់កណ្តាល, ឆ្លើយពាក់កណ្ដាល, ឆ្លើយតែសំណួរ",
    ),
    # Only words with which nobody starts to tell what came back: "received nothing" is not an acknowledgement.
    EventKind.ACKNOWLEDGED: EventWords(
        lambda t: t.say("they acknowledged it"),
        "ack",
        reply=lambda t: t.say("📨 Only an acknowledgement"),
        sent=lambda t: t.say("📨 An acknowledgement"),
        heard="confirmed receipt, confirmed the receipt, confirmed receiving, confirmed that they received, "
        "confirmed that it was received, confirmed they received, confirmed they have, confirmed that they have the, "
        "acknowledged receipt, acknowledged receiving, បញ្ជាក់ថាបានទទួល",
        typed="ack, acknowledged, acknowledgement, acknowledgment, ទទួល, ទទួលដំណឹង",
        told="was|were|been|is received, ទទួលបានហើយ, ទទួលហើយ, ទទួល|ទទួលបាន|បានទទួល|បានទទួលបាន លិខិត|សំបុត្រ|អ៊ីមែល|សំណួរ|សំណើ|សារ|សំណុំឯកសារ|ឯកសារ, acknowledged, acknowledges, ack d, acknowledgement from, confirms receipt, "
        "confirmed they got, confirmed it received, confirmed it got, "
        "receive|received|get|got it|them, receive|received|get|got our|my|your|any, "
        "receive|received|get|got|has|have|had|saw|seen|read our|my|your|the letter|letters|email|emails|mail|message|messages|questions|request|list, "
        "has|have received, is looking into it, are looking into it, looking into it, will look into, would look into, "
        "looking at it, បញ្ជាក់ថាទទួលបាន, ថាបានទទួលសំណួរ, ថាបានទទួលសំណើ, ថាបានទទួលលិខិត, ថាបានទទួលអ៊ីមែល, "
        "ថាទទួលបានសំណួរ, ថាទទួលបានសំណើ, ថាទទួលបានលិខិត, ថាទទួលបានអ៊ីមែល, បានទទួលសំណើ, បានទទួលសំណួរ, បានទទួលលិខិត, បានទទួលអ៊ីមែល, "
        "ទទួលបានសំណើ, ទទួលបានលិខិត, ទទួលបានអ៊ីមែល, ទទួលបានសំណួរ, កំពុងពិនិត្យសំណើ, ទទួលស្គាល់ថាបានទទួល",
    ),
    EventKind.ASKED_TIME: EventWords(
        lambda t: t.say("they asked for more time"),
        "moretime",
        reply=lambda t: t.say("🙏 Asked for more time"),
        sent=lambda t: t.say("🙏 They asked for time"),
        typed="time, more time, moretime, asked for time, asked for more time, extension, delay, postponement, ពេល, សុំពេល, ពន្យារពេល, សុំពន្យារពេល",
        heard="ask|asks|asked|asking|request|requests|requested|beg|begs|begged for|us_for|me_for more|extra|additional|another|some time, "
        "ask|asks|asked|asking|beg|begs|begged for|us_for|me_for time, "
        "asking for|us_for * time|day|days|week|weeks|hours to_answer|to_reply|to_respond|more|longer, is|are asking for|us_for another|more|extra|one|two|three * day|days|week|weeks|hours, "
        "ask|asks|asked for|us_for|me_for * time|extension|postponement|delay|patience|days|week|weeks|hours, "
        "request|requests|requested|want|wants|wanted|need|needs|needed * more|extra|additional|another time|day|days|week|weeks|hours, "
        "ask|asks|asked|asking for another|one_more|a_few|a_couple_of|an_extra|extra|an_additional|additional * day|days|week|weeks|hours, "
        "request|requests|requested|want|wants|wanted|need|needs|needed an|another|a extension|delay|postponement, "
        "need|needs|needed|want|wants|wanted longer|some_time|time, request for more time, request for an extension, "
        "requested more time, requested * time, requested * extension, need * more days, needs * more days, "
        "ask|asks|asked|want|wants|wanted|need|needs|request|requested until|till|for_until|for_till|to_have_until|to_be_given_until, "
        "ask|asks|asked|told|tells|want|wants|wanted us|me to wait, ask|asks|asked to wait|hold_on|be_patient, "
        "ask|asks|asked|want|wants|wanted to|us_to|me_to postpone|extend|delay, "
        "ask|asks|asked|want|wants|wanted to|us_to|me_to move|push|give * deadline|until|till|time|days|week, "
        "want|wants|wanted|need|needs|needed|request|requests|requested another|more|extra|a_further|some_more * day|days|week|weeks|hours, "
        "want|wants|wanted|need|needs|needed|would_like * more time|day|days|week|weeks|hours, wait until|till, "
        "ask|asks|asked for * later|longer|new deadline, ask|asks|asked for the deadline to be, "
        "ask|asks|asked if|whether they|he|she could|can|may have until|till|more|another, ask|asks|asked if|whether they|he|she could|can|may answer|reply|respond, "
        "can|could|may they|he|she have until|till|more|another, please give * more time, give * more time, "
        "please wait until|till, cannot|can_not answer|reply|respond before|until|till, "
        "not able to answer|reply|respond before|until|till, "
        "សុំពេល, សុំពេលវេលា, សុំរយៈពេល, សុំពន្យារ, សុំពន្យា, សូមពន្យារ, សូមពន្យា, ស្នើពន្យារ, ស្នើពន្យា, ស្នើសុំពន្យារ, ស្នើសុំពន្យា, "
        "ចង់បានពេល, ស្នើសុំពេល, ស្នើសុំរយៈពេល, ត្រូវការពេល, ត្រូវការរយៈពេល, ត្រូវការពេលបន្ថែម, សុំលើកពេល, សុំលើកថ្ងៃ, សុំរង់ចាំ, សុំចាំ, សុំឱ្យរង់ចាំ, "
        "ឱ្យរង់ចាំ, ស្នើឱ្យរង់ចាំ, សុំដល់, សុំរហូតដល់, សុំឱ្យដល់, សូមរង់ចាំ",
        hinted="asked for it, asked for * monday|tuesday|wednesday|thursday|friday, not before",
    ),
    EventKind.PROMISED: EventWords(
        lambda t: t.say("they promised an answer"),
        "promise",
        reply=lambda t: t.say("🤝 Promised an answer"),
        sent=lambda t: t.say("🤝 They promised an answer"),
        typed="promise, promised, promises, promising, commit, committed, សន្យា, បានសន្យា",
        heard="promised, promises, promise, vow|vows|vowed|pledge|pledges|pledged|agree|agrees|agreed to answer|reply|respond|comment, "
        "assured us|me of an|a answer|reply|response, will revert, "
        f"{_WILL} answer|reply|respond|revert|comment, {_WILL} get|come|call|ring|phone|text|message|mail|email|write back, "
        f"{_WILL} get|come|call|ring|phone|text|message|mail|email|write|contact|inform|tell|notify us|me, "
        f"{_WILL} be calling|ringing|phoning|getting|writing|coming back, {_WILL} let us|me know, {_WILL} be|get in touch, {_WILL} follow up, "
        f"{_WILL} send|provide|give|issue|release|publish|prepare|have|make|share * answer|answers|reply|replies|response|responses|statement|comment, "
        f"{_WILL} send|provide|give|share * figures|data|numbers|information|details, "
        "is|are calling|ringing|phoning|getting|writing|coming back to|later|tomorrow|today|on, "
        "សន្យា, នឹងចេញសេចក្តីថ្លែងការណ៍, នឹងចេញសេចក្ដីថ្លែងការណ៍, យល់ព្រមឆ្លើយ, យល់ព្រមផ្ដល់ចម្លើយ, នឹងឆ្លើយ, នឹងឆ្លើយតប, នឹងផ្ញើចម្លើយ, នឹងផ្ដល់ចម្លើយ, នឹងឱ្យចម្លើយ, នឹងផ្ដល់ព័ត៌មាន, នឹងតេមក, នឹងហៅមក, នឹងខលមក, "
        "នឹងទូរសព្ទមក, នឹងទាក់ទងមក, នឹងទាក់ទងវិញ, នឹងតេវិញ, នឹងហៅវិញ, នឹងសរសេរមក, នឹងបំភ្លឺ, នឹងឱ្យដំណឹង, នឹងជូនដំណឹង, នឹងប្រាប់, "
        "ចាំឆ្លើយ, ចាំតេមក, ចាំហៅមក, ចាំខលមក, ចាំទាក់ទងមក",
        hinted=f"{_WILL} look|check|find_out|ask_him|ask_her|ask_them|ask_his|ask_her_boss|consult|study|review|investigate, "
        f"{_WILL} try_to|hopefully|maybe|probably|perhaps|possibly|likely answer|reply|respond|comment|get_back|call_back|call_us, "
        "try|tries|trying|hope|hopes|hoping|plan|plans|planned|planning|intend|intends|expect|expects|aim|aims to answer|reply|respond|comment|get_back|call_back, "
        "should answer|reply|respond|have_an_answer|get_back, answer|reply|response coming|expected|to_come|will_follow",
    ),
    EventKind.ASKED_BACK: EventWords(
        lambda t: t.say("they asked us a question"),
        "askback",
        reply=lambda t: t.say("❓ Asked us back"),
        sent=lambda t: t.say("❓ They asked us back"),
        typed="back, asked back, askback, clarify, clarification, counterquestion, សួរមកវិញ, សួរវិញ, សួរត្រឡប់",
        heard="asked|asks us|me back, asked|asks back, asked|asks in return, "
        "ask|asks|asked|want|wants|wanted|need|needs|needed|seek|seeks|sought|request|requests|requested for|some|more|us_for|me_for|a clarification, "
        "want|wants|wanted|need|needs|needed|seek|seeks|sought|requested clarification, "
        "ask|asks|asked|want|wants|wanted us|me to clarify|specify|explain|repeat|resend, "
        "ask|asks|asked|want|wants|wanted|need|needs for|us_for|me_for|some|more|for_more|for_further|further details|information|specifics, "
        "came|come|comes back with a|some|more|several question|questions, came|come|comes back with questions, "
        "replied|responded|answered|countered with a|another|several question|questions, "
        "had|have|has a|some|more|another question|questions for us|me, "
        "want|wants|wanted|need|needs letter|email|official_letter|the_questions, ask|asks|asked|want|wants|wanted * questions in writing|by_email|by_letter|again, "
        "ask|asks|asked|want|wants|wanted|told|tells us|me to put|send|submit|write|email|come, "
        "ask|asks|asked|want|wants|wanted for|an|for_an|for_a|a|us_for official|formal letter|request, asked|asks for a letter, "
        "want to know, wants to know, wanted to know, asked|asks which|who|why|where|how_many, asked what, "
        "asked us|me what|which|who|why|where|when|how, asked|asks when we|you, asked whether we, asked if we, "
        "សួរមកវិញ, សួរវិញ, សួរត្រឡប់, សុំការបញ្ជាក់, សុំបញ្ជាក់, សុំឱ្យបញ្ជាក់, សុំឱ្យពន្យល់, សុំព័ត៌មានបន្ថែម, ចង់ដឹង, ចង់ដឹងថា, សុំលិខិត, "
        "ស្នើសុំលិខិត, ឱ្យធ្វើលិខិត, ឱ្យផ្ញើលិខិត, ឱ្យសរសេរលិខិត",
        hinted="asked|asks when, they|he|she had a question",
        told="said|says|told|tells to put|send|submit|resend, put|putting * in writing, want|wants|wanted|like|love to know|see|understand|hear, ask|asks|asked|want|wants|need|needs for|for_the|to_see|to_see_the|to_have|to_have_the|the questions|everything, ask|asks|asked|want|wants|need|needs questions|everything in|by|via, សុំសំណួរ, សុំឱ្យសួរ, សុំដឹង, សួរយើងថា, សួរយើង, សួរថាយើង, សួរថាតើយើង, ឱ្យ|ឱ្យយើង|ឱ្យខ្ញុំ សរសេរ|ផ្ញើ|មក|ទៅការិយាល័យ|ដាក់លិខិត|ដាក់ពាក្យ|យកលិខិត, ask|asks|asked|want|wants|wanted|need|needs our|my|your, ask|asks|asked|asking for our|my|your, request|requests|requested our|my",
    ),
    EventKind.AUTO_REPLY: EventWords(
        lambda t: t.say("an automatic reply came"),
        "auto",
        reply=lambda t: t.say("🤖 Automatic reply"),
        sent=lambda t: t.say("🤖 An automatic reply"),
        typed="auto, automatic, automated, autoreply, auto-reply, auto reply, automatic reply, automated reply, autoresponse, out-of-office, out of office, ooo, robot, ស្វ័យប្រវត្តិ, ឆ្លើយតបស្វ័យប្រវត្តិ",
        told="automatic, automated, bot text|answer|reply|message|msg",
        heard="automatic reply, auto reply, autoreply, automatic response, auto response, autoresponse, automatic message, "
        "automatic email, automatic answer, automated reply, automated response, automated message, automated email, "
        "automated answer, auto generated, automatically generated, autoresponder, auto responder, out of office, "
        "out of the office, away from the office, on annual leave, automatic acknowledgement, autoacknowledgement, bot replied, "
        "bot answered, chatbot, no reply message, noreply, ticket number, ticket no, ticket created, ticket * created, vacation message, vacation responder, do not reply to this, not monitored, delivery receipt, "
        "read receipt, ooo, ooo reply|message|email from, auto|automatic|automated msg|message|mail|email|reply|response, ស្វ័យប្រវត្តិ",
    ),
    EventKind.DECLINED: EventWords(
        lambda t: t.say("they declined to comment"),
        "decline",
        reply=lambda t: t.say("🚫 Declined to comment"),
        sent=lambda t: t.say("🚫 They declined"),
        typed="declined, decline, refused, បដិសេធ",
        heard="no comment, no|nothing further|additional comment, nothing further, decline|declines|declined|refuse|refuses|refused to comment|answer|respond|discuss|speak|talk|say, "
        "decline|declines|declined|refuse|refuses|refused comment, "
        "decline|declines|declined * interview, not able|allowed|authorised|authorized|willing to comment|speak|discuss, "
        "unable|unwilling to comment, nothing to say|add, "
        "will|would|does|do|can|could|shall not comment|discuss|be_commenting, cannot comment|discuss, "
        "បដិសេធ, គ្មានអត្ថាធិប្បាយ, មិនអាចធ្វើអត្ថាធិប្បាយ, មិនអាចអត្ថាធិប្បាយ, មិនអាចបញ្ចេញមតិ, សុំមិនឆ្លើយ, មិនព្រមឆ្លើយ, មិនធ្វើអត្ថាធិប្បាយ, មិនអត្ថាធិប្បាយ, គ្មានមតិ, មិនបញ្ចេញមតិ, គ្មានយោបល់",
        hinted="will|would|does|do|did|can|could not talk|speak|say_anything, cannot talk|speak|say_anything",
        told="nothing more|further|else|new|left to say|add|share|tell, not comment on, not be drawn, neither confirm nor deny, neither confirmed nor denied, not confirm or deny, not at liberty, គ្មានអ្វីបន្ថែម, មិនមានអ្វីបន្ថែម, អត់មានអ្វីបន្ថែម, មិនព្រមផ្តល់, មិនព្រមឱ្យ, គ្មានអ្វីនិយាយ, មិនមានអ្វីនិយាយ, អត់មានអ្វីនិយាយ, គ្មានអ្វីត្រូវនិយាយ, មិនព្រមប្រាប់, មិនព្រមបញ្ជាក់, nobody|noone * would|will|wants_to|wanted_to talk|comment|speak|answer, declined, declines, declining, refused, refuses, refusing, would not answer, "
        "will not answer, would not talk, will not talk, would not say, will not say, would not speak, "
        "not comment, not commenting, not want to comment, not want to answer, "
        "not want to talk, not wish to comment, not going to comment, rejected our request, "
        "rejected the request, turned us down, turned down, "
        "មិនព្រមអត្ថាធិប្បាយ, មិនព្រមធ្វើអត្ថាធិប្បាយ, មិនព្រមនិយាយ, មិនបញ្ចេញយោបល់, មិនចង់ឆ្លើយ, "
        "មិនចង់និយាយ, មិនចង់ធ្វើអត្ថាធិប្បាយ, មិនចង់អត្ថាធិប្បាយ, សុំមិនធ្វើអត្ថាធិប្បាយ, "
        "សុំមិនអត្ថាធិប្បាយ, មិនមានយោបល់, អត់ព្រមឆ្លើយ, អត់ព្រមនិយាយ, សុំមិនបញ្ចេញយោបល់",
        command=OwnCommand(
            "decline",
            "/decline N [at TIME] [text]",
            lambda t: t.say("/decline 3 no comment, citing pending litigation"),
            lambda t: t.say("they declined to comment"),
        ),
    ),
    EventKind.REFERRED: EventWords(
        lambda t: t.say("they referred us elsewhere"),
        "refer",
        Asks.BODY,
        heard="referred us to, referred me to, referred us elsewhere, referred * questions to, refers * questions to, "
        "referred questions to, directed us to, directed me to, directed * questions to, told us to ask the, told me to ask the, "
        "told us to contact the, told me to contact the, said to ask the, said to contact the, should ask the, "
        "should contact the, ask the * instead, contact the * instead, ណែនាំឱ្យទៅសួរ, ណែនាំឱ្យសួរ, ប្រាប់ឱ្យទៅសួរ, "
        "ប្រាប់ឱ្យសួរ, ឱ្យទៅសួរ",
        told=_REFERRED,
    ),
    EventKind.BOUNCED: EventWords(
        lambda t: t.say("it could not be delivered"),
        "bounce",
        told="bounced, bounces, bounce, បញ្ជូនមកវិញ, ត្រូវបានបញ្ជូនមកវិញ, បញ្ជូនត្រឡប់មកវិញ, ត្រូវបានបញ្ជូនត្រឡប់មកវិញ, បញ្ជូនត្រឡប់, ត្រូវបានបញ្ជូនត្រឡប់, ត្រូវបានត្រឡប់មកវិញ, bounced back, bouncing, came back undelivered, came back undeliverable, came back, email came back, "
        "mailbox unavailable|disabled|not_found, no such address|user|mailbox, does not exist, not exist, undeliverable, undelivered, mailbox full, mailbox is full, inbox full, inbox is full, address not found, "
        "unknown address, delivery failed, delivery failure, not be delivered, not delivered, returned to sender, "
        "returned unopened, our|my * not|never arrive|arrived|reach_them|reached_them, was returned, email returned, letter returned, ត្រឡប់មកវិញ, ផ្ញើមិនដល់, ទៅមិនដល់, មិនទៅដល់, មិនបានទៅដល់, ផ្ញើមិនទៅ, ផ្ញើមិនចេញ, "
        "ផ្ញើមិនបាន, មិនបានទៅដល់, ប្រអប់ពេញ, ប្រអប់សំបុត្រពេញ, ប្រអប់អ៊ីមែលពេញ, រកអាសយដ្ឋានមិនឃើញ",
        command=OwnCommand(
            "bounce",
            "/bounce N [at TIME] [text]",
            lambda t: t.say("/bounce 3 mailbox full"),
            lambda t: t.say("it could not be delivered"),
        ),
    ),
    EventKind.WITHDRAWN: EventWords(
        lambda t: t.say("we withdrew it"),
        "withdraw",
        told="scrap|scrapped|forget|abandon|abandoned|drop|dropped|dropping|cancel|cancelled|withdraw|withdrawing|kill|killed the|our|my|this|that request|requests|question|questions, scrap|forget|abandon|drop|dropped|cancel|cancelled|withdraw the|our|my|that * request|requests, withdrew, we withdraw, withdrew our request, withdrew the request, dropped our request, dropped the request, "
        "dropping our request, no longer need, ដក|បោះបង់|លុបចោល សំណើ|សំណួរ, លែងត្រូវការចម្លើយ, មិនត្រូវការចម្លើយទៀត",
        command=OwnCommand(
            "withdraw",
            "/withdraw N|#story|BODY [why]",
            lambda t: t.say("/withdraw 3 asked twice"),
            lambda t: t.say("we take the request back"),
        ),
    ),
    EventKind.REOPENED: EventWords(
        lambda t: t.say("reopened"),
        "reopen",
        command=OwnCommand(
            "reopen",
            "/reopen N [why]",
            lambda t: t.say("/reopen 3 one question is left"),
            lambda t: t.say("open a closed request again"),
        ),
    ),
    EventKind.NOTE: EventWords(
        lambda t: t.say("note"),
        "note",
        Asks.WORDS,
        told="keep in mind, heads up, for info, for information, add|adding to, add a|another note|notes, nb, n b, n.b, note, note to self, a note, fyi, for the record, កំណត់ចំណាំ, ចំណាំ, សម្គាល់",
    ),
    EventKind.DEADLINE_SET: EventWords(lambda t: t.say("deadline set")),
    EventKind.EXTENDED: EventWords(
        lambda t: t.say("deadline moved"),
        "extend",
        Asks.DEADLINE,
        told="push|pushed back, postpone|postponed|delay|delayed, ពន្យារ, extension for, extension to, move|push|shift|change|give * deadline, prolong|prolonged, deadline for * is now, deadline of * is now, deadline is now, extended the deadline, extended their deadline, extended, moved the deadline, moved their deadline, "
        "new deadline for, new deadline, deadline moved, extend, extending, deadline for * moved|pushed|extended|changed, moved|pushed|shifted|changed * deadline, deadline pushed|changed|shifted, gave|given * until|till, postponed the deadline, deadline extended, ពន្យារកាលកំណត់, លើកកាលកំណត់, លើកថ្ងៃកំណត់, ពន្យារពេលឱ្យ, ពន្យារពេលកំណត់, ពន្យារថ្ងៃកំណត់, ប្ដូរថ្ងៃកំណត់, ប្តូរថ្ងៃកំណត់, "
        "កាលកំណត់ថ្មី, ប្តូរកាលកំណត់, ប្ដូរកាលកំណត់",
    ),
    EventKind.CORRECTED: EventWords(lambda t: t.say("taken back")),
    EventKind.PUBLISHED: EventWords(lambda t: t.say("published without their answer")),
    EventKind.FILED: EventWords(lambda t: t.say("file kept")),
    EventKind.REDUCED: EventWords(lambda t: t.say("words removed by the newsroom's rule")),
    EventKind.BODY_CORRECTED: EventWords(lambda t: t.say("logged to the wrong body")),
    EventKind.RENAMED: EventWords(lambda t: t.say("body renamed")),
    EventKind.ASSIGNED: EventWords(lambda t: t.say("handed over")),
    EventKind.PRIVACY: EventWords(lambda t: t.say("who sees it")),
}

# What looks as if somebody asked back, or for something, and says nothing of the kind.
SAYS_NOTHING = (
    "ask|asks|asked who is|was calling, ask|asks|asked who i|we am|was|are|were, ask|asks|asked for my|our name|number|card|email, "
    "ask|asks|asked where i|we am|was|are|were, ask|asks|asked what it is|was about, ask|asks|asked for my|our names|details, "
    "សួរថានរណា, សួរឈ្មោះ"
)
# What came back, in the order in which it is offered.
REPLIES = {kind: words for kind, words in EVENTS.items() if words.reply is not None}
# What a single press records, by what its button carries.
AT_ONCE = {words.verb: kind for kind, words in EVENTS.items() if words.verb and words.asks is Asks.NOTHING}
OWN_COMMANDS = {kind: words.command for kind, words in EVENTS.items() if words.command is not None}
# The words of /correct; those of /reply are the ones that have no command of their own.
CORRECT_WORDS = {word: kind for kind, words in EVENTS.items() for word in words.names}
REPLY_WORDS = {word: kind for word, kind in CORRECT_WORDS.items() if EVENTS[kind].command is None}


# Who answers for somebody else, and what they say of them; "secretary of state" is none of these.
GATEKEEPERS = (
    "secretary, assistant, receptionist, reception, operator, switchboard, guard, guards, security guard, duty officer, "
    "officer on duty, front desk, bodyguard, driver, is in a meeting, was in a meeting, "
    "in a meeting, is away, was away, is abroad, is not in, was not in, is out of the office, was out of the office, "
    "លេខាធិការ, លេខា, ជំនួយការ, សន្តិសុខ, អ្នកយាម, មន្ត្រីប្រចាំការ, ជាប់ប្រជុំ, កំពុងប្រជុំ, មិននៅ"
)
# Who answers at home, or by chance: to the body nothing was put.
PRIVATE_PEOPLE = (
    "wife, husband, daughter, brother, sister, mother, father, his|her|a|the|their son|sons|mum|mom|dad|uncle|aunt|friend|partner|parents|child|children|kid|kids, "
    "son answered|picked|says|said, wife's, husband's, family, family member, relative, relatives, nephew, niece, cousin, grandson, girlfriend, boyfriend, "
    "fiance, fiancee, in-law, son-in-law, neighbour, neighbor, maid, nanny, housekeeper, housemaid, landlord, roommate, passer-by, "
    "ប្រពន្ធ, ភរិយា, ប្ដី, ស្វាមី, កូនគាត់, កូនរបស់គាត់, កូនប្រុស, កូនស្រី, ម្ដាយ, ឪពុក, បងប្អូន, បងស្រី, បងប្រុស, ប្អូនស្រី, ប្អូនប្រុស, សាច់ញាតិ, ក្រុមគ្រួសារ, "
    "គ្រួសារ, អ្នកជិតខាង, អ្នកបម្រើ, មេផ្ទះ, មិត្តភក្ដិ"
)
# Words that tell what somebody said, which may be an answer; and what is said that is none.
SAYINGS = (
    "say|says|said|told|tells|explain|explains|explained|insist|insists|insisted|claim|claims|claimed|state|states|stated, "
    "argue|argues|argued|admit|admits|admitted|confirm|confirms|confirmed|deny|denies|denied|mentioned|assured, "
    "know|knows|knew nothing, no idea, no information, answered|replied|responded that, និយាយថា, ប្រាប់ថា, ឆ្លើយថា, អះអាងថា, ពន្យល់ថា"
)
# With what is written it is our words that are noted, but where they say that somebody wrote back, be it with a sign.
WROTE_BACK = (
    "wrote, texted, emailed, messaged back, replied, responded, answered, sent back|a_reply|an_answer, "
    "writes|replies|answers|responds that|with, reacted, liked, gave * thumbs_up, thumbs up, "
    "ឆ្លើយថា, ឆ្លើយតបថា, បានឆ្លើយ, ឆ្លើយមក, ឆ្លើយតប, សរសេរថា, សរសេរមក, ផ្ញើសារមក, ចុចចូលចិត្ត"
)
THEIR_WORD = (
    "reacted with, thumbs up, got|received|had a reply|response, got|received|had an answer, their|his|her reply|answer|response is|was|says|said, "
    "បានទទួលចម្លើយ, មានចម្លើយថា, ចម្លើយមកវិញ"
)
NO_ANSWER_SAID = (
    "say|says|said nothing|hello|goodbye|hi, busy, call|ring|phone|come|ask|try back|again|later, later, driving, no time, not now, "
    "told to, told us|me to, resend, said|says to email|write|text, said|says to send an|the|our email|letter|message|questions, pass it on, pass * on|to|along, not available, unavailable, on leave, wait, hold on, wrong number, tomorrow, next week, "
    "រវល់, ពេលក្រោយ, ស្អែក, តេមកវិញ, ហៅមកវិញ, ហៅម្ដងទៀត, តេម្ដងទៀត, កំពុងបើកឡាន"
)
NO_GATEKEEPERS = "secretary of state, secretary general, general secretary, i am in a meeting, រដ្ឋលេខាធិការ, អគ្គលេខាធិការ, អនុរដ្ឋលេខាធិការ"


_OUTCOMES = (
    "no comment, declined, declined to comment, refused, refused to comment, bounced, came back, returned, mailbox full, "
    "box full, inbox full, auto reply, auto-reply, automatic reply, out of office, acknowledged, received, sent, sent again, "
    "resent, called again, emailed again, បដិសេធ, គ្មានមតិ, ត្រឡប់មកវិញ, ទទួលបាន, ផ្ញើម្ដងទៀត, ហៅម្ដងទៀត"
)
# Beside what becomes of an attempt: words that say all there is to say, so that a time behind them is that of the event.
SAY_ALL = frozenset(_OUTCOMES.split(", "))


@dataclass(frozen=True)
class ChannelWords:
    """A channel: its sign on a button, its word there and on a card, how a sentence says that it was used, the words by
    which people name it, in any language, and those by which they say that they tried it."""

    sign: str
    said: Say
    way: Say
    typed: str
    tried: str


CHANNELS: dict[Channel, ChannelWords] = {
    Channel.EMAIL: ChannelWords(
        "✉️",
        lambda t: t.say("email"),
        lambda t: t.say("by email"),
        "email, e-mail, emails, emailed, mail, mailed, អ៊ីមែល, អ៊ីម៉ែល, អ៊ីម៉េល, ផ្ញើអ៊ីមែល",
        f"{_ASKING} emailed|mailed to, emailed|mailed {_ASKING} to, emailed|mailed * {_ASKING} to, "
        "emailed, e mailed, mailed, re emailed, sent an email to, sent email to, sent * email to, sent emails to, "
        "sent * emails to, email to, emails to, mail to, wrote an email to, wrote * email to, dropped an email to, "
        "resent the email to, sent a mail to, email sent to, emails sent to, ផ្ញើអ៊ីមែល, ផ្ញើអ៊ីម៉ែល, អ៊ីមែលសួរ, អ៊ីម៉ែលសួរ, អ៊ីមែលទៅសួរ, ផ្ញើអុីមែល, សរសេរអ៊ីមែល, "
        "សរសេរអ៊ីម៉ែល, អ៊ីមែលទៅ, អ៊ីម៉ែលទៅ, មេលទៅ, មេលសួរ, ផ្ញើមេល, បានអ៊ីមែលសួរ, បានអ៊ីមែលទៅ, បានអ៊ីមែល",
    ),
    Channel.CALL: ChannelWords(
        "📞",
        lambda t: t.say("call"),
        lambda t: t.say("by phone"),
        "call, calls, called, phone, phoned, phone call, telephone, telephoned, tel, rang, ring, ទូរស័ព្ទ, ទូរសព្ទ, តេ, ហៅ, ហៅទូរស័ព្ទ, ហៅទូរសព្ទ, ខល",
        "left|leaving|leave voicemail|voicemails for|with|at|to, voicemail|voicemails for|with|to|at, spoke, talked, left * voicemail|voicemails for|with|at|to, spoke|talked by|over|on phone|the_phone with|to, managed to speak to|with, had a call with, gave * a ring, call placed to, called in at, "
        "called, phoned, rang, rung, telephoned, dialled, dialed, tried calling, tried to call, tried ringing, tried phoning, "
        "tried to phone, call to, calls to, phone call to, phone calls to, rang up, called up, called at, spoke to, spoke with, "
        "talked to, talked with, got through to, on the phone with, on the phone to, kept calling, keep calling, been calling, spent * calling, "
        "made a call to, placed a call to, gave * a call, re called, តេសួរ, តេទៅសួរ, ហៅសួរ, ទូរសព្ទសួរ, ទូរសព្ទទៅសួរ, ហៅទូរសព្ទ, ទូរសព្ទទៅ, ទូរសព្ទមិនចូល, ហៅទៅ, ហៅ, ខលទៅ, ខល, "
        "តេទៅ, តេរក, តេហៅ, បានតេ, ខ្ញុំតេ, យើងតេ, តេ, ទូរសព្ទរក",
    ),
    Channel.MESSAGE: ChannelWords(
        "💬",
        lambda t: t.say("message"),
        lambda t: t.say("by message"),
        "message, messages, messaged, msg, telegram, tg, whatsapp, wa, signal, sms, text, text message, texted, "
        "messenger, facebook, fb, viber, zalo, wechat, dm, សារ, ផ្ញើសារ, តេឡេក្រាម",
        "whatsapp|telegram|signal|sms|msg|viber|messenger|tg|wa|dm|fb to, whatsapp|telegram message to, dropped * message, sent * a message|whatsapp|text, "
        f"texted|messaged|whatsapped {_ASKING} to, texted|messaged|whatsapped * {_ASKING} to, "
        "dm d, msg d, wa d, texted, messaged, whatsapped, telegrammed, dmed, pinged, wrote on telegram to, sent a message to, sent * message to, "
        "sent messages to, sent * messages to, message to, messages to, text to, sent a text to, sent a telegram to, "
        "sent a whatsapp to, sent * whatsapp to, sent * text to, message sent to, ផ្ញើសារ, ឆាតសួរ, ផ្ញើសារសួរ, ឆាតទៅ, ឆាត, សារទៅ, ផ្ញើតេឡេក្រាម, ផ្ញើសារតេឡេក្រាម, ផ្ញើសារតាមតេឡេក្រាម, "
        "សរសេរសារ",
    ),
    Channel.VISIT: ChannelWords(
        "🚶",
        lambda t: t.say("visit"),
        lambda t: t.say("in person"),
        "visit, visits, visited, in person, in-person, door, door knock, door-knock, ទៅជួប, ចុះទៅជួប, ទៅជួបផ្ទាល់, ជួបផ្ទាល់",
        "met, had coffee|lunch|dinner|tea|breakfast with, had a meeting with, refused|denied entry|access, refused|denied us|me entry|access, turned us|me away|back, turned away|back, "
        "visited, went to, went by, went over to, stopped by, dropped by, dropped in at, stopped at, knocked at|on|at_the|on_the door|gate|doors of|at, knocked at, knocked on, turned up to, "
        "been to, met with, turned up at, waited at, waited outside, visit to, was at, were at, drove to, បានជួប, បានទៅ, ទៅជួប, ទៅដល់, ចុះទៅ, "
        "waited|stood|sat|waiting outside|at|in_front_of, waited * outside|at|in_front_of, came|walked|drove|cycled|popped by|to|over_to|round_to|down_to|into, called in person at, ទៅគោះទ្វារ, គោះទ្វារ, រង់ចាំមុខ, ទៅសួរផ្ទាល់, ទៅផ្ទាល់, ទៅការិយាល័យ",
    ),
    Channel.LETTER: ChannelWords(
        "📄",
        lambda t: t.say("letter"),
        lambda t: t.say("by letter"),
        "letter, letters, post, posted, លិខិត, សំបុត្រ",
        "letter delivered to, letters delivered to, sent a letter to, sent * letter to, sent letters to, delivered a letter to, delivered * letter to, hand delivered, "
        "posted a letter to, posted * letter to, wrote|addressed * letter|letters to, wrote|addressed letters to, letter to, letters to, handed in a letter at, handed a letter to, "
        "handed * letter to, dropped off a letter at, dropped * letter at, handed|dropped|brought|took|carried * letter|letters to|at|in|into, submitted|filed|delivered * letter|letters to|at|with, delivered|handed|submitted|sent|brought|dropped|posted * letter * to, left * letter at|with, dropped off * letter|letters, letter sent to, ផ្ញើលិខិត, ដាក់លិខិត, ផ្ញើសំបុត្រ, "
        "ជូនលិខិត, ទុកលិខិត, ទុកសំបុត្រ, ប្រគល់លិខិត, ដាក់ជូនលិខិត, យកលិខិតទៅ, សំបុត្រទៅ, លិខិតទៅ, សរសេរលិខិត",
    ),
    Channel.FAX: ChannelWords(
        "📠",
        lambda t: t.say("fax"),
        lambda t: t.say("by fax"),
        "fax, faxed, ទូរសារ",
        f"faxed {_ASKING} to, faxed * {_ASKING} to, "
        "faxed, ផ្ញើហ្វាក់ទៅ, ផ្ញើហ្វាក់, ហ្វាក់ទៅ, sent a fax to, sent * fax to, fax to, ផ្ញើទូរសារ, ទូរសារទៅ",
    ),
}


@dataclass(frozen=True)
class ResultWords:
    """What became of an attempt: its word in the history, its button, and the words that say it, in any language.

    Args:
        typed: phrases; a `*` stands for up to three words.
        denied: what it says if one of its phrases is denied ("did not pick up"), where that says anything.
        deniable: the phrases of which that is true; the others say nothing when they are denied.
        rare: where there are many, its button is not among the first.
    """

    said: Say
    sign: str
    typed: str
    deniable: str = ""
    denied: Result | None = None
    rare: bool = False


RESULTS: dict[Result, ResultWords] = {
    Result.NO_ANSWER: ResultWords(
        lambda t: t.say("no answer"),
        "📵",
        "no answer, no answers, unanswered, not answered, no reply, no response, no pickup, no pick up, "
        "no ans, n/r, =rejected, =declined, =refused, could_not|cannot|can_not|did_not|unable_to|failed_to|not_able_to reach|contact|get_hold|get_through, rejected|declined|refused|rejects|declines the|my|our|your call|calls, call|calls rejected|declined|refused, call|calls was|were rejected|declined|refused, "
        "not accept the|my|our call|calls, =na, =nobody, =missed, =closed, =locked, =shut, =រោទ៍ចោល, kept on ringing, straight to vm|voicemail, refuses|refused|declined to "
        "pick_up|answer_the_phone|answer_his_phone|answer_her_phone|answer_calls|take_my_call|take_our_call|take_the_call|come_to_the_phone, ringing out, rang * times, rang out, rings out, ring out, just rang, just rings, just ringing, rang and rang, rings and rings, kept ringing, "
        "keeps ringing, only ringing, rang until, voicemail, voice mail, answering machine, unreachable, not reachable, "
        "could not be reached, cannot be reached, n/a, nobody there, no one there, nobody was there, no one was there, "
        "not there, not at the office, office empty, office was empty, nobody in, nobody was in, no one in, nobody home, nobody at home, spoke to nobody, spoke to no one, "
        "reached nobody, reached no one, door|doors|gate|office|building locked|closed|shut, locked door|gate|office, "
        "door|doors|gate|office|building was|were|is locked|closed|shut, "
        "គ្មានអ្នកលើក, គ្មានអ្នកទទួល, គ្មានអ្នកឆ្លើយ, គ្មាននរណាលើក, គ្មាននរណាទទួល, គ្មានចម្លើយ, គ្មានការឆ្លើយតប, "
        "មិនអាចទាក់ទងបាន, ទាក់ទងមិនបាន, ហៅមិនចូល, តេមិនចូល, គ្មានអ្នកនៅ, គ្មាននរណានៅ, គ្មានមនុស្សនៅ, ទ្វារចាក់សោ, ការិយាល័យបិទ, ទ្វារបិទ, "
        "បដិសេធការហៅ, បដិសេធទូរសព្ទ, មិនទទួលការហៅ",
    ),
    Result.BUSY: ResultWords(
        lambda t: t.say("busy"),
        "⏸️",
        "busy, engaged, busy tone, on another call, រវល់, ជាប់រវល់, ជាប់ខ្សែ",
    ),
    Result.SWITCHED_OFF: ResultWords(
        lambda t: t.say("switched off"),
        "🔌",
        "switched off, turned off, powered off, phone off, phone was off, phone is off, telephone off, mobile off, "
        "number is off, number was off, phone dead, phone is dead, phone was dead, out of coverage, out of reach, "
        "=off, =បិទ, his|her|their phone|mobile|number is|was off, out of battery, no signal, no network, បិទទូរសព្ទ, បិទម៉ាស៊ីន, បិទទូរស័ព្ទ, ទូរសព្ទបិទ, ទូរសព្ទត្រូវបានបិទ, ទូរសព្ទបានបិទ, បិទលេខ",
        rare=True,
    ),
    Result.MESSAGE_LEFT: ResultWords(
        lambda t: t.say("message left"),
        "✍️",
        "left a message, left message, left messages, left * message, left word, left a voicemail, left voicemail, "
        "left * voicemail, left a voice message, left a voice mail, left a msg, left msg, left * msg, left a vm, left vm, left a note, left * note, left my number, "
        "left our number, left * number, left a card, left * card, left a letter, left the letter, left the questions, "
        "left * questions, took a message, took * message, took my number, took our number, message left, message taken, "
        "message with * secretary, pass|passed on * message, pass|passed * message on, took|accepted * letter, "
        "gave|handed|delivered * letter to, dropped off * letter, handed in the letter, handed over the letter, ទុកសារ, បានទុកសារ, ទុកលេខ, ទុកសំបុត្រ, ផ្ញើសារទុក, បន្សល់សារ, ប្រគល់លិខិត, ឱ្យលិខិត, ទុកលិខិត, ទុកសំណួរ",
    ),
    Result.PICKED_UP: ResultWords(
        lambda t: t.say("somebody was spoken to"),
        "🗣",
        "says, said, say, told, tells, spoke, spoken to, speaking to, talked, talked to, put me through, put us through, "
        "promised, promises, asked me, asked us, asked to, asks me, asks us, will call, would call, called us back, "
        "call us back, get back to, secretary, assistant, receptionist, operator, duty officer, officer on duty, "
        "in a meeting, in meeting, reached him|her|them|the, got through, got hold of, call|ring|phone back|again|later later|tomorrow|at|in|on, "
        "call|ring later, declined|refused|declines|refuses to|comment, laughed, shouted, transferred to, on leave, is away, put * questions, put the question, put * question, ignored, refused to, "
        "he is busy, he was busy, she is busy, she was busy, they are busy, too busy, busy to talk, listened, "
        "passed * to, passed me, passed us, confirmed, denied, met with, met the, met him, met her, "
        "met his, received us, received me, let us in, let me in, declined to, declines to, wants to know, wanted to know, "
        "និយាយថា, ប្រាប់ថា, ប្រាប់ឱ្យ, និយាយជាមួយ, លេខាធិការ, លេខា, សន្យា, ជាប់ប្រជុំ, កំពុងប្រជុំ, ថានឹង, មន្ត្រីប្រចាំការ",
        deniable="pick up, picks up, picked up, picking up, picked it up, picked the phone up, pick the phone up, pick it up, "
        "answer, answers, answered, answering, take the call, took the call, take my call, took my call, take our call, "
        "took our call, take calls, taking calls, taking my calls, respond, responds, responded, responding, reply, "
        "replies, replied, came to the phone, come to the phone, came to the door, come to the door, opened the door, "
        "open the door, opened, លើក, លើកទូរសព្ទ, ទទួល, ទទួលទូរសព្ទ, ឆ្លើយ, ឆ្លើយតប, បើកទ្វារ",
        denied=Result.NO_ANSWER,
    ),
    Result.HUNG_UP: ResultWords(
        lambda t: t.say("they hung up"),
        "☎️",
        "hung up, hangs up, hang up, hanging up, put the phone down, put down the phone, puts the phone down, "
        "slammed the phone down, slammed down the phone, ended the call, cut the call, cut me off, cut us off, "
        "=cut off, =cut me, =ផ្ដាច់, =ដាក់ចុះ, hung the phone up, hanged up, dropped the call, the line went dead, line went dead, cut off the call, disconnected the call, "
        "ដាក់ទូរសព្ទ, ដាក់ទូរសព្ទចុះ, ដាក់ទូរសព្ទចោល, បិទទូរសព្ទចោល, ផ្តាច់ទូរសព្ទចោល, ផ្តាច់ទូរសព្ទ, កាត់ទូរសព្ទ, ចុចបិទ, បិទទូរសព្ទដាក់",
        rare=True,
    ),
    Result.SENT_AWAY: ResultWords(
        lambda t: t.say("we were sent away"),
        "🚷",
        "sent us away, sent me away, sent away, turned us away, turned me away, turned away, turned back, turned us back, "
        "told to leave, told us to leave, told me to leave, asked us to leave, asked me to leave, asked to leave, "
        "refused entry, denied entry, refused us entry, denied us entry, not let us in, not let me in, not let in, "
        "sent us home, sent me home, told|asked|said * go_away, denied|refused access, blocked at the gate, kicked|chased us|me|out|away, "
        "not allowed|permitted to enter, not allowed in, not allow us in, not allow me in, not admitted, barred, thrown out, threw us out, escorted out, "
        "ដេញយើងចេញ, ដេញខ្ញុំចេញ, ហាមចូល, ដេញចេញ, បណ្តេញចេញ, មិនឱ្យចូល, មិនអោយចូល, មិនអនុញ្ញាតឱ្យចូល, អត់ឱ្យចូល",
    ),
    Result.WRONG_NUMBER: ResultWords(
        lambda t: t.say("wrong number or address"),
        "❌",
        "wrong number, wrong no, =wrong, =invalid, =disconnected, =moved, =they moved, =ខុស, number is|was|were wrong, not the right number, stranger, dead number, number is|was|no_longer dead|works, "
        "no longer his|her|their number, no longer works there, does not work there, someone|somebody else s phone, cannot be connected, "
        "account deleted, deleted account, account is|was|has_been|got deleted|closed|deactivated, deleted his|her|their account, no such user|account, wrong account|user, "
        "no longer on telegram|whatsapp|signal|messenger|facebook, not on telegram|whatsapp|signal|messenger|facebook, no telegram|whatsapp|signal account, does not have|use telegram|whatsapp|signal, "
        "number|account not registered, not registered on, number is|was not registered, domain does not exist, office|ministry|embassy|company|they has|had|have moved, =office moved, "
        "គណនីត្រូវបានលុប, គណនីលុប, គ្មានតេឡេក្រាម, មិនមានតេឡេក្រាម, មិនប្រើតេឡេក្រាម, "
        "wrong building, wrong phone number, wrong numbers, wrong address, wrong person, wrong place, wrong office, "
        "wrong email, not in service, out of service, no longer in service, not in use, no longer in use, "
        "not * valid number, not a valid, invalid number, number is invalid, number invalid, invalid address, "
        "incorrect number, number is incorrect, number incorrect, number is not correct, does not exist, did not exist, "
        "do not exist, no longer exists, nonexistent, non existent, no such number, no such address, not a working number, "
        "not working number, number not working, number is not working, disconnected number, number is disconnected, "
        "number disconnected, number was disconnected, been disconnected, belongs to a, belongs to an, belongs to another, "
        "belongs to someone, belongs to somebody, belongs to some, belonged to a, belonged to an, belonged to another, "
        "not his number, not her number, not their number, number of a private person, number has changed, "
        "number was changed, changed * number, number reassigned, number was reassigned, unassigned, not assigned, "
        "number changed, number does not work, wrong nr, someone else s number, somebody else s number, nobody by that name, no one by that name, nobody of that name, no one of that name, no one called that, "
        "nobody called that, number not recognised, number not recognized, moved away, no longer at that address, "
        "លេខខុស, ខុសលេខ, ខុសលេខទូរសព្ទ, លេខទូរសព្ទខុស, លេខនេះមិនមាន, មិនមានលេខនេះ, គ្មានលេខនេះ, លេខមិនប្រើ, លេខលែងប្រើ, "
        "លេខអត់ប្រើ, លេខមិនដំណើរការ, មិនមានក្នុងសេវា, មិនមែនលេខ, លេខរបស់អ្នកផ្សេង, លេខអ្នកផ្សេង, ជារបស់ហាង, លេខទូរសព្ទនេះមិនប្រើ, មិនប្រើទៀត, លេខរបស់ហាង, លេខហាង, "
        "ខុសអាសយដ្ឋាន, អាសយដ្ឋានខុស, ខុសមនុស្ស, ច្រឡំលេខ, លេខដាច់, លេខគេផ្សេង, លេខនេះឈប់ប្រើ, អ៊ីមែលខុស, ខុសអ៊ីមែល, លេខមិនត្រឹមត្រូវ, លេខមិនមាន",
        rare=True,
    ),
    Result.CAME_BACK: ResultWords(
        lambda t: t.say("it came back"),
        "↩️",
        "came back, comes back, returned by post|mail|sender, email|letter|mail|message|fax was|is|got|has_been returned, =returned, =failed, =blocked, "
        "=bounce, =ត្រឡប់, not sent, could|can not be sent, not send it, send|sending failed, mailer daemon, "
        "delivery status notification, failure notice, blocked me|us, bounced, bounces, bounced back, was returned, got returned, returned to sender, returned to us, "
        "returned unopened, returned undelivered, email returned, letter returned, mail returned, undeliverable, "
        "one tick, single tick, never|not_yet delivered, never arrived, not arrived, lost in the post|mail, =busy, =engaged, line|fax busy|engaged|off, line|fax is|was busy|engaged|off, "
        "no carrier, no fax tone, =no tone, transmission error|failed|failure, paper jam, fax|machine was|is switched|turned off, quarantined, rejected as|by|for spam|server|their_server|the_server, blocked by his|her|their|the * server, blocked as spam, "
        "refused|declined|refuses to accept|take the|our|my letter, refused|declined to accept|take it, not accept|take the|our|my letter, not accept|take it, refused the|our|my letter, letter was|is|got refused|rejected, "
        "បដិសេធមិនទទួល, មិនព្រមទទួលយក, មិនទទួលយក, មិនទទួលលិខិត, មិនព្រមទទួលលិខិត, ប្រគល់មកវិញ, "
        "not delivered, undelivered, not deliverable, could not be delivered, cannot be delivered, delivery failed, "
        "delivery failure, failed to deliver, failed to send, sending failed, did not go through, "
        "mailbox full, mailbox is full, mailbox was full, inbox full, inbox is full, address not found, user unknown, "
        "unknown user, recipient unknown, មិនដល់, ត្រឡប់មក, ផ្ញើអត់ចេញ, ផ្ញើអត់បាន, ត្រឡប់មកវិញ, ផ្ញើមិនចេញ, ផ្ញើមិនបាន, ផ្ញើមិនទៅ, "
        "បញ្ជូនមិនបាន",
    ),
    # These look as if they said something else, and say nothing of it.
    Result.UNKNOWN: ResultWords(
        lambda t: t.say("what became of it is not noted"),
        "❔",
        "answer * question, answer * questions, answered * question, answered * questions, answer to * question, "
        "answers to * question, no answer to * question, no answers to * questions, answer to * questions, "
        "respond to * question, respond to * questions, responded to * question, reply to * question, replied to * email, "
        "reply to * email, answer to * email, no answer to * email, no reply to * email, no response to * email, "
        "answer * email, recording says, recording said, recorded voice says, recorded voice said, recorded message says, "
        "recorded message said, voice says, voice said, message says, message said, network says, operator message says, "
        "i hung up, we hung up, i hang up, nobody * could, "
        "no one * could, nobody * knew, no one * knew, nobody available, no one available, nobody was available, "
        "no one was available, a shop|restaurant|hotel|guesthouse|woman|man|child|boy|girl answered|picked_up, លើកទី, លើកមុន, លើកក្រោយ, "
        "លើកនេះ, កត់ទុកលេខ, មិនមែនលេខខុស, មិនមែនខុសលេខ",
    ),
}


@dataclass(frozen=True)
class OptionWords:
    """An option of /ask, and the words that open it, in any language.

    Args:
        anywhere: these open it in the middle of a sentence, too. The first is shown.
        afresh: these only behind a sentence, on a line of its own, or behind another option; elsewhere they are asked about.
        kept: of all these, the ones that belong to the value: "before friday" is not "friday".
        glued: Khmer joins words without spaces, so these may stand glued to what follows. Of the others, a word is as
            doubtful in the middle of a sentence as one of `afresh`.
    """

    anywhere: str
    afresh: str = ""
    kept: str = ""
    glued: str = ""


_ANSWER = "reply, answer, respond, get back to us, get back to me, needed, reply needed, answer needed, response needed, need answer, need reply, need an answer"
_PLEASE = "please, pls, kindly, can you, could you, could you please, can they, could they"
_POLITELY = ", ".join(
    f"{please}{answer} {by}"
    for answer in _ANSWER.split(", ")
    for please in ("", *(f"{words} " for words in _PLEASE.split(", ")))
    for by in ("by", "before", "until", "no later than")
)
_KHMER_POLITELY = ", ".join(
    f"{please}ឆ្លើយ{back}{by}"
    for please in ("សូម", "សូមមេត្តា", "ឱ្យ", "ឲ្យ")
    for back in ("តប", "")
    for by in ("មកត្រឹម", "មកមុន", "ត្រឹម", "មុន")
)
# By what they say, as the fields of `bot.reading.options.Options`.
OPTIONS: dict[str, OptionWords] = {
    "deadline": OptionWords(
        anywhere="by, ត្រឹម, no later than, not later than, by no later than, by not later than, no later then, not later then, by latest",
        afresh="before, prior to, until, til, till, 'til, up to, up until, not after, dl, ddl, new deadline, new deadline is, due, due by, due on, due date, due at, deadline, deadline is, "
        "deadline by, deadline for reply, deadline for answers, deadline for an answer, reply deadline, answer deadline, deadline on, deadline at, the deadline is, the deadline, latest, latest by, at latest, at the latest, "
        "at the latest by, the latest, within, cob, eod, eob, close of business, end of day, end of business, for deadline, "
        f"{_POLITELY}",
        kept="before, prior to, within, cob, eod, eob, close of business, end of day, end of business, មុន",
        glued=f"{_KHMER_POLITELY}, មិនឱ្យលើស, មិនឲ្យលើស, មិនលើស, "
        "យ៉ាងយឺតបំផុតត្រឹម, យ៉ាងយឺតត្រឹម, យ៉ាងយឺតបំផុត, យឺតបំផុតត្រឹម, យឺតបំផុត, យ៉ាងយឺត, មិនឱ្យហួសពី, មិនឲ្យហួសពី, "
        "មិនឱ្យហួស, មិនឲ្យហួស, មិនហួសពី, មិនហួស, មិនឱ្យលើសពី, មិនឲ្យលើសពី, មិនលើសពី, មិនយឺតជាង, មិនឱ្យយឺតជាង, កាលបរិច្ឆេទផុតកំណត់, កាលបរិច្ឆេទកំណត់, ថ្ងៃកំណត់, ថ្ងៃផុតកំណត់, ផុតកំណត់ត្រឹម, "
        "ផុតកំណត់, កំណត់ត្រឹម, កំណត់មុន, កំណត់ដល់, កំណត់, ឱសានវាទ, ពេលកំណត់, កាលកំណត់, រហូតដល់, ដល់, នៅត្រឹម, នៅមុន, ត្រឹម, មុន",
    ),
    "channel": OptionWords(
        anywhere="via, តាមរយៈ, តាម",
        afresh="through, thru, per, using, over, over the, on",
        glued="តាមរយៈ, តាម",
    ),
    "contact": OptionWords(anywhere="", afresh="to, attn, attention, c/o", glued="ទៅកាន់, ទៅ"),
    "happened": OptionWords(anywhere="", afresh="at", glued="កាលពី, នៅ"),
}

ROLES: dict[Role, Say] = {
    Role.REPORTER: lambda t: t.say("reporter"),
    Role.EDITOR: lambda t: t.say("editor"),
}


@dataclass(frozen=True)
class BodyKindWords:
    """A sort of institution, and the words by which people name it, in any language."""

    said: Say
    typed: str


BODY_KINDS: dict[BodyKind, BodyKindWords] = {
    BodyKind.COURT: BodyKindWords(lambda t: t.say("court"), "court, courts, tribunal, តុលាការ, សាលាដំបូង"),
    BodyKind.MINISTRY: BodyKindWords(lambda t: t.say("ministry"), "ministry, ក្រសួង"),
    BodyKind.DEPARTMENT: BodyKindWords(
        lambda t: t.say("department"),
        "department, dept, general department, office, នាយកដ្ឋាន, អគ្គនាយកដ្ឋាន",
    ),
    BodyKind.POLICE: BodyKindWords(lambda t: t.say("police"), "police, gendarmerie, នគរបាល, ប៉ូលិស"),
    BodyKind.EMBASSY: BodyKindWords(lambda t: t.say("embassy"), "embassy, consulate, ស្ថានទូត"),
    BodyKind.COMPANY: BodyKindWords(lambda t: t.say("company"), "company, business, firm, ក្រុមហ៊ុន"),
    BodyKind.INTERNATIONAL: BodyKindWords(
        lambda t: t.say("international organisation"), "international, un, ngo, អន្តរជាតិ"
    ),
    BodyKind.OTHER: BodyKindWords(lambda t: t.say("other"), "other, ផ្សេងៗ, ផ្សេង"),
}


@dataclass(frozen=True)
class LetterWords:
    """A letter to a body: what it is called, alone and with its language, and the words by which people name it, in any
    language, the one that is shown first."""

    said: Say
    titled: Callable[[Texts, str], Markup]
    typed: str


LETTERS: dict[Letter, LetterWords] = {
    Letter.FOLLOW_UP: LetterWords(
        lambda t: t.say("follow-up letter"),
        lambda t, language: t.say("Follow-up, {language}", language=language),
        "followup, follow-up, follow_up, follow, up, reminder, តាមដាន, រំលឹក",
    ),
    Letter.FINAL: LetterWords(
        lambda t: t.say("final letter"),
        lambda t, language: t.say("Final letter, {language}", language=language),
        "final, last, no-surprises, ចុងក្រោយ",
    ),
}

# What somebody calls themselves, and what stands between a request and whom it is handed to.
# To keep something to oneself, whom one names and the editors; and to show it to everybody again.
PRIVATE = frozenset(
    {
        "private",
        "privately",
        "in private",
        "confidential",
        "secret",
        "🔒",
        "ឯកជន",
        "សម្ងាត់",
        "ជាឯកជន",
        "ជាសម្ងាត់",
    }
)
VISIBLE = frozenset({"visible", "public", "unprivate", "off", "open", "🔓", "សាធារណៈ", "បើក", "ឱ្យគេឃើញ"})
MYSELF = frozenset({"me", "myself", "ខ្ញុំ"})
HAND_TO = ("to", "for", "->", "→")
HAND_TO_GLUED = ("ទៅឱ្យ", "ទៅឲ្យ", "ទៅអោយ", "ទៅកាន់", "ទៅ", "ឱ្យ", "ឲ្យ", "អោយ")

# Behind /away: the words that lead to a day, those for a time that is no day, in weeks after this one (None: today), and those
# by which somebody says that they are back.
UNTIL = ("until", "till", "til", "through", "by", "for")
UNTIL_GLUED = ("រហូតដល់", "រហូត", "ត្រឹម", "ដល់")
AWAY_FOR = {
    **dict.fromkeys(("today", "ថ្ងៃនេះ")),
    **dict.fromkeys(("this week", "the week", "week", "សប្ដាហ៍នេះ", "សប្តាហ៍នេះ", "អាទិត្យនេះ"), 0),
    **dict.fromkeys(("next week", "សប្ដាហ៍ក្រោយ", "សប្តាហ៍ក្រោយ", "អាទិត្យក្រោយ", "សប្ដាហ៍មុខ", "អាទិត្យមុខ"), 1),
}
BACK = frozenset(
    {
        "off",
        "end",
        "back",
        "stop",
        "over",
        "no",
        "here",
        "i am back",
        "i'm back",
        "បិទ",
        "មកវិញ",
        "ខ្ញុំមកវិញ",
        "ត្រឡប់មកវិញ",
        "ចប់",
    }
)

PEOPLE_WORDS = ("people", "persons", "person", "colleagues", "colleague", "នាក់")  # behind a number
# What stands in between where somebody is invited, and says nothing.
INVITE_FILLERS = (
    *("for", "of", "and", "link", "links", "lasting", "valid", "until", "till", "by"),
    *("មនុស្ស", "តំណ", "សម្រាប់", "និង", "រយៈពេល", "រហូតដល់", "ដល់", "ត្រឹម"),
)
# That something is to be told in the group or topic in which this is typed, and behind it that it is told there no more.
HERE = frozenset({"here", "ទីនេះ", "នៅទីនេះ"})
ONLY = frozenset({"only", "alone", "តែ", "តែប៉ុណ្ណោះ"})
KEEP = frozenset({"keep", "kept", "រក្សា", "រក្សាទុក"})
NO_MORE = frozenset({"off", "disconnect", "បិទ", "ផ្ដាច់", "ផ្តាច់"})

# Other words by which people try to say a command: it is offered with the words they typed.
ALSO = {
    "ask": "request, requests, question, questions, query, enquire, inquire, new, log, asked, សួរ, សំណួរ, សំណើ",
    "status": "state, list, overview, show, pending, where, all, open, ស្ថានភាព, បញ្ជី, បង្ហាញ",
    "due": "overdue, late, today, todo, tasks, agenda, mine, ថ្ងៃកំណត់, ដល់កំណត់, ថ្ងៃនេះ",
    "chase": "follow, followup, follow_up, again, ping, nudge, attempt, retry, call, called, phone, phoned, rang, email, emailed, message, visit, visited, តាមដាន, ហៅ, ទូរស័ព្ទ, សួរម្តងទៀត",
    "reply": "answer, answered, answers, response, respond, responded, replied, received, full, partial, ack, ឆ្លើយ, ចម្លើយ, ឆ្លើយតប",
    "decline": "declined, refuse, refused, refusal, nocomment, no_comment, reject, rejected, បដិសេធ",
    "bounce": "bounced, undeliverable, returned, failed, undelivered, ផ្ញើមិនដល់, ត្រឡប់មកវិញ",
    "withdraw": "withdrawn, delete, remove, drop, close, retract, ដកចេញ, លុប",
    "reopen": "reopened, unclose, បើកឡើងវិញ",
    "refer": "referred, referral, redirect, redirected, forward, បញ្ជូន, បញ្ជូនបន្ត",
    "extend": "deadline, postpone, extension, delay, moretime, more_time, ពន្យារ, ពន្យារពេល, កំណត់ពេល",
    "note": "notes, comment, remark, memo, write, ចំណាំ, កំណត់ចំណាំ, កត់ត្រា",
    "remind": "snooze, reminder, reminders, remindme, remind_me, alarm, later, wake, រំលឹក, ដាស់តឿន",
    "letter": "letters, draft, template, finalletter, លិខិត, សំបុត្រ",
    "undo": "revert, mistake, oops, takeback, take_back, back, មិនធ្វើវិញ, ត្រឡប់ក្រោយ",
    "correct": "edit, fix, change, amend, modify, update, correction, កែ, កែតម្រូវ, កែប្រែ",
    "story": "stories, article, project, piece, រឿង, អត្ថបទ",
    "publish": "published, out, live, ចុះផ្សាយ, ផ្សាយ, បោះពុម្ព",
    "report": "reports, sentences, print, claims, wording, silent, unresponsive, export, dossier, pdf, zip, excel, fair, fairness, check, របាយការណ៍",
    "stats": "statistics, stat, statistic, figures, numbers, chart, graph, picture, answering, speed, ស្ថិតិ, តួលេខ, ក្រាហ្វ",
    "bodies": "directory, institutions, organisations, organizations, ស្ថាប័នទាំងអស់, បញ្ជីស្ថាប័ន",
    "body": "institution, organisation, organization, contact, contacts, ស្ថាប័ន",
    "find": "search, grep, lookup, look, ស្វែងរក, រក",
    "digest": "summary, daily, morning, សង្ខេប",
    "away": "holiday, vacation, absent, absence, ooo, sick, ill, អវត្តមាន, ឈប់សម្រាក, សម្រាក",
    "invite": "add, join, link, adduser, អញ្ជើញ",
    "assign": "handover, hand_over, give, pass, transfer, reassign, owner, ប្រគល់, ប្រគល់ឱ្យ, ផ្ទេរ",
    "members": "member, people, team, users, who, staff, សមាជិក",
    "newsroom": "group, desk, connect, here, បន្ទប់ព័ត៌មាន, ក្រុម",
    "settings": "setting, language, lang, config, options, setup, timezone, ការកំណត់, ភាសា",
    "cancel": "stop, exit, quit, abort, leave, បោះបង់, ឈប់",
    "help": "commands, menu, info, usage, manual, guide, ជំនួយ, ជួយ",
}
