"""The English words of sentences in which somebody tells what happened (data only)."""

from __future__ import annotations

from bot.languages import SentenceWords

SENTENCES = SentenceWords(
    we="repeat, repeated, extra, additional, initial, short, long, could|can|would|will you log|please_log|log_that|note, written, further, more, fifth, sixth, 5th, 6th, two, three, four, five, six, several, many, a couple of, i, we, us, me, have, had, has, just, also, again, finally, then, and, so, ok, okay, well, update, today, already, "
    "been, am, are, was, were, our, my, a, an, the, another, second, third, fourth, 2nd, 3rd, 4th, first, one more, follow up, new, log, "
    "please log that, log that, note that, please log, quick, now, done, both, re, fyi, still, tried, with, in, person, once, twice, later",
    colleagues="colleague, colleagues, coworker, intern, stringer, fixer, editor, photographer, producer, newsroom, team, desk",
    they="they, he, she, it, them, him, their, his, her, somebody, someone, the spokesman, the spokeswoman, the officer",
    later="on my way, on our way, emailing, mailing, calling, ringing, phoning, texting, messaging, writing, visiting, going, heading, chasing, will, would, ll, going to, gonna, should, must, need to, needs to, needed to, have to, has to, want to, wants to, "
    "plan to, planning to, intend to, let us, lets, remember to, remind me, remind me to, do not forget, todo, to do, about to, "
    "can, could, can you, could you, please, pls, would like to, shall, might, may, maybe, perhaps, probably, if, unless, when i, "
    "not, never, not yet, forgot to, do not, did not, have not, has not, cannot, before i, before we, after i, "
    "tomorrow, next week, someone should, somebody should, who, why, how, i think, i believe, i guess, i hope, i suppose, i heard, i hear, rumour has it, rumor has it, people say, not sure, trying to, supposed to, waiting to",
    again="again, once more, one more time, second time, third time, fourth time, another, follow up, followed up, followup, chased, "
    "reminded, nudged, resent, re sent, 2nd, 3rd, second, third, still",
    says="says, said, say, saying, told us, told me, tells us, tells me, told reporters, told our reporter, stated, states, "
    "according to, told us that, told me that, says that, said that, informed us, informed me, was told by, were told by, got told by, told by, stated that, answers that, answered that, "
    "replied that, responded that, explained that, claims that, claimed that, confirmed that, insists that, insisted that",
    claims="would only confirm, would only say, only confirmed, would only tell us, confirmed, confirms, denied|denies|deny|denying|rejected|rejects|dismissed|dismisses that|it|them|this|everything|any|all|having|being|knowing|there|our|claims|allegations|accusations|reports|wrongdoing|involvement|responsibility, denied|denies|rejected|rejects|dismissed|dismisses * allegation|allegations|accusation|accusations|claim|claims|report|reports|wrongdoing|involvement, he|she|they denied|denies|deny|rejects|rejected, explained, explains, claims, claimed, insists, insisted, admitted, admits, "
    "announced, clarified, maintains, argues, argued, stressed, reiterated, apologised, apologized",
    answered="answered, answers, replied, replies, responded, responds, got back to us, got back to me, gets back to us, wrote back, "
    "called|rang|phoned|texted|emailed|wrote|messaged|mailed|got us|me back, called back, called us back, called me back, rang back, emailed back, texted back, messaged back, came back to us, "
    "came back to me, came back with, answered us, sent answers, sent an answer, sent the answers, sent a reply, sent their reply, "
    "sent * answers, sent a response, get back to us, get back to me, answer|answers|reply|response arrived|came, sent|issued|released|gave|emailed|provided * statement|reply|response|answer|answers, sent a statement, issued a statement, sent us a statement, gave us an answer, gave an answer, "
    "gave answers, reply from, replies from, got|received a|an|the|their letter|email|message|mail|fax from, answer from, answers from, response from, statement from, heard from, heard back from, "
    "got an answer from, got a reply from, got a response from, got answers from, received a reply from, received an answer from, "
    "received a response from, called us, called me, emailed us, emailed me, wrote to us, wrote to me, texted me, texted us, "
    "messaged us, messaged me, finally answered, has answered, have answered, did answer, did reply, picked up and said, "
    "word from, message from, email from, letter from, call from, back from",
    silent="not|never receive|received|get|got|had|hear * answer|reply|response|word|anything|news, not|never|yet_to|failed_to|fails_to answering|replying|responding|reply|respond|get_back|getting_back, not|never answering our|my|questions|emails|messages|us|letters, ghosting|ghosted|stonewalling|stonewalled us, left us|me on read, no joy|sign|sound from, not heard * from|back, no answer on|to|for, no reply on|to|for, no answer from, no answers from, no reply from, no replies from, no response from, nothing from, no word from, no news from, "
    "nothing yet from, no reply yet from, no answer yet from, still nothing, still no answer, still no reply, still no response, "
    "not answered, not replied, not responded, not reply, not respond, not answer, never answered, never replied, never responded, "
    "is silent, are silent, still silent, stays silent, remains silent, stay silent, still waiting, waiting for, waiting on, "
    "not heard from, not heard back, not called back, not replied back, not written back, not come back to us, nothing yet, no reply yet, no answer yet, no response yet, not got back, has not called back, "
    "ignoring us, ignores us, ignored us, ignored|ignores|ignoring my|our|all *|all_my|all_our message|messages|email|emails|call|calls|letter|letters|questions|texts|request|requests, ignored|ignores|ignoring my|our * message|messages|email|emails|call|calls|letter|letters, no reply, no response, no answer",
    evasive="will, shall, going to, should, must, need|needs|has|have to, please, pls, may, might, wait, expect, soon, shortly, to ask|contact|call|send|wait|write|expect, go|you ask, travelling, traveling, abroad, out of the country, out of town, on a trip, on mission, in meetings, not in the office, do not know, does not know, no information, not aware, cannot say, can not say, could not say, not authorised, not authorized, "
    "not allowed to, under investigation, investigating, still checking, will check, would check, checking, in a meeting, is away, "
    "on leave, is busy, are busy, call later, call back, ask again, try again, not available, come back, email us, write to us, "
    "send it, send the questions, send us, hung up",
    pasts="ed, sent, gave, put, took, wrote, left, went, got, brought, made, did",
    due="deadline, latest, at the latest, at latest, is the deadline, cutoff, cut off, is the latest",
    gives="they have, they had, giving them, gave them, with a, and, and gave them, and asked them to answer, and asked for an answer, "
    "asked them to answer, please answer, please reply, to answer, to reply, to be answered, with answers, want|wants|wanted|need|needs|needed an|a|the|their answer|reply|response|comment, wants, wants|needs answer|answers|reply|response, answer|answers|reply|response|comment needed|due|wanted|requested, answers, answer, reply, need, we need, we need an, need an, want, we want, need answer, need an answer, need answers, need a reply, need reply, want an answer, we asked for answers, we need it, needed",
    denies="not, never, nobody, nothing, noone, no, none, without, neither",
    passive="was, were, been, be",
    doubts="doubt, doubts, hope, hopes, people say, rumour says, maybe, perhaps, probably, might, may, if, think, apparently, seems, seemed, possibly, i guess, not sure, unclear",
    ask_who="who, whom, what, which, where, when, how, why",
    plainly="did, does, is, are, has anyone|anybody|the|he|she|they, have they|the|any|we_had|we_got, what, who, whom, when, where, which, how, why, any, show, list, help, open, anything, tell me, give me, where is",
    about="asking, asking about|for, to ask, to ask about|for, and asked, and asked about|for, and asked them|him|her, i|we asked them|him|her, asked them|him|her, to find out, to know, wanting to know, with|put|and_put the question, about, regarding, concerning, re, on the subject of, on whether, as to, over the, for comment on, for comment about, "
    "for a comment on, to comment on, on the question of, on the",
    asks="for a copy, for copies, for documents, for records, for footage, for proof, for evidence, for an explanation, for clarification, for the list, for the reason, for the names, for names, why, whether, what, who, whom, when, where, how, which, if, is it true, did, do, does, are, is, were, was, have, has, can, could, will, to confirm, "
    "to explain, to say, for comment, for a comment, for a statement, for a list, for the number, for numbers, for details, for figures, for data, for their, for his, for her",
    around="and, but, from, reply, answer, response, responses, came, arrived, statement, replies, answers, the, a, an, only, will, would, did, is, are, was, were, s, just, finally, today",
    ends="tomorrow, by, via, with, for, again, once, twice, thrice, 2x, 3x, 4x, 5x, x2, x3, x4, x5, times, time, but, no, not, nobody, no one, noone, and, deadline, yesterday, today, "
    "tonight, this, last, two|three|four|five|six|several|many times, at, on, through, over, in, because, to, then, so, he, she, they, it, we, i, still, just, now, monday, "
    "tuesday, wednesday, thursday, friday, saturday, sunday, mon, tue, wed, thu, fri, sat, sun, until, before, due, using, also, while, "
    "a, an, who, whose, that, please, first, second, third, was, were, is, are, has, have, had, from, asking, left, rang, 1, 2, 3, 4, 5, 6, 7, 8, 9, both, morning, ago, earlier",
    between="the, a, an, their, his, her, up, at, with, to, on, of, mr, ms, mrs, dr, h e, over to, in, into, out to, off, by, around, for, both",
    clauses="but, and, so, then",
    sent="email, emails, mail, mails, letter, letters, message, messages, fax, text, texts, call, calls, questions, question, request, reminder, enquiry, query",
    outward="to, for",
    told="told, said, says, was told, were told",
    kindly="please, can you, could you, would you, will you, kindly",
    log_that="log|record|add|save|register|enter|put_down|write_down that",
    joins="and, then, and then, plus, as well as, and also",
    told_by="from, according to, at, of, by",
    ours="i, we, us, me, my, our, you, your, the|any|these|those|this|every questions|question|request|letter|email|matter|to_talk_to",
    ahead="tom, tmr, tmrw, tmw, later, some other time, another time, tomorrow, next week, next month, later today, day after tomorrow",
    since="since, ever since, from",
    phone="mobile, cell, cellphone, landline, hotline, reachable, pick up, picks up, picked up, picking up, phone, phones, line, rang, ringing, rings, hung up, hangs up, voicemail, switched off, "
    "turned off, busy, engaged, number, out of coverage, unreachable, answering the phone, the call, my call, our call, calls",
    small="nvm, instead, so much, a lot, great work, good work, nice one, mate, buddy, guys, everyone, everybody, all, folks, yo, hiya, bot, thanks, thank you, thank you very much, many thanks, thanks a lot, thx, ty, cheers, ok, okay, okey, k, kk, ok thanks, okay thanks, ok thank you, hello, "
    "hi, hey, hello there, hi there, good morning, good afternoon, good evening, good night, morning, bye, goodbye, see you, see you later, see you tomorrow, talk later, talk soon, tomorrow, later, great, nice, cool, "
    "perfect, super, wow, yes, no, yep, yeah, nope, sure, lol, haha, hahaha, hmm, sorry, test, testing, this is a test, good job, well done, got it, fine, done, "
    "all good, good, bad, right, agreed, noted, understood, i see, i understand, will do, on it, never mind, nevermind, whatever, "
    "you are great, you are the best, love it, how are you, what is up, whats up, happy new year, good luck, please, "
    "oops, ups, damn, stop, wait, one moment, one sec, a moment, brb, good bot, nice work, no problem, you are welcome, hello bot, hi bot, thanks bot, thank you bot, "
    "ok great, great thanks, perfect thanks, bravo, yay, hurray, excellent, amazing, awesome",
    questions="what, who, whom, when, where, which, how, why, is, are, am, do, does, did, has, have, can, could, should, shall, will, would, may, "
    "any, show, list, tell me, give me, open, help, anything, where is",
    sends="contact, please|kindly contact, ask, please|kindly ask, please|kindly|pls write to, write to, call, talk to, talk with, speak with, check with, get in touch with, approach, email, send, come back, put it, resend, please|kindly resend|send|email|call|write, please|kindly call, speak to, go to, try, better ask, we|you should|must|can contact|ask, please|kindly refer|direct|address|send your|these|the|any questions|queries|enquiries|request to, refer|direct|address|send your|these|the|any questions|queries|enquiries|request to",
    sources="asked not to be named, not to be identified, memo, leaked, source, sources, insider, insiders, leak, leaks, whistleblower, whistleblowers, person familiar, people familiar, condition of anonymity, "
    "colleague|colleagues|friend|friends at, not to be named, not be named, off the record, off record, rumour, rumours, rumor, rumors",
    by_others="by, to",
    us="i, we",
    adverbs="again, also, just, already, finally, once, twice, back, off, over, in, out, up, round, around, down",
    short={
        "about": "abt, abut",
        "until": "til",
        "court": "ct, crt",
        "acknowledged": "ackd, acked, ack",
        "forwarded": "fwd, fwded, fwdd",
        "municipal": "muni",
        "with": "w, wth",
        "from": "frm",
        "you": "u",
        "are": "r",
        "because": "bc, cuz, coz",
        "messaged": "msgd, msged, mssged, messgd, dmd",
        "message": "mesg, msg",
        "messages": "msgs",
        "letter": "ltr",
        "letters": "ltrs",
        "called": "cld, calld, clled",
        "emailed": "mailed",
        "voicemail": "vm",
        "spokesman": "spox, spokes",
        "spokesperson": "spokespers",
        "government": "govt, gov, gvt",
        "national": "natl, nat",
        "ministry": "min, minis",
        "department": "dept, dpt",
        "provincial": "prov",
        "embassy": "emb",
        "embassies": "embs",
        "police": "polis",
        "questions": "qs, qns, ques, questns",
        "question": "qn",
        "asked": "askd",
        "replied": "replyed, repld",
        "reply": "rply, repl",
        "answered": "ansd, answd",
        "answer": "ans",
        "texted": "txtd, txted",
        "text": "txt",
        "please": "plz, pls, plse",
        "again": "agn",
        "deadline": "dl, ddl",
        "declined": "declind",
        "comment": "cmt",
        "received": "recvd, rcvd",
        "referred": "reffered",
        "nobody": "no1, noone",
        "someone": "some1",
        "should": "shd, shld",
        "will": "wil, ill",
        "before": "b4",
        "today": "tdy",
        "through": "thru",
        "what": "whats, wats, wat",
        "who": "whos",
        "morning": "mrng",
        "anyone": "any1",
        "and": "n",
        "telephone": "tel",
        "representative": "rep",
        "spoke": "spk",
    },
    sounds={"to": "2", "for": "4"},
    ways={
        "due": "should i do, do i do, due, overdue, late, deadline, deadlines, todo, to do, today, next, chase, call today, need attention",
        "report": "run the|it|this, owe, owes, owing, outstanding, not answered, not replied, not responded, not answer, silent, silence, print, publish, sentence, sentences, report, unresponsive, say about, write about, story say",
        "status": "left, reach, reached, called, open, pending, status, stand, stands, standing, waiting, answered, replied, responded, reply, answer, respond, "
        "requests, request, asked, declined, news, happened, happening, last time, court, list",
        "stats": "how long does, how long do, statistics, stats, how fast, how often, how many answered",
        "bodies": "contact at, contact for, contact of, bodies, directory, contacts, phone number, number of, who is the contact",
        "help": "help, how do you, how do i, how can i, how to, what can you, what do you, what are you, who are you, commands, you do, use you, does this work, do you work",
        "settings": "settings, language, time zone, timezone, khmer, english",
        "undo": "delete|remove|erase|cancel my|the|that|this|it, undo, take back, take that back, take it back, mistake, wrong button, revert, delete that, delete the last, remove that, cancel that, that was wrong",
        "remind": "remind me, reminder, wake me",
    },
)
