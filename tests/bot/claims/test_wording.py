"""What a record permits to say: records with their claim and sentence, for a story in print on Fri 6 Dec 18:00."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.claims.claim import SILENCE
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.lifecycle import BodyKind, ClaimKind
from tests.bot.records import PUBLICATION, record

ENGLISH = Texts("en", "Asia/Phnom_Penh")
SHORT = {
    "W": "Ministry of Health",
    "Q": "a question about the budget",
    "REOPENED": "#1 was reopened on Wed 4 Dec: check whether this still stands.",
}

# record => claim => sentence; W, Q and REOPENED are short for the words above, " // " is a new line.
TABLE = """
# Emails only
2 09:00 ask email => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 2 15:00 chase email => no_response_emails => The W did not respond to emails with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 4 09:00 chase email => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Wed 4 Dec. (#1)
2 09:00 ask email; 3 09:00 chase email; 4 09:00 chase email; 5 09:00 chase email => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Thu 5 Dec. (#1)
2 09:00 ask email; asks 3 => no_response_emails => The W did not respond to an email with questions about the budget, the wards and the drugs, sent on Mon 2 Dec. (#1)
2 09:00 ask email; asks 3; bare => no_response_emails => The W did not respond to an email with the questions “what about the budget”, “what about the wards” and “what about the drugs”, sent on Mon 2 Dec. (#1)
2 09:00 ask email; bare => no_response_emails => The W did not respond to an email with the question “what about the budget”, sent on Mon 2 Dec. (#1)
2 09:00 ask email; asks 6 => no_response_emails => The W did not respond to an email with questions about the budget, the wards, the drugs, the doctors, the nurses and the roof, sent on Mon 2 Dec. (#1)
2 09:00 ask email; asks 8 => no_response_emails => The W did not respond to an email with questions about the budget, the wards, the drugs, the doctors, the nurses, the roof and 2 others, sent on Mon 2 Dec. (#1)
2 09:00 ask email; to Chheang Ra => no_response_emails => Chheang Ra of the W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; to press office => no_response_emails => The press office of the W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; to the spokesperson => no_response_emails => The spokesperson of the W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; to press@health.example => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; to Chheang Ra 012 345 678 => no_response_emails => Chheang Ra of the W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; to the Ministry of Health press office => no_response_emails => The W press office did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 chase email @Or Vandine; to Chheang Ra => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Tue 3 Dec. (#1)
2 09:00 ask email; 3 09:00 note: they are thinking about it => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; due 6 18:00 => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
# Calls only
2 09:00 ask call => calls_unanswered => A call to the W on Mon 2 Dec went unanswered. (#1)
2 09:00 ask call! => calls_unanswered => A call to the W on Mon 2 Dec went unanswered. (#1)
2 09:00 ask call!: tried both numbers => calls_unanswered => A call to the W on Mon 2 Dec went unanswered. (#1)
2 09:00 ask call; 3 09:00 chase call; 4 09:00 chase call => calls_unanswered => Calls to the W went unanswered (3 calls between Mon 2 Dec and Wed 4 Dec). (#1)
2 09:00 ask call; 3 09:00 chase call!; 3 16:00 chase call: no answer => calls_unanswered => Calls to the W went unanswered (3 calls between Mon 2 Dec and Tue 3 Dec). (#1)
2 09:00 ask call; 3 09:00 chase call: Rang out.; 4 09:00 chase call: switched off => calls_unanswered => Calls to the W went unanswered (3 calls between Mon 2 Dec and Wed 4 Dec). (#1)
2 09:00 ask call; 3 09:00 chase call: មិនលើកទូរសព្ទ => calls_unanswered => Calls to the W went unanswered (2 calls between Mon 2 Dec and Tue 3 Dec). (#1)
2 09:00 ask call; 3 09:00 chase call: the secretary listened => no_response => The W did not respond to a request for comment, made by phone on Tue 3 Dec. A call went unanswered. (#1)
2 09:00 ask call; 3 09:00 chase call: the secretary will call back => no_comment => No comment could be obtained from the W; attempts were made by phone between Mon 2 Dec and Tue 3 Dec. (#1)
2 09:00 ask call; 3 09:00 chase call: no answer to the second question => no_comment => No comment could be obtained from the W; attempts were made by phone between Mon 2 Dec and Tue 3 Dec. (#1)
2 09:00 ask call: hung up on us => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
2 09:00 ask call; to Chheang Ra => calls_unanswered => A call to Chheang Ra of the W on Mon 2 Dec went unanswered. (#1)
2 09:00 ask call; 4 09:00 chase call; to the press office => calls_unanswered => Calls to the press office of the W went unanswered (2 calls between Mon 2 Dec and Wed 4 Dec). (#1)
# What became of calls and visits
2 09:00 ask call; 3 09:00 chase call: left a message with the secretary => calls_not_returned => The W did not return a call made on Tue 3 Dec. A call went unanswered. (#1)
2 09:00 ask call: left a voicemail => calls_not_returned => The W did not return a call made on Mon 2 Dec. (#1)
2 09:00 ask call: did not pick up the phone; 3 09:00 chase call: rang and rang => calls_unanswered => Calls to the W went unanswered (2 calls between Mon 2 Dec and Tue 3 Dec). (#1)
2 09:00 ask call: wrong number => not_reached => The W could not be reached for comment; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: wrong number; 3 09:00 chase call: លេខខុស; 4 09:00 chase call: the number does not exist => not_reached => The W could not be reached for comment; attempts were made by phone between Mon 2 Dec and Wed 4 Dec. (#1)
2 09:00 ask call: this number belongs to a shop; 3 09:00 chase call!; 4 09:00 chase call: engaged => calls_unanswered => Calls to the W went unanswered (2 calls between Tue 3 Dec and Wed 4 Dec). (#1)
2 09:00 ask email; 3 09:00 chase call: number not in service; 4 09:00 chase email => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Wed 4 Dec. (#1)
2 09:00 ask email; 3 09:00 chase call: second try => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask call: not the wrong number => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: second try; due 9 17:00 => no_comment => No comment could immediately be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask visit: door locked => not_reached => The W could not be reached for comment; an attempt was made in person on Mon 2 Dec. (#1)
2 09:00 ask visit: the guard sent us away; 3 09:00 chase call! => not_reached => The W could not be reached for comment; attempts were made in person and by phone between Mon 2 Dec and Tue 3 Dec. (#1)
# One attempt otherwise, and several
2 09:00 ask letter => no_response => The W did not respond to a request for comment with Q, made by letter on Mon 2 Dec. (#1)
2 09:00 ask visit => no_comment => No comment could be obtained from the W; an attempt was made in person on Mon 2 Dec. (#1)
2 09:00 ask message => no_response => The W did not respond to a request for comment with Q, made by message on Mon 2 Dec. (#1)
2 09:00 ask fax => no_response => The W did not respond to a request for comment with Q, made by fax on Mon 2 Dec. (#1)
2 09:00 ask unknown => no_response => The W did not respond to a request for comment with Q, made on Mon 2 Dec. (#1)
2 09:00 ask letter; 4 09:00 chase letter => no_response_repeated => The W did not respond to repeated requests for comment with Q, made by letter between Mon 2 Dec and Wed 4 Dec (2 attempts). (#1)
2 09:00 ask message; 4 09:00 chase message => no_response_repeated => The W did not respond to repeated requests for comment with Q, made by message between Mon 2 Dec and Wed 4 Dec (2 attempts). (#1)
2 09:00 ask unknown; 4 09:00 chase unknown => no_response_repeated => The W did not respond to repeated requests for comment with Q, made between Mon 2 Dec and Wed 4 Dec (2 attempts). (#1)
2 09:00 ask unknown; 4 09:00 chase email => no_response_repeated => The W did not respond to repeated requests for comment with Q, made between Mon 2 Dec and Wed 4 Dec (2 attempts). (#1)
2 09:00 ask email; 4 09:00 chase call => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. A call went unanswered. (#1)
2 09:00 ask email; 2 16:00 chase call => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. A call went unanswered. (#1)
2 09:00 ask email; 3 09:00 chase call; 4 09:00 chase visit; 5 09:00 chase email; 5 16:00 chase letter => no_response_repeated => The W did not respond to repeated requests for comment with Q, made by email and by letter between Mon 2 Dec and Thu 5 Dec (3 attempts). A call went unanswered. (#1)
2 09:00 ask email; 7 09:00 chase call => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 6 18:00 chase email => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Fri 6 Dec. (#1)
# Too soon
6 18:00 ask email => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Fri 6 Dec. (#1)
5 18:00 ask email => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Thu 5 Dec. (#1)
5 17:59 ask email => no_response_emails => The W did not respond to an email with Q, sent on Thu 5 Dec. (#1)
5 19:00 ask email; due 6 12:00 => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Thu 5 Dec. (#1)
6 10:30 ask message; due 6 17:30; to the spokespersons; asks 2 => not_immediately => The spokespersons of the W did not immediately respond to a request for comment with questions about the budget and the wards, made by message on Fri 6 Dec. (#1)
6 10:30 ask email; 6 14:00 chase call; due 6 17:30 => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Fri 6 Dec. A call went unanswered. (#1)
2 09:00 ask email; due 6 18:01 => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Mon 2 Dec. (#1)
2 09:00 ask email; due 9 17:00 => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Mon 2 Dec. (#1)
2 09:00 ask email; 4 09:00 chase call; due 9 17:00 => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Mon 2 Dec. A call went unanswered. (#1)
2 09:00 ask call; due 9 17:00 => not_reached => The W could not immediately be reached for comment; an attempt was made by phone on Mon 2 Dec. (#1)
# Acknowledged
2 09:00 ask email; 2 09:05 ack: they have it => acknowledged_only => The W acknowledged receiving Q but did not answer. (#1)
2 09:00 ask email; 3 09:00 ack; 4 09:00 chase call; asks 2 => acknowledged_only => The W acknowledged receiving questions about the budget and the wards but did not answer. (#1)
2 09:00 ask email; 3 09:00 ack; due 9 17:00 => acknowledged_only => The W acknowledged receiving Q but did not immediately answer. (#1)
2 09:00 ask email; 3 09:00 ack; 4 09:00 bounce => acknowledged_only => The W acknowledged receiving Q but did not answer. (#1)
# An automatic reply is no word
2 09:00 ask email; 2 09:05 ack: automatic reply => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 2 09:05 auto => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 2 09:05 auto; 3 09:00 ack => acknowledged_only => The W acknowledged receiving Q but did not answer. (#1)
2 09:00 ask email; 2 09:05 ack: ឆ្លើយតបស្វ័យប្រវត្តិ; due 9 17:00 => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Mon 2 Dec. (#1)
# It asked for time, promised, or asked back
2 09:00 ask email; 3 09:00 time 5-17:00 => asked_time => The W asked for more time to answer Q and had not answered by Thu 5 Dec 17:00. (#1)
2 09:00 ask email; 3 09:00 time 8-17:00; due 8 17:00 => asked_time => The W asked for more time, until Sun 8 Dec 17:00, to answer Q. (#1)
2 09:00 ask email; 3 09:00 time => asked_time => The W asked for more time to answer Q and had not answered by the time of publication. (#1)
2 09:00 ask email; 3 09:00 time; due 9 17:00 => asked_time => The W asked for more time to answer Q. (#1)
2 09:00 ask email; 3 09:00 time; 3 09:05 extended => asked_time => The W asked for more time to answer Q and had not answered by Thu 5 Dec 17:00. (#1)
2 09:00 ask email; 2 09:30 ack; 3 09:00 time 5-17:00; 4 09:00 auto => asked_time => The W asked for more time to answer Q and had not answered by Thu 5 Dec 17:00. (#1)
2 09:00 ask email; 3 09:00 promise 5-12:00 => promised => The W said it would answer Q by Thu 5 Dec 12:00 but had not. (#1)
2 09:00 ask email; 3 09:00 promise 8-12:00 => promised => The W said it would answer Q by Sun 8 Dec 12:00. (#1)
2 09:00 ask email; 3 09:00 promise => promised => The W promised to answer Q but had not by the time of publication. (#1)
2 09:00 ask email; 3 09:00 promise; due 9 17:00 => promised => The W promised to answer Q. (#1)
2 09:00 ask email; 3 09:00 promise 5-12:00; to Chheang Ra => promised => Chheang Ra of the W promised to answer Q by Thu 5 Dec 12:00 but had not. (#1)
2 09:00 ask email; 3 09:00 promise 8-12:00; to Chheang Ra => promised => Chheang Ra of the W promised to answer Q by Sun 8 Dec 12:00. (#1)
2 09:00 ask email; 3 09:00 time 4-17:00; 4 09:00 promise 5-12:00 => promised => The W said it would answer Q by Thu 5 Dec 12:00 but had not. (#1)
2 09:00 ask email; 3 09:00 promise 5-12:00; 4 09:00 part 1; asks 2 => partly_answered => The W answered, but did not answer a question about the wards. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 promise 5-12:00; asks 2 => promised => The W answered in part and said it would answer a question about the wards by Thu 5 Dec 12:00 but had not. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 time 5-12:00; asks 2 => asked_time => The W answered in part and asked for more time to answer a question about the wards and had not answered by Thu 5 Dec 12:00. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 time 9-12:00; asks 2; due 9 12:00 => asked_time => The W answered in part and asked for more time, until Mon 9 Dec 12:00, to answer a question about the wards. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 back; asks 2 => asked_back => The W answered in part and responded to a question about the wards by asking a question in return. (#1)
2 09:00 ask email; 3 09:00 part 1; 3 10:00 back; 4 09:00 chase email; asks 2 => asked_back => The W answered in part and responded to a question about the wards by asking a question in return and did not answer after a reply on Wed 4 Dec. (#1)
2 09:00 ask email; 3 09:00 promise 5-12:00; undo 2 => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 promise 5-12:00; 4 09:00 decline => declined => The W declined to comment on Q. (#1)
2 09:00 ask email; 3 09:00 back => asked_back => The W responded to Q by asking a question in return. (#1)
2 09:00 ask email; 3 09:00 back; 4 09:00 chase email => asked_back => The W responded to Q by asking a question in return and did not answer after a reply on Wed 4 Dec. (#1)
2 09:00 ask email; 3 09:00 back; 6 09:00 chase email => asked_back => The W responded to Q by asking a question in return and did not immediately answer after a reply on Fri 6 Dec. (#1)
2 09:00 ask email; 3 09:00 back; 4 09:00 chase call: wrong number => asked_back => The W responded to Q by asking a question in return. (#1)
2 09:00 ask email; 3 09:00 back; 4 09:00 note: we sent it => asked_back => The W responded to Q by asking a question in return. (#1)
# Answered in part
2 09:00 ask call; 2 09:05 part 1,2; asks 4 => partly_answered => The W answered, but did not answer questions about the drugs and the doctors. (#1)
2 09:00 ask call; 2 09:05 part 1,2; 4 11:00 chase call; 5 09:15 chase call!; asks 4; to Nhem Sao => partly_answered => Nhem Sao of the W answered, but did not answer questions about the drugs and the doctors. (#1)
2 09:00 ask call; 2 09:05 part 1; asks 2; due 9 17:00 => partly_answered => The W answered, but did not immediately answer a question about the wards. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 part 2; asks 3 => partly_answered => The W answered, but did not answer a question about the drugs. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 part 2; asks 2 => answered => The W responded on Wed 4 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 3 09:00 part; asks 2 => partly_answered => The W answered in part. (#1) // Which questions were answered is not on record: tick them in #1.
2 09:00 ask email; 3 09:00 ack; 4 09:00 part 1; asks 2 => partly_answered => The W answered, but did not answer a question about the wards. (#1)
# Answered, declined, referred
2 09:00 ask email; 4 15:20 full => answered => The W responded on Wed 4 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 4 15:20 full; to Chheang Ra => answered => The W responded on Wed 4 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 3 09:00 part 1; 4 09:00 full; asks 2 => answered => The W responded on Wed 4 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 6 17:00 full; due 5 17:00 => answered => The W responded on Fri 6 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 7 09:00 full => answered => The W responded on Sat 7 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 4 10:00 chase email => answered => The W responded on Tue 3 Dec; the sentence is yours to write, the reply is in #1. // REOPENED
2 09:00 ask email; 3 09:00 full; 4 09:00 reopen; 5 09:00 full => answered => The W responded on Thu 5 Dec; the sentence is yours to write, the reply is in #1.
2 09:00 ask email; 4 09:00 decline => declined => The W declined to comment on Q. (#1)
2 09:00 ask email; 4 09:00 decline; 5 09:00 note: told the editor => declined => The W declined to comment on Q. (#1)
2 09:00 ask email; 4 09:00 decline; asks 0 => declined => The W declined to comment on questions. (#1)
2 09:00 ask email; 4 09:00 decline; asks 2; to Chheang Ra => declined => Chheang Ra of the W declined to comment on questions about the budget and the wards. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 decline; asks 2 => declined => The W answered, but declined to comment on a question about the wards. (#1)
2 09:00 ask email; 3 09:00 decline; 4 09:00 reopen; 5 09:00 chase call => declined => The W declined to comment on Q. (#1) // REOPENED
2 09:00 ask email; 3 09:00 decline; 4 09:00 reopen; 5 09:00 part 1; asks 2 => partly_answered => The W answered, but did not answer a question about the wards. (#1)
2 09:00 ask email; 4 09:00 refer => referred => The W referred questions elsewhere. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 refer; asks 2 => referred => The W referred questions elsewhere. (#1)
2 09:00 ask email; 3 09:00 refer; 4 09:00 reopen => referred => The W referred questions elsewhere. (#1) // REOPENED
# Not reached
2 09:00 ask email; 2 09:01 bounce => not_reached => The W could not be reached for comment; an attempt was made by email on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 chase call; 3 10:00 bounce => calls_unanswered => A call to the W on Tue 3 Dec went unanswered. (#1)
2 09:00 ask unknown; 3 09:00 chase email; 3 10:00 bounce; 4 09:00 chase letter => no_response_repeated => The W did not respond to repeated requests for comment with Q, made between Mon 2 Dec and Wed 4 Dec (2 attempts). (#1)
2 09:00 ask email; 3 09:00 chase visit; 3 10:00 bounce; 4 09:00 chase letter => no_response => The W did not respond to a request for comment with Q, made by letter on Wed 4 Dec. (#1)
2 09:00 ask email; 3 09:00 chase email; 3 10:00 bounce => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: came back; 3 09:00 chase letter => no_response => The W did not respond to a request for comment with Q, made by letter on Tue 3 Dec. (#1)
3 09:00 ask email; 3 09:01 bounce; 6 15:00 chase email => not_immediately => The W did not immediately respond to a request for comment with Q, made by email on Fri 6 Dec. (#1)
3 09:00 ask call: wrong number; 6 15:00 chase call! => not_reached => The W could not immediately be reached for comment; an attempt was made by phone on Fri 6 Dec. (#1)
2 09:00 ask email; 6 19:00 bounce => not_reached => The W could not be reached for comment; an attempt was made by email on Mon 2 Dec. (#1)
2 09:00 ask email; 2 09:01 bounce; due 9 17:00 => not_reached => The W could not immediately be reached for comment; an attempt was made by email on Mon 2 Dec. (#1)
2 09:00 ask email; 2 09:01 bounce; 3 09:00 chase email => no_response_emails => The W did not respond to an email with Q, sent on Tue 3 Dec. (#1)
2 09:00 ask email; 2 09:01 bounce; 3 09:00 chase email; 4 09:00 chase email => no_response_emails => The W did not respond to emails with Q, sent between Tue 3 Dec and Wed 4 Dec. (#1)
2 09:00 ask email; 2 09:01 bounce; 3 09:00 chase call; 4 09:00 chase call => calls_unanswered => Calls to the W went unanswered (2 calls between Tue 3 Dec and Wed 4 Dec). (#1)
2 09:00 ask email; 3 09:00 chase call; 3 10:00 bounce; 4 09:00 chase call => calls_unanswered => Calls to the W went unanswered (2 calls between Tue 3 Dec and Wed 4 Dec). (#1)
2 09:00 ask email; 3 09:00 chase letter; 4 10:00 bounce email; 5 09:00 chase call => no_response => The W did not respond to a request for comment with Q, made by letter on Tue 3 Dec. A call went unanswered. (#1)
# No sentence
2 09:00 ask email; 4 09:00 withdraw => none =>
2 09:00 ask email; 3 09:00 withdraw; 4 09:00 reopen => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 part 1; 4 09:00 withdraw; asks 2 => none =>
2 09:00 ask email; undo 1 => none =>
2 09:00 ask email; undo 1; from 4 => none =>
2 09:00 ask email; 2 10:00 ack; 2 11:00 reopen; 2 12:00 chase email; undo 1 => none =>
2 09:00 ask email; 2 10:00 promise; 2 11:00 reopen; undo 1 => none =>
6 18:01 ask email => none =>
6 18:01 ask email; 7 09:00 full => none =>
# What somebody said on the phone may be their answer
2 09:00 ask call: he denied it => none =>
2 09:00 ask call: said the price had gone up => none =>
2 09:00 ask email; 3 09:00 chase call: the clerk told us the case is closed => none =>
2 09:00 ask visit: met him, he explained the budget => none =>
2 09:00 ask call: នាង និយាយថា តម្លៃឡើង => none =>
2 09:00 ask call: he said he was busy, call back later => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: picked up, said to send an email => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 chase call: he said he had not seen it and asked to resend it; 3 09:10 chase email => no_response_repeated => The W did not respond to repeated requests for comment with Q, made by email and by phone between Mon 2 Dec and Tue 3 Dec (3 attempts). (#1)
2 09:00 ask call: the secretary said he is out => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: they said nothing => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: និយាយថារវល់ => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: spoke to the deputy, he knows nothing => none =>
2 09:00 ask call: he told me to write a letter => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: said he would look into it and call back => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
# What is noted with something written is ours, but where it says that they wrote back
2 09:00 ask message: they replied they would look into it => none =>
2 09:00 ask email: the ministry wrote back asking who we are => none =>
2 09:00 ask email; 3 09:00 chase message: she texted back later => none =>
2 09:00 ask message: he reacted with a thumbs up => none =>
2 09:00 ask message: got a reply, a short one => none =>
2 09:00 ask message: គាត់ឆ្លើយថាមិនដឹង => none =>
2 09:00 ask message: they replied no comment => no_comment => No comment could be obtained from the W; an attempt was made by message on Mon 2 Dec. (#1)
2 09:00 ask message: they said they are looking into it => none =>
2 09:00 ask email: they said to write to this address => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: he usually answers quickly => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: they should answer by noon => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: គេត្រូវឆ្លើយត្រឹមស្អែក => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: they have not replied yet => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: they read it and did not reply => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: they replied automatically => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: answered their question about the raid => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email: គាត់អានហើយអត់ឆ្លើយ => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
# A comma gives way to a stronger mark
2 09:00 ask call: message left with his wife; to Nhem Sao, deputy chief; body Kampong Speu Provincial Police (police) => no_comment => No comment could be obtained from Nhem Sao, deputy chief of the Kampong Speu Provincial Police; an attempt was made by phone on Mon 2 Dec. (#1)
# Whoever answers at home is no part of the body
2 09:00 ask call: wife answered, he is abroad => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: spoke to his son, he is in a meeting => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: neighbour picked up => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: left a message with his wife => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: his mother hung up => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: ប្រពន្ធគាត់លើក ថាគាត់នៅក្រៅប្រទេស => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask call: និយាយជាមួយកូនគាត់ => no_comment => No comment could be obtained from the W; an attempt was made by phone on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 chase call: wife answered, he is abroad => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask call: he denies that he hit his wife => none =>
2 09:00 ask call: Son Chhay picked up, busy => no_response => The W did not respond to a request for comment, made by phone on Mon 2 Dec. (#1)
# Taken back; recorded in another order
2 09:00 ask email; 4 09:00 full; undo 2 => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 4 09:00 decline; undo 2 => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 4 09:00 chase call; undo 2 => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 3 09:00 ack; undo 2; 4 09:00 chase email => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Wed 4 Dec. (#1)
2 09:00 ask email; 4 09:00 part 1; undo 2; asks 2 => no_response_emails => The W did not respond to an email with questions about the budget and the wards, sent on Mon 2 Dec. (#1)
2 09:00 ask email; 2 09:01 bounce; undo 2 => no_response_emails => The W did not respond to an email with Q, sent on Mon 2 Dec. (#1)
2 09:00 ask call; 4 09:00 chase call; 2 09:05 ack => acknowledged_only => The W acknowledged receiving Q but did not answer. (#1)
4 09:00 chase email; 2 09:00 ask email => no_response_emails => The W did not respond to emails with Q, sent between Mon 2 Dec and Wed 4 Dec. (#1)
"""
ROWS = [
    [cell.strip() for cell in f"{line} ".split(" => ")]
    for line in TABLE.strip().splitlines()
    if line[0] != "#"
]


@pytest.mark.parametrize(("line", "kind", "sentence"), ROWS, ids=[line for line, *_ in ROWS])
def test_a_record_permits_this_claim_and_this_sentence(line: str, kind: str, sentence: str) -> None:
    # Seen the day after, so that what came too late is on record as well.
    found = claims([record(line)], at=PUBLICATION + timedelta(days=1), publish_at=PUBLICATION)
    assert [claim.kind.value for claim in found] == [kind]
    said = " ".join(one.shown() for one in sentences(ENGLISH, found, PUBLICATION))
    assert said.replace("<i>", "").replace("</i>", "").replace("\n", " // ") == _in_full(sentence)


@pytest.mark.parametrize("kind", list(BodyKind))
def test_an_institution_has_its_article_whatever_it_is_called(kind: BodyKind) -> None:
    found = claims([record(f"2 09:00 ask email; body Prey Sar ({kind})")], at=PUBLICATION, publish_at=None)
    [said] = sentences(ENGLISH, found, PUBLICATION)
    with_article = kind in {"court", "ministry", "department", "police", "embassy"}
    assert said.text.startswith("The Prey Sar did" if with_article else "Prey Sar did")


def test_the_table_is_long_and_knows_every_kind() -> None:
    assert len(ROWS) >= 80
    assert {kind for _, kind, _ in ROWS} == {kind.value for kind in ClaimKind}


def _in_full(sentence: str) -> str:
    return re.sub(rf"\b({'|'.join(SHORT)})\b", lambda found: SHORT[found[0]], sentence)


def test_these_claims_say_that_nothing_came_back() -> None:
    assert {kind.name for kind in SILENCE} == {
        "NO_RESPONSE_EMAILS",
        "CALLS_UNANSWERED",
        "NO_RESPONSE_REPEATED",
        "NO_RESPONSE",
        "NOT_IMMEDIATELY",
        "CALLS_NOT_RETURNED",
        "NO_COMMENT",
    }
