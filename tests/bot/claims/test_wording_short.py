"""What is printed: records with the sentence that a newspaper would have, for a story in print on Fri 6 Dec 18:00."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.claims.contacts import person, persons_in
from bot.claims.printable import Printable, sentences_now, then_and_now
from bot.claims.record import reason_given
from bot.claims.rules import claims
from bot.claims.sentences import sentences
from bot.i18n.catalogue import Texts
from db.lifecycle import BodyKind
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
2 09:00 ask email; 4 09:00 chase call => The Ministry of Health did not respond to an emailed question about the budget. A call also went unanswered.
# Not yet
6 10:30 ask message; due 6 17:30; bare => The Ministry of Health did not immediately respond to a request for comment on Friday.
6 10:30 ask email; due 6 17:30 => The Ministry of Health did not immediately respond to an emailed question about the budget.
# It said something
2 09:00 ask email; 3 09:00 ack => The Ministry of Health acknowledged receiving a question about the budget but had not answered by the deadline given.
2 09:00 ask call; 2 09:05 part 1; asks 3 => The Ministry of Health answered some questions but did not answer questions about the wards and the drugs.
2 09:00 ask call; 2 09:05 part 1; 4 09:00 chase call: ignored it; asks 3 => The Ministry of Health answered some questions but did not answer repeated questions about the wards and the drugs.
2 09:00 ask call; 2 09:05 part 1; 4 09:00 chase call!; asks 3 => The Ministry of Health answered some questions but did not answer questions about the wards and the drugs, and a later call went unanswered.
2 09:00 ask email; 2 09:05 part 1; 4 09:00 chase call!; 5 09:00 chase call: switched off; asks 2 => The Ministry of Health answered some questions but did not answer a question about the wards, and later calls went unanswered.
2 09:00 ask email; 2 09:05 part 1; 4 09:00 chase call: wrong number; asks 2 => The Ministry of Health answered some questions but did not answer a question about the wards.
2 09:00 ask email; 2 09:05 part 1; 4 09:00 chase call!; 5 09:00 chase email; asks 2 => The Ministry of Health answered some questions but did not answer repeated questions about the wards.
2 09:00 ask email; 4 09:00 decline => The Ministry of Health declined to comment on the budget.
2 09:00 ask email; 4 09:00 decline; bare => The Ministry of Health declined to comment.
2 09:00 ask email; 4 09:00 full => The Ministry of Health responded on Wednesday.
2 09:00 ask email; 2 09:01 bounce => The Ministry of Health could not be reached for comment on Monday.
# Of every sort of body, of one or several, whoever was asked there
2 09:00 ask email; body Embassy of China (embassy); topics whether the citizens were repatriated | whether they are still held => The Chinese embassy did not respond to emailed questions about whether the citizens were repatriated or whether they are still held.
2 09:00 ask email; 4 09:00 chase email; bare; body Embassy of the Republic of Korea (embassy) => The South Korean embassy did not respond to emails seeking comment.
2 09:00 ask email; bare; body us embassy (embassy) => The US embassy did not respond to an emailed request for comment.
2 09:00 ask email; body EMBASSY OF JAPAN (embassy) => The Japanese embassy did not respond to an emailed question about the budget.
2 09:00 ask email; body Embassy of Kiribati (embassy) => The Embassy of Kiribati did not respond to an emailed question about the budget.
2 09:00 ask email; body Royal Thai Embassy (embassy) => The Thai embassy did not respond to an emailed question about the budget.
2 09:00 ask email; body British Embassy Phnom Penh (embassy) => The British embassy did not respond to an emailed question about the budget.
2 09:00 ask email; body Embassy of the Socialist Republic of Viet Nam in Cambodia (embassy) => The Vietnamese embassy did not respond to an emailed question about the budget.
2 09:00 ask email; body Embassy of the People's Republic of China (embassy); to the press officer => The Chinese embassy press officer did not respond to an emailed question about the budget.
2 09:00 ask email; bare; body Embassy of Pakistan (embassy) & 2 09:00 ask email; bare; body Embassy of India (embassy) => The Pakistani and Indian embassies did not respond to emailed requests for comment.
2 09:00 ask letter; bare; body Embassy of China (embassy) & 2 09:00 ask letter; bare; body Ministry of Interior (ministry) => Neither the Chinese embassy nor the Ministry of Interior responded to requests for comment.
6 09:00 ask email; due 6 17:00; body Prince Group (company) & 6 09:00 ask email; due 6 17:00; body Senate (other) => Neither Prince Group nor the Senate immediately responded to emailed questions about the budget.
2 09:00 ask call; body Prince Group (company) & 2 09:00 ask call; body Senate (other) => Calls to Prince Group and the Senate seeking comment on the budget went unanswered.
2 09:00 ask call!; bare; body Ministry of Interior (ministry); to Touch Sokhak, spokesman => A call to Interior Ministry spokesman Touch Sokhak on Monday went unanswered.
2 09:00 ask email; 3 09:00 decline; body General Department of Immigration (department); to Sok Veasna (head); topics the raids => Immigration Department head Sok Veasna declined to comment on the raids.
2 09:00 ask call; 2 09:05 part 1; 4 09:00 chase call: ignored; topics operation | the business | whether the workers were screened; body Kampong Speu Provincial Police (police); to deputy chief Nhem Sao => Kampong Speu Provincial Police deputy chief Nhem Sao answered some questions but did not answer repeated questions about the business or whether the workers were screened.
2 09:00 ask email; body Embassy of India (embassy); to spokesperson Ravi Kumar => Indian embassy spokesperson Ravi Kumar did not respond to an emailed question about the budget.
2 09:00 ask email; body Office of the Council of Ministers (ministry); to Phay Siphan, spokesman => Phay Siphan, a spokesman for the Office of the Council of Ministers, did not respond to an emailed question about the budget.
2 09:00 ask letter; body Supreme Court (court); to the clerk => The Supreme Court clerk did not respond to a request for comment on the budget.
2 09:00 ask message; body Prince Group (company); to Spokesman Gabriel Tan => Prince Group spokesman Gabriel Tan did not respond to a request for comment on the budget.
6 10:00 ask message; due 6 17:00; bare; body National Police (police); to the spokespersons => National Police spokespersons did not immediately respond to a request for comment on Friday.
2 09:00 ask call; 3 09:00 chase call; bare; body Ministry of Labour and Vocational Training (ministry); to Heng Sour, minister => Calls to Labour and Vocational Training Minister Heng Sour went unanswered.
2 09:00 ask email; body Embassy of China (embassy); to Wang Wenbin, ambassador => Chinese Ambassador Wang Wenbin did not respond to an emailed question about the budget.
2 09:00 ask email; body Ministry of Land Management, Urban Planning and Construction (ministry); to Seng Lot (spokesman) => Seng Lot, a spokesman for the Ministry of Land Management, Urban Planning and Construction, did not respond to an emailed question about the budget.
2 09:00 ask email; body Ministry of Interior (ministry); to Touch Sokhak, Interior Ministry spokesman => Interior Ministry spokesman Touch Sokhak did not respond to an emailed question about the budget.
2 09:00 ask email; body Ministry of Interior (ministry); to Touch Sokhak, spokesman for the Ministry of Interior => Interior Ministry spokesman Touch Sokhak did not respond to an emailed question about the budget.
2 09:00 ask email; body General Department of Immigration (department); to Keo Vanthan, head of the passport office => Keo Vanthan, head of the passport office at the General Department of Immigration, did not respond to an emailed question about the budget.
2 09:00 ask email; body Ministry of Interior (ministry); to Touch Sokhak, Khieu Sopheak => Touch Sokhak and Khieu Sopheak of the Ministry of Interior did not respond to an emailed question about the budget.
2 09:00 ask email; 3 09:00 chase call @Khieu Sopheak; body Ministry of Interior (ministry); to spokesman Touch Sokhak => The Ministry of Interior did not respond to an emailed question about the budget. A call also went unanswered.
2 09:00 ask email; body Ministry of Interior (ministry); to General Mao Chandara => General Mao Chandara of the Ministry of Interior did not respond to an emailed question about the budget.
2 09:00 ask letter; bare; body United Nations (international) => The United Nations did not respond to a request for comment.
2 09:00 ask letter; bare; body Cambodian Red Cross (other) => The Cambodian Red Cross did not respond to a request for comment.
2 09:00 ask letter; bare; body White House (other) => The White House did not respond to a request for comment.
2 09:00 ask letter; bare; body Senate (other) => The Senate did not respond to a request for comment.
2 09:00 ask letter; bare; body ACLEDA Bank (company) => ACLEDA Bank did not respond to a request for comment.
2 09:00 ask letter; bare; body acleda bank (company) => ACLEDA Bank did not respond to a request for comment.
2 09:00 ask letter; bare; body National Bank of Cambodia (other) => The National Bank of Cambodia did not respond to a request for comment.
2 09:00 ask letter; bare; body World Bank (international) => The World Bank did not respond to a request for comment.
2 09:00 ask letter; bare; body UNHCR (international) => UNHCR did not respond to a request for comment.
2 09:00 ask letter; bare; body WHO (international) => The WHO did not respond to a request for comment.
2 09:00 ask letter; bare; body Interpol (police) => Interpol did not respond to a request for comment.
2 09:00 ask letter; bare; body Phnom Penh City Hall (other) => Phnom Penh City Hall did not respond to a request for comment.
2 09:00 ask letter; bare; body Human Rights Watch (international) => Human Rights Watch did not respond to a request for comment.
2 09:00 ask letter; bare; body ministry of health (ministry) => The Ministry of Health did not respond to a request for comment.
2 09:00 ask letter; bare; body MINISTRY OF HEALTH (ministry) => The Ministry of Health did not respond to a request for comment.
2 09:00 ask letter; bare; body NATIONAL POLICE (police) => The National Police did not respond to a request for comment.
2 09:00 ask letter; bare; body The Asia Foundation (other) => The Asia Foundation did not respond to a request for comment.
2 09:00 ask letter; bare; body International Criminal Court in The Hague (court) => The International Criminal Court in The Hague did not respond to a request for comment.
2 09:00 ask letter; bare; body iTrend Media (company) => ITrend Media did not respond to a request for comment.
2 09:00 ask letter; bare; body Cambodian League for the Promotion and Defense of Human Rights (other) => The Cambodian League for the Promotion and Defense of Human Rights did not respond to a request for comment.
2 09:00 ask letter; bare; body Licadho (other) => Licadho did not respond to a request for comment.
2 09:00 ask letter; bare; body Asian Development Bank (international) => The Asian Development Bank did not respond to a request for comment.
2 09:00 ask letter; bare; body Bank of China (company) => Bank of China did not respond to a request for comment.
2 09:00 ask letter; bare; body National Assembly (other) => The National Assembly did not respond to a request for comment.
2 09:00 ask letter; bare; body Huione Group (company) => Huione Group did not respond to a request for comment.
2 09:00 ask letter; bare; body Government Spokesperson Unit (department) => The Government Spokesperson Unit did not respond to a request for comment.
2 09:00 ask letter; bare; body Extraordinary Chambers in the Courts of Cambodia (court) => The Extraordinary Chambers in the Courts of Cambodia did not respond to a request for comment.
2 09:00 ask letter; bare; body Apple (company) => Apple did not respond to a request for comment.
2 09:00 ask email; 4 09:00 decline: citing pending litigation; body Supreme Court (court); topics the verdict => The Supreme Court declined to comment on the verdict, citing pending litigation.
2 09:00 ask email; 4 09:00 decline: because the case is before the court; body Prince Group (company); bare => Prince Group declined to comment, saying the case is before the court.
2 09:00 ask email; 4 09:00 decline: No comment because of the ongoing investigation. Called me back at once.; topics the raid => The Ministry of Health declined to comment on the raid, citing the ongoing investigation.
2 09:00 ask email; 4 09:00 decline: reason: pending litigation; topics the raid => The Ministry of Health declined to comment on the raid, citing pending litigation.
2 09:00 ask email; 4 09:00 decline: without citing a reason; topics the raid => The Ministry of Health declined to comment on the raid.
2 09:00 ask email; 4 09:00 decline: called twice because the line was bad; topics the raid => The Ministry of Health declined to comment on the raid.
2 09:00 ask email; 4 09:00 decline: he refused, citing national security; topics the raid => The Ministry of Health declined to comment on the raid, citing national security.
2 09:00 ask email; questions whether the wards were closed? => The Ministry of Health did not respond to an emailed question about whether the wards were closed.
2 09:00 ask email; questions Were the wards closed? | why the wards were closed? => The Ministry of Health did not respond to an emailed question about why the wards were closed.
2 09:00 ask letter; topics why the 25 were brought in | where they are now | whether they were charged => The Ministry of Health did not respond to questions about why the 25 were brought in, where they are now or whether they were charged.
2 09:00 ask letter; topics were they charged => The Ministry of Health did not respond to a request for comment.
2 09:00 ask letter; topics how many were held | who was arrested | what happened => The Ministry of Health did not respond to questions about how many were held, who was arrested and what happened.
2 09:00 ask email; topics how many were held | where they are; 3 09:00 part 2 => The Ministry of Health answered some questions but did not answer a question about how many were held.
2 09:00 ask letter; topics what is the budget => The Ministry of Health did not respond to a request for comment.
2 09:00 ask letter; questions how many were held? => The Ministry of Health did not respond to a request for comment.
2 09:00 ask letter; topics who are they | how much was the fine => The Ministry of Health did not respond to a request for comment.
2 09:00 ask call; topics the budget | whether it was spent => A call to the Ministry of Health seeking comment on the budget and whether it was spent went unanswered.
2 09:00 ask email; 3 09:00 ack; untold; topics the budget => The Ministry of Health acknowledged receiving a question about the budget but had not answered by the time of publication.
2 09:00 ask call; 2 09:05 ack: will call back; bare => The Ministry of Health acknowledged receiving a request for comment but had not answered by the deadline given.
2 09:00 ask email; 3 09:00 refer; body Embassy of the Republic of Korea (embassy) & 4 09:00 ask email; 5 09:00 chase call; from 1; body National Police (police); topics the raids => The South Korean embassy referred questions to the National Police, which did not respond to an emailed question about the raids. A call also went unanswered.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask call!; from 1; body National Police (police); bare => The Ministry of Health referred questions to the National Police. A call to the police on Wednesday went unanswered.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; from 1; body National Police (police); to Chhay Kim Khoeun, spokesman; bare => The Ministry of Health referred questions to the National Police. Police spokesman Chhay Kim Khoeun did not respond to an emailed request for comment.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; 5 09:00 full; from 1; body National Police (police); bare => The Ministry of Health referred questions to the National Police, which responded on Thursday.
2 09:00 ask email & 3 09:00 ask call; topics the wards => The Ministry of Health did not respond to an emailed question about the budget. // A call to the ministry seeking comment on the wards went unanswered.
2 09:00 ask email; 3 09:00 full & 3 09:00 ask call; topics the wards => The Ministry of Health responded on Tuesday. // The ministry responded to another request for comment but could not be reached with a question about the wards.
2 09:00 ask call!; 3 09:00 bounce; bare => The Ministry of Health could not be reached for comment on Monday.
2 09:00 ask email; 3 09:00 part; asks 2 => The Ministry of Health answered in part.
2 09:00 ask email; 3 09:00 part 1; 4 09:00 decline: citing a gag order; asks 3 => The Ministry of Health answered some questions but declined to comment on the wards and the drugs, citing a gag order.
2 09:00 ask email; topics about the raid => The Ministry of Health did not respond to an emailed question about the raid.
2 09:00 ask email; topics The Prince Group case => The Ministry of Health did not respond to an emailed question about the Prince Group case.
2 09:00 ask email; topics <b>bold</b> claims => The Ministry of Health did not respond to an emailed question about <b>bold</b> claims.
2 09:00 ask email; body Ministry of Interior (ministry); to the Ministry of Interior press office => The Interior Ministry press office did not respond to an emailed question about the budget.
2 09:00 ask email; body Ministry of Interior (ministry); to Interior Ministry spokesman Touch Sokhak => Interior Ministry spokesman Touch Sokhak did not respond to an emailed question about the budget.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; from 1; body Ministry of Labour (ministry); to Heng Sour, minister; bare => The Ministry of Health referred questions to the Ministry of Labour. Labour Minister Heng Sour did not respond to an emailed request for comment.
2 09:00 ask email; body Phnom Penh Municipal Court (court); to Investigating Judge Chhun Davy; topics were they charged => Phnom Penh Municipal Court investigating judge Chhun Davy did not respond to an emailed request for comment.
2 09:00 ask email; body Ministry of Interior (ministry); to Touch Sokhak, secretary of state => Interior Ministry secretary of state Touch Sokhak did not respond to an emailed question about the budget.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask call: as discussed; from 1; body National Police (police); bare => The Ministry of Health referred questions to the National Police. No comment could be obtained from the police.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; 4 10:00 bounce; from 1; body National Police (police); bare => The Ministry of Health referred questions to the National Police. The police could not be reached for comment on Wednesday.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; 4 10:00 refer; from 1; body National Police (police); bare & 5 09:00 ask email; from 2; body Senate (other); bare => The Ministry of Health referred questions to the National Police. The police referred questions to the Senate, which did not respond to an emailed request for comment.
2 09:00 ask email; 3 09:00 decline; 3 09:01 refer & 4 09:00 ask email; from 1; body National Police (police); bare => The Ministry of Health declined to comment on the budget, directing questions to the National Police, which did not respond to an emailed request for comment.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask call: left a message; from 1; body National Police (police); bare => The Ministry of Health referred questions to the National Police, which did not return a call seeking comment.
# It asked for time, promised, asked back; what became of a call
2 09:00 ask email; 3 09:00 time 5-17:00 => The Ministry of Health asked for more time to answer a question about the budget and had not answered by Thursday.
2 09:00 ask email; 3 09:00 time 9-17:00; due 9 17:00 => The Ministry of Health asked for more time to answer a question about the budget.
2 09:00 ask email; 3 09:00 time; asks 2 => The Ministry of Health asked for more time to answer questions about the budget and the wards and had not answered by the deadline given.
2 09:00 ask email; 3 09:00 promise 5-12:00; bare => The Ministry of Health said it would respond by Thursday but had not.
2 09:00 ask email; 3 09:00 promise 5-12:00; body National Police (police); bare => The National Police promised to respond by Thursday but had not.
2 09:00 ask email; 3 09:00 promise; body Kampong Speu Provincial Police (police) => The Kampong Speu Provincial Police promised to answer a question about the budget but had not done so by the deadline given.
2 09:00 ask email; 3 09:00 promise 5-12:00; to Touch Sokhak, spokesman => Health Ministry spokesman Touch Sokhak promised to answer a question about the budget by Thursday but had not.
2 09:00 ask email; 3 09:00 promise => The Ministry of Health said it would answer a question about the budget but had not done so by the deadline given.
2 09:00 ask email; 2 11:00 decline: because of the election; 2 14:00 reopen; 2 15:00 promise 4-12:00 => The Ministry of Health said it would answer a question about the budget by Wednesday but had not.
2 09:00 ask email; 3 09:00 part; 3 10:00 promise 9-12:00; asks 2 => The Ministry of Health answered in part and said it would answer the rest by Monday.
2 09:00 ask email; 3 09:00 part 1; 3 10:00 promise 9-12:00; asks 2 => The Ministry of Health answered in part and said it would answer a question about the wards by Monday.
2 09:00 ask email; 3 09:00 part; 3 10:00 time 9-12:00; asks 2; bare => The Ministry of Health answered in part and asked for more time to answer the rest.
2 09:00 ask email; 3 09:00 part 1; 3 10:00 time 9-12:00; asks 2; bare => The Ministry of Health answered in part and asked for more time to answer the rest.
2 09:00 ask email; 3 09:00 part; 3 10:00 back; asks 2 => The Ministry of Health answered in part and responded to the rest with a question in return.
2 09:00 ask email; 3 09:00 part; 4 09:00 decline; 4 14:00 reopen; 5 09:00 promise 9-12:00; asks 2 => The Ministry of Health answered in part and said it would answer the rest by Monday.
2 09:00 ask email; 3 09:00 promise 9-12:00 => The Ministry of Health said it would answer a question about the budget by Monday.
2 09:00 ask email; 3 09:00 back => The Ministry of Health responded to a question about the budget with a question in return.
2 09:00 ask email; 3 09:00 back; 4 09:00 chase email; bare => The Ministry of Health responded to a request for comment with a question in return and did not answer after receiving a reply.
2 09:00 ask email; 2 09:01 auto => The Ministry of Health did not respond to an emailed question about the budget.
2 09:00 ask call: the duty officer picked up and promised to call back; bare => No comment could be obtained from the Ministry of Health.
2 09:00 ask call: left a message; bare => The Ministry of Health did not return a call seeking comment.
2 09:00 ask call: hung up; topics the raid => The Ministry of Health did not respond to a request for comment.
2 09:00 ask visit: sent away; topics the raid => The Ministry of Health could not be reached for comment on Monday.
2 09:00 ask email; 3 09:00 refer & 4 09:00 ask email; 5 09:00 promise 6-12:00; from 1; body National Police (police); bare => The Ministry of Health referred questions to the National Police, which said it would respond by Friday but had not.
# One contact names two, or one; whoever of two declined is not known
2 09:00 ask email; body Ministry of Interior (ministry); to Touch Sokhak and Khieu Sopheak => Touch Sokhak and Khieu Sopheak of the Ministry of Interior did not respond to an emailed question about the budget.
2 09:00 ask email; 3 09:00 decline; body Ministry of Interior (ministry); to Touch Sokhak or Khieu Sopheak => The Ministry of Interior declined to comment on the budget.
2 09:00 ask email; 3 09:00 promise; body Ministry of Interior (ministry); to the minister and the spokesman => The Ministry of Interior said it would answer a question about the budget but had not done so by the deadline given.
2 09:00 ask call; body Ministry of Interior (ministry); to Touch Sokhak and Khieu Sopheak, spokesmen => A call to Interior Ministry spokesmen Touch Sokhak and Khieu Sopheak seeking comment on the budget went unanswered.
2 09:00 ask email; body Ministry of Justice (ministry); to Koeut Rith, minister, and Chin Malin, spokesman => Justice Minister Koeut Rith and ministry spokesman Chin Malin did not respond to an emailed question about the budget.
2 09:00 ask email; body Ministry of Justice (ministry); to the minister and the spokesman => The justice minister and the ministry spokesman did not respond to an emailed question about the budget.
2 09:00 ask email; 3 09:00 decline; body National Police (police); to the spokespersons => The National Police declined to comment on the budget.
2 09:00 ask email; body Ministry of Interior (ministry); to the minister, Sar Sokha => Interior Minister Sar Sokha did not respond to an emailed question about the budget.
# A reason is one, or it is not told
2 09:00 ask email; 3 09:00 decline: because the minister, he said, is ill => The Ministry of Health declined to comment on the budget.
2 09:00 ask email; 3 09:00 decline: citing no reason => The Ministry of Health declined to comment on the budget.
2 09:00 ask email; 3 09:00 decline: because the case remains open => The Ministry of Health declined to comment on the budget, saying the case remains open.
2 09:00 ask email; 3 09:00 decline: no comment, saying that the case is before the court => The Ministry of Health declined to comment on the budget, saying the case is before the court.
2 09:00 ask email; 3 09:00 decline: for security reasons => The Ministry of Health declined to comment on the budget, citing security reasons.
2 09:00 ask call: she said no comment because the case is before the court; 2 09:01 decline => The Ministry of Health declined to comment on the budget, saying the case is before the court.
# Sent back, with a refusal and without
2 09:00 ask email; 3 09:00 refer & 3 12:00 ask message; 4 12:00 refer; from 1; body National Police (police) & from 2 => The Ministry of Health referred questions to the National Police, which referred questions back to the Ministry of Health.
2 09:00 ask email; 3 09:00 refer & 3 12:00 ask message; 4 12:00 decline; 4 12:01 refer; from 1; body National Police (police) & from 2 => The Ministry of Health referred questions to the National Police, which declined to comment on the budget, directing questions back to the Ministry of Health.
2 09:00 ask email; 3 09:00 refer & 3 12:00 ask message; 4 12:00 decline: citing the law; 4 12:01 refer; from 1; body National Police (police) & from 2 => The Ministry of Health referred questions to the National Police, which declined to comment on the budget, citing the law, and directed questions back to the Ministry of Health.
2 09:00 ask email; 3 09:00 decline; 3 09:01 refer & 3 12:00 ask message; 4 12:00 refer; from 1; body National Police (police) & from 2 => The Ministry of Health declined to comment on the budget, directing questions to the National Police, which referred questions back to the Ministry of Health.
2 09:00 ask email; 3 09:00 refer & 3 12:00 ask message; 4 12:00 decline; 4 12:01 refer; from 1; body National Police (police) & from 2 & 5 09:00 ask email; from 2; body Senate (other) => The Ministry of Health referred questions to the National Police. The police declined to comment on the budget, directing questions to the Senate and back to the Ministry of Health. The Senate did not respond to an emailed question about the budget.
2 09:00 ask email; 3 09:00 decline: citing the law; 3 09:01 refer & 4 09:00 ask email; from 1; body National Police (police) => The Ministry of Health declined to comment on the budget, citing the law, and directed questions to the National Police, which did not respond to an emailed question about the budget.
# Answered in part, and put off without an hour
2 09:00 ask email; 3 09:00 part 1; 3 09:05 promise; asks 2 => The Ministry of Health answered in part and said it would answer a question about the wards but had not done so by the deadline given.
2 09:00 ask email; 3 09:00 part; 3 09:05 promise; asks 2 => The Ministry of Health answered in part and said it would answer the rest but had not done so by the deadline given.
2 09:00 ask email; 3 09:00 part 1; 3 09:05 time; asks 2; untold => The Ministry of Health answered in part and asked for more time to answer a question about the wards and had not answered by the time of publication.
2 09:00 ask email; 3 09:00 part 1; 3 09:05 promise; asks 2; due 9 17:00 => The Ministry of Health answered in part and said it would answer a question about the wards.
# What somebody else there was told is no silence of theirs, and puts no question again
2 09:00 ask call: the secretary said he is in a meeting; to Chheang Ra => The Ministry of Health did not respond to a request for comment.
2 09:00 ask call: hung up; to Chheang Ra => Chheang Ra of the Ministry of Health did not respond to a request for comment.
2 09:00 ask call: the secretary of state said he would not talk; to Chheang Ra, secretary of state => No comment could be obtained from Health Ministry secretary of state Chheang Ra.
2 09:00 ask email; 3 09:00 part 1; 4 09:00 chase call: the secretary said he is in a meeting; asks 2 => The Ministry of Health answered some questions but did not answer a question about the wards.
2 09:00 ask email; 3 09:00 part 1; 4 09:00 chase call: hung up; asks 2 => The Ministry of Health answered some questions but did not answer a question about the wards.
# Nothing of a body is said twice
2 09:00 ask letter; body Kampot Provincial Police (police); to Mao Chanmathurith, provincial police chief => Kampot Provincial Police chief Mao Chanmathurith did not respond to a request for comment on the budget.
2 09:00 ask letter; body Kampot Provincial Police (police); to deputy police chief Sok Dara => Kampot Provincial Police deputy chief Sok Dara did not respond to a request for comment on the budget.
2 09:00 ask letter; body Banteay Meanchey Provincial Hall (other); to provincial governor Oum Reatrey => Banteay Meanchey provincial governor Oum Reatrey did not respond to a request for comment on the budget.
2 09:00 ask letter; body Phnom Penh City Hall (other); to deputy governor Keut Che => Phnom Penh deputy governor Keut Che did not respond to a request for comment on the budget.
2 09:00 ask letter; body Boeung Keng Kang 1 commune office (other); to the commune chief => The Boeung Keng Kang 1 commune chief did not respond to a request for comment on the budget.
2 09:00 ask letter; body CPP (other); to Sok Eysan, party spokesman => CPP spokesman Sok Eysan did not respond to a request for comment on the budget.
2 09:00 ask letter; body Meta (company); to a company spokesperson => A Meta spokesperson did not respond to a request for comment on the budget.
2 09:00 ask letter; body UN (international); to a spokesperson => A UN spokesperson did not respond to a request for comment on the budget.
2 09:00 ask letter; body FBI (police); to a spokesperson => An FBI spokesperson did not respond to a request for comment on the budget.
2 09:00 ask letter; body TikTok (company); to its press office => The TikTok press office did not respond to a request for comment on the budget.
2 09:00 ask letter; body Council of Ministers (ministry); to Pen Bona, Government spokesman => Government spokesman Pen Bona did not respond to a request for comment on the budget.
# Ministries of several countries
2 09:00 ask letter; body Ministry of Foreign Affairs of China (ministry); to Mao Ning, spokeswoman => Chinese Foreign Ministry spokeswoman Mao Ning did not respond to a request for comment on the budget.
2 09:00 ask letter; body Chinese Ministry of Foreign Affairs (ministry); to Mao Ning, spokeswoman => Chinese Foreign Ministry spokeswoman Mao Ning did not respond to a request for comment on the budget.
2 09:00 ask letter; body Ministry of Foreign Affairs and International Cooperation (ministry); to Prak Sokhonn, minister => Foreign Minister Prak Sokhonn did not respond to a request for comment on the budget.
2 09:00 ask letter; body US Department of State (ministry); to a spokesperson => A US State Department spokesperson did not respond to a request for comment on the budget.
2 09:00 ask letter; body Ministry of Health of Kiribati (ministry); to Sok Dara, spokesman => Sok Dara, a spokesman for the Ministry of Health of Kiribati, did not respond to a request for comment on the budget.
# Marks, and names without an article
2 09:00 ask letter; topics "Operation Sweep" => The Ministry of Health did not respond to a request for comment on "Operation Sweep."
2 09:00 ask letter; bare; body Prey Sar prison (department) => Prey Sar prison did not respond to a request for comment.
2 09:00 ask letter; bare; body Union Development Group (company) => Union Development Group did not respond to a request for comment.
# A topic as it is printed
2 09:00 ask letter; topics the budget. => The Ministry of Health did not respond to a request for comment on the budget.
2 09:00 ask letter; topics tariffs of the U.S. => The Ministry of Health did not respond to a request for comment on tariffs of the U.S.
2 09:00 ask letter; topics RE: LAND CONCESSIONS IN THE EU => The Ministry of Health did not respond to a request for comment on land concessions in the EU.
2 09:00 ask letter; topics your position on the ban => The Ministry of Health did not respond to a request for comment.
# Titles
2 09:00 ask letter; body Ministry of Interior (ministry); to Deputy Prime Minister Sar Sokha => Deputy Prime Minister Sar Sokha did not respond to a request for comment on the budget.
2 09:00 ask letter; body Ministry of Interior (ministry); to Sar Sokha, deputy prime minister and interior minister => Deputy Prime Minister and Interior Minister Sar Sokha did not respond to a request for comment on the budget.
2 09:00 ask letter; to H.E. Chheang Ra, Minister of Health => Health Minister Chheang Ra did not respond to a request for comment on the budget.
2 09:00 ask letter; to Mr. Chheang Ra and Ms. Or Vandine => Chheang Ra and Or Vandine of the Ministry of Health did not respond to a request for comment on the budget.
2 09:00 ask letter; to Sok Dara, secretary of state and spokesman => Health Ministry secretary of state and spokesman Sok Dara did not respond to a request for comment on the budget.
2 09:00 ask letter; body Embassy of the Philippines (embassy); to Consul General Maria Santos => Philippine embassy consul general Maria Santos did not respond to a request for comment on the budget.
2 09:00 ask letter; body Delegation of the European Union to Cambodia (embassy); to Igor Driesmans (Ambassador) => EU Ambassador Igor Driesmans did not respond to a request for comment on the budget.
2 09:00 ask letter; body Constitutional Council (other); to the president of the council => The Constitutional Council president did not respond to a request for comment on the budget.
2 09:00 ask letter; body General Department of Prisons (department); to the general department's spokesman Nuth Savna => Prisons Department spokesman Nuth Savna did not respond to a request for comment on the budget.
# Reasons of a person, of a body
2 09:00 ask email; 3 09:00 decline: as the investigation continues => The Ministry of Health declined to comment on the budget, saying the investigation continues.
2 09:00 ask email; 3 09:00 decline: since he is not authorised to speak => The Ministry of Health declined to comment on the budget.
2 09:00 ask email; 3 09:00 decline: since he is not authorised to speak; to Chheang Ra => Chheang Ra of the Ministry of Health declined to comment on the budget, saying he is not authorised to speak.
2 09:00 ask email; 3 09:00 decline: since Monday => The Ministry of Health declined to comment on the budget.
2 09:00 ask email; 3 09:00 ack; due 9 17:00 => The Ministry of Health acknowledged receiving a question about the budget but did not immediately answer.
2 09:00 ask letter; 3 09:00 chase call: said he would pass it to the boss => The Ministry of Health did not respond to repeated requests for comment on the budget.
# Of bodies and offices of every sort
2 09:00 ask letter; body Stung Treng provincial governor (other) => The Stung Treng provincial governor did not respond to a request for comment on the budget.
2 09:00 ask letter; body Siem Reap Provincial Court (court); to Yin Srang, spokesman for the court => Siem Reap Provincial Court spokesman Yin Srang did not respond to a request for comment on the budget.
2 09:00 ask letter; body Prasac (company); to the bank's spokesperson => The Prasac spokesperson did not respond to a request for comment on the budget.
2 09:00 ask letter; body NagaCorp (company); to investor relations => NagaCorp investor relations did not respond to a request for comment on the budget.
2 09:00 ask letter; body Credit Bureau Cambodia (company); to Oeur Sothearoath, chief executive => Credit Bureau Cambodia chief executive Oeur Sothearoath did not respond to a request for comment on the budget.
2 09:00 ask letter; body Embassy of the Republic of Türkiye (embassy) => The Turkish embassy did not respond to a request for comment on the budget.
2 09:00 ask letter; body Embassy of the People's Republic of China (embassy) => The Chinese embassy did not respond to a request for comment on the budget.
2 09:00 ask letter; topics ថ្លៃដី => The Ministry of Health did not respond to a request for comment.
2 09:00 ask letter; body H&M (company); to a company spokesperson => An H&M spokesperson did not respond to a request for comment on the budget.
2 09:00 ask letter; body National Committee for Disaster Management (department); to Soth Kimkolmony, NCDM spokesman => National Committee for Disaster Management spokesman Soth Kimkolmony did not respond to a request for comment on the budget.
2 09:00 ask letter; body Ministry of Labour and Vocational Training (ministry); to Labour Minister Heng Sour => Labour and Vocational Training Minister Heng Sour did not respond to a request for comment on the budget.
2 09:00 ask letter; body Ministry of Labour and Vocational Training (ministry); to Heng Sour, Minister of Labour => Labour and Vocational Training Minister Heng Sour did not respond to a request for comment on the budget.
2 09:00 ask letter; body National Police (police); to commissioner-general Sar Thet => National Police commissioner-general Sar Thet did not respond to a request for comment on the budget.
2 09:00 ask letter; body attorney for the defendants (other) => The attorney for the defendants did not respond to a request for comment on the budget.
2 09:00 ask letter; body Lawyers for Chen Zhi (other) => Lawyers for Chen Zhi did not respond to a request for comment on the budget.
2 09:00 ask letter; body Chen Zhi's lawyer (other) => Chen Zhi's lawyer did not respond to a request for comment on the budget.
2 09:00 ask letter; body Senate President's cabinet (other) => The Senate President's cabinet did not respond to a request for comment on the budget.
2 09:00 ask letter; body Taiwan's Ministry of Foreign Affairs (ministry) => Taiwan's Ministry of Foreign Affairs did not respond to a request for comment on the budget.
# What was left without an answer on one request, and declined on another
2 09:00 ask email; 3 09:00 part 1; asks 2 & 3 10:00 ask letter; 4 09:00 decline; topics the wards => The Ministry of Health answered some questions but declined to comment on the wards.
"""
# The same in Khmer.
TABLE_KHMER = """
2 09:00 ask email; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; to Touch Sokhak, spokesman; topics ថវិកា => អ្នកនាំពាក្យក្រសួងមហាផ្ទៃ Touch Sokhak មិនបានឆ្លើយតបនឹងសំណួរតាមអ៊ីមែលអំពី ថវិកា ទេ។
2 09:00 ask call!; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; to ទូច សុខៈ (អ្នកនាំពាក្យ); bare => ការហៅទូរសព្ទទៅ អ្នកនាំពាក្យក្រសួងមហាផ្ទៃ ទូច សុខៈ នៅថ្ងៃច័ន្ទ មិនមានអ្នកទទួលទេ។
2 09:00 ask call!; 3 09:00 chase call!; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; to អ្នកនាំពាក្យ ទូច សុខៈ; topics ថវិកា => ការហៅទូរសព្ទទៅ អ្នកនាំពាក្យក្រសួងមហាផ្ទៃ ទូច សុខៈ ដើម្បីសុំការបំភ្លឺអំពី ថវិកា មិនមានអ្នកទទួលទេ។
2 09:00 ask letter; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; topics ថវិកា | ថាតើមានការចាប់ខ្លួន => ក្រសួងមហាផ្ទៃ មិនបានឆ្លើយតបនឹងសំណួរអំពី ថវិកា ឬថាតើមានការចាប់ខ្លួន ទេ។
2 09:00 ask email; bare; body Embassy of China (embassy); named ស្ថានទូតចិន & 2 09:00 ask email; bare; body Embassy of India (embassy); named ស្ថានទូតឥណ្ឌា => ទាំង ស្ថានទូតចិន ទាំង ស្ថានទូតឥណ្ឌា មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺតាមអ៊ីមែល ទេ។
2 09:00 ask email; 3 09:00 decline: ដោយសំអាងលើរឿងក្ដីនៅតុលាការ; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; topics ថវិកា => ក្រសួងមហាផ្ទៃ បានបដិសេធធ្វើអត្ថាធិប្បាយអំពី ថវិកា ដោយសំអាងលើ រឿងក្ដីនៅតុលាការ។
2 09:00 ask email; 3 09:00 decline: ព្រោះសំណុំរឿងស្ថិតក្នុងការស៊ើបអង្កេត; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; bare => ក្រសួងមហាផ្ទៃ បានបដិសេធធ្វើអត្ថាធិប្បាយ ដោយសំអាងលើ សំណុំរឿងស្ថិតក្នុងការស៊ើបអង្កេត។
2 09:00 ask email; 3 09:00 refer; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ & 4 09:00 ask email; from 1; body National Police (police); named អគ្គស្នងការដ្ឋាននគរបាលជាតិ; bare => ក្រសួងមហាផ្ទៃ បានណែនាំឱ្យទៅសួរ អគ្គស្នងការដ្ឋាននគរបាលជាតិ ដែល មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺតាមអ៊ីមែល ទេ។
2 09:00 ask email; 3 09:00 ack; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; topics ថវិកា => ក្រសួងមហាផ្ទៃ បានបញ្ជាក់ថាបានទទួលសំណួរអំពី ថវិកា ប៉ុន្តែមិនទាន់បានឆ្លើយ ត្រឹមកាលកំណត់ដែលបានផ្ដល់ឱ្យ ទេ។
2 09:00 ask email; 2 09:01 bounce; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ => មិនអាចទាក់ទង ក្រសួងមហាផ្ទៃ ដើម្បីសុំការបំភ្លឺនៅថ្ងៃច័ន្ទបានទេ។
2 09:00 ask email; 4 09:00 full; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ => ក្រសួងមហាផ្ទៃ បានឆ្លើយតបនៅថ្ងៃពុធ។
2 09:00 ask email; 3 09:00 part 1; 4 09:00 chase email; asks 2; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ => ក្រសួងមហាផ្ទៃ បានឆ្លើយសំណួរខ្លះ ប៉ុន្តែមិនបានឆ្លើយសំណួរដែលបានសួរលើសពីម្ដងអំពី the wards ទេ។
2 09:00 ask letter; 4 09:00 chase email; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; bare & 3 09:00 ask call!; bare; asks 2; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ => ក្រសួងមហាផ្ទៃ មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺលើសពីម្ដង ទេ។ // ការហៅទូរសព្ទទៅ ក្រសួង នៅថ្ងៃអង្គារ មិនមានអ្នកទទួលទេ។
6 09:00 ask message; bare; due 6 17:00; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ => ក្រសួងមហាផ្ទៃ មិនបានឆ្លើយតបភ្លាមៗនឹងសំណើសុំការបំភ្លឺ នៅថ្ងៃសុក្រ ទេ។
2 09:00 ask email; 3 09:00 decline; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; to ទូច សុខៈ និងខៀវ សុភ័គ; topics ថវិកា => ក្រសួងមហាផ្ទៃ បានបដិសេធធ្វើអត្ថាធិប្បាយអំពី ថវិកា។
2 09:00 ask call; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; to ទូច សុខៈ និង ខៀវ សុភ័គ; bare => ការហៅទូរសព្ទទៅ ទូច សុខៈ និង ខៀវ សុភ័គ នៃ ក្រសួងមហាផ្ទៃ នៅថ្ងៃច័ន្ទ មិនមានអ្នកទទួលទេ។
2 09:00 ask call: លេខាធិការនិយាយថាគាត់ជាប់ប្រជុំ; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; to ទូច សុខៈ; bare => ក្រសួងមហាផ្ទៃ មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺ ទេ។
2 09:00 ask email; 3 09:00 decline: ព្រោះលោករដ្ឋមន្ត្រី គាត់ថា ឈឺ; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; bare => ក្រសួងមហាផ្ទៃ បានបដិសេធធ្វើអត្ថាធិប្បាយ។
2 09:00 ask email; 3 09:00 decline: មូលហេតុ៖ មិនបញ្ជាក់; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; bare => ក្រសួងមហាផ្ទៃ បានបដិសេធធ្វើអត្ថាធិប្បាយ។
2 09:00 ask email; 3 09:00 part 1; 3 09:05 promise; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; topics ថវិកា | ការដេញថ្លៃ => ក្រសួងមហាផ្ទៃ បានឆ្លើយមួយផ្នែក ហើយ បាននិយាយថានឹងឆ្លើយសំណួរអំពី ការដេញថ្លៃ ប៉ុន្តែមិនបានឆ្លើយ ត្រឹមកាលកំណត់ដែលបានផ្ដល់ឱ្យ ទេ។
2 09:00 ask letter; body Ministry of Interior (ministry); named ក្រសួងមហាផ្ទៃ; questions ថាតើពួកគេត្រូវឃុំខ្លួនឬទេ? => ក្រសួងមហាផ្ទៃ មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺអំពី ថាតើពួកគេត្រូវឃុំខ្លួន ទេ។
2 09:00 ask email; 3 09:00 decline: ព្រោះរវល់; body National Assembly (other); named រដ្ឋសភា; bare => រដ្ឋសភា បានបដិសេធធ្វើអត្ថាធិប្បាយ ដោយលើកឡើងថារវល់។
2 09:00 ask email; 3 09:00 decline: ព្រោះជារឿងផ្ទៃក្នុង ហើយគាត់បិទទូរស័ព្ទ; body National Assembly (other); named រដ្ឋសភា; bare => រដ្ឋសភា បានបដិសេធធ្វើអត្ថាធិប្បាយ ដោយលើកឡើងថាជារឿងផ្ទៃក្នុង។
2 09:00 ask letter; body Embassy of China (embassy); named ស្ថានទូតចិន; to Wang Wenbin, ambassador; bare => ឯកអគ្គរដ្ឋទូតចិន Wang Wenbin មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺ ទេ។
2 09:00 ask letter; body Kandal Provincial Hall (other); named សាលាខេត្តកណ្ដាល; to គង់ សោភ័ណ្ឌ, អភិបាល; bare => អភិបាលខេត្តកណ្ដាល គង់ សោភ័ណ្ឌ មិនបានឆ្លើយតបនឹងសំណើសុំការបំភ្លឺ ទេ។
2 09:00 ask message; 3 09:00 refer; body National Assembly (other); named រដ្ឋសភា & 4 09:00 ask message; 5 09:00 refer; from 1; body Senate (other); named ព្រឹទ្ធសភា; bare & from 2; body National Assembly (other); named រដ្ឋសភា => រដ្ឋសភា បានណែនាំឱ្យទៅសួរ ព្រឹទ្ធសភា ដែល បានណែនាំឱ្យត្រឡប់ទៅសួរ រដ្ឋសភា វិញ។
"""
ROWS = [line.split(" => ") for line in TABLE.strip().splitlines() if line[0] != "#"]


def printed(line: str, t: Texts = ENGLISH) -> str:
    """The sentences of print that records permit."""
    found = claims(story(line), at=PUBLICATION, publish_at=PUBLICATION)
    return " // ".join(sentence.short.unescape() for sentence in sentences(t, found, PUBLICATION))


@pytest.mark.parametrize(("line", "sentence"), ROWS, ids=[line for line, _ in ROWS])
def test_a_record_is_printed_like_this(line: str, sentence: str) -> None:
    assert printed(line) == sentence


@pytest.mark.parametrize(
    ("line", "sentence"), [line.split(" => ") for line in TABLE_KHMER.strip().splitlines()]
)
def test_a_record_is_printed_like_this_in_khmer(line: str, sentence: str) -> None:
    assert printed(line, KHMER) == sentence


@pytest.mark.parametrize("line", [line for line, _ in ROWS])
def test_khmer_has_a_sentence_for_each_and_counts_nothing_in_brackets(line: str) -> None:
    said = printed(line, KHMER)
    assert said.endswith("។")
    assert not re.search(r"\(|did not|comment", said)


@pytest.mark.parametrize(
    ("question", "topic", "written"),
    [
        ("Was there evidence of torture?", "Torture", "torture"),
        ("Was there evidence of torture?", "Evidence of torture", "evidence of torture"),
        ("What does Prince Group own?", "Prince Group", "Prince Group"),
        ("Who owns it?", "Ownership", "Ownership"),
        ("Who owns it?", "The ownership", "the ownership"),
        ("Who pays?", "about who pays", "who pays"),
        ("Were they freed?", "if they were freed", "whether they were freed"),
        ("What did ASEAN say?", "ASEAN", "ASEAN"),
    ],
)
def test_a_topic_is_written_small_unless_it_may_be_a_name(question: str, topic: str, written: str) -> None:
    [request] = story("2 09:00 ask letter")
    asked = replace(request.questions[0], text=question, topic=topic)
    found = claims([replace(request, questions=(asked,))], at=PUBLICATION, publish_at=None)
    [said] = sentences(ENGLISH, found, PUBLICATION)
    assert said.short.endswith(f"a request for comment on {written}.")
    assert f"with a question about {written}, made" in said.text


def test_an_aside_is_left_out_of_a_question_and_kept_in_a_topic() -> None:
    asked = "whether they were freed (the list)"
    assert ENGLISH.rules.asked_about(asked, given=False) == "whether they were freed"
    assert ENGLISH.rules.asked_about("the budget (2025)", given=True) == "the budget (2025)"


@pytest.mark.parametrize(
    ("contact", "exactly", "in_print"),
    [
        (
            "Touch Sokhak, spokesman",
            "Touch Sokhak, a spokesman for the Ministry of Interior,",
            "Interior Ministry spokesman Touch Sokhak",
        ),
        (
            "Touch Sokhak - spokesman",
            "Touch Sokhak, a spokesman for the Ministry of Interior,",
            "Interior Ministry spokesman Touch Sokhak",
        ),
        (
            "Touch Sokhak spokesman",
            "Touch Sokhak, a spokesman for the Ministry of Interior,",
            "Interior Ministry spokesman Touch Sokhak",
        ),
        (
            "Touch Sokhak (spokesman), 012 345 678",
            "Touch Sokhak, a spokesman for the Ministry of Interior,",
            "Interior Ministry spokesman Touch Sokhak",
        ),
        (
            "Interior Ministry spokesman",
            "The spokesman of the Ministry of Interior",
            "The Interior Ministry spokesman",
        ),
        ("Spokesman", "The spokesman of the Ministry of Interior", "The Interior Ministry spokesman"),
        (
            "Press Office",
            "The press office of the Ministry of Interior",
            "The Interior Ministry press office",
        ),
        (
            "Touch Sokhak, PhD",
            "Touch Sokhak, PhD, of the Ministry of Interior,",
            "Touch Sokhak, PhD, of the Ministry of Interior,",
        ),
        (
            "Touch Sokhak, Ministry of Interior",
            "Touch Sokhak of the Ministry of Interior",
            "Touch Sokhak of the Ministry of Interior",
        ),
        (
            "Touch Sokhak, Khieu Sopheak",
            "Touch Sokhak and Khieu Sopheak of the Ministry of Interior",
            "Touch Sokhak and Khieu Sopheak of the Ministry of Interior",
        ),
        (
            "Touch Sokhak, 012 345 678",
            "Touch Sokhak of the Ministry of Interior",
            "Touch Sokhak of the Ministry of Interior",
        ),
        (
            "Chou Bun Eng, secretary of state",
            "Chou Bun Eng, secretary of state of the Ministry of Interior,",
            "Interior Ministry secretary of state Chou Bun Eng",
        ),
        ("Sar Sokha, minister", "Sar Sokha, minister of interior,", "Interior Minister Sar Sokha"),
        (
            "Sar Sokha, minister of Interior",
            "Sar Sokha, minister of interior,",
            "Interior Minister Sar Sokha",
        ),
        ("the minister", "The minister of interior", "The interior minister"),
        ("minister of the interior", "The minister of interior", "The interior minister"),
        ("the minister's office", "The interior minister's office", "The interior minister's office"),
        ("Minister’s Office", "The interior minister’s office", "The interior minister’s office"),
        (
            "the minister's spokesman",
            "The interior minister's spokesman",
            "The interior minister's spokesman",
        ),
        ("the minister’s cabinet", "The interior minister’s cabinet", "The interior minister’s cabinet"),
        (
            "Office of the Minister",
            "The office of the minister of interior",
            "The office of the minister of interior",
        ),
        (
            "the deputy minister's office",
            "The deputy interior minister's office",
            "The deputy interior minister's office",
        ),
        (
            "head of the passport office",
            "The head of the passport office of the Ministry of Interior",
            "The head of the passport office of the Ministry of Interior",
        ),
        (
            "the press office",
            "The press office of the Ministry of Interior",
            "The Interior Ministry press office",
        ),
        (
            "press officers",
            "The press officers of the Ministry of Interior",
            "Interior Ministry press officers",
        ),
    ],
)
def test_an_apposition_is_closed_by_its_comma(contact: str, exactly: str, in_print: str) -> None:
    requests = story(f"2 09:00 ask letter; body Ministry of Interior (ministry); to {contact}")
    [said] = sentences(ENGLISH, claims(requests, at=PUBLICATION, publish_at=None), PUBLICATION)
    assert said.text.unescape().startswith(f"{exactly} did not respond to")
    assert said.short.unescape().startswith(f"{in_print} did not respond to")


def test_a_minister_s_office_named_again_is_not_the_ministry_s() -> None:
    requests = story("2 09:00 ask letter & 3 09:00 ask letter; topics the wards; to the minister's office")
    [_, said] = sentences(ENGLISH, claims(requests, at=PUBLICATION, publish_at=None), PUBLICATION)
    assert said.short.unescape().startswith("The minister's office did not respond")


def test_a_body_is_named_in_full_where_its_sentence_may_stand_alone() -> None:
    requests = story("2 09:00 ask email & 3 09:00 ask call; topics the wards")
    out = [replace(request, published_at=PUBLICATION, publish_at=PUBLICATION) for request in requests]
    shown = [said.short for said in sentences_now(ENGLISH, Printable(requests, PUBLICATION))]
    assert ["the ministry" in short for short in shown] == [False, True]
    assert not any(
        "the ministry" in said.short for said in sentences_now(ENGLISH, Printable(out, PUBLICATION))
    )
    then, since = then_and_now(ENGLISH, out, 2, PUBLICATION)
    assert not any("the ministry" in said.short for said in (*then, *since))


@pytest.mark.parametrize(
    ("days_later", "english", "khmer"),
    [
        (0, "on Wednesday", "នៅថ្ងៃពុធ"),
        (4, "on Wednesday", "នៅថ្ងៃពុធ"),
        (5, "on December 4", "នៅថ្ងៃទី៤ ខែធ្នូ"),
        (20, "on December 4", "នៅថ្ងៃទី៤ ខែធ្នូ"),
        (400, "on December 4, 2024", "នៅថ្ងៃទី៤ ខែធ្នូ ឆ្នាំ២០២៤"),
    ],
)
def test_a_day_is_one_that_can_be_no_other_on_the_day_of_print(
    days_later: int, english: str, khmer: str
) -> None:
    [request] = story("2 09:00 ask email; 4 09:00 full")
    later = replace(request, publish_at=PUBLICATION + timedelta(days=days_later))
    found = claims([later], at=PUBLICATION, publish_at=PUBLICATION)
    for t, day in ((ENGLISH, english), (KHMER, khmer)):
        [said] = sentences(t, found, PUBLICATION)
        assert day in said.short


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("Agence Kampuchea Presse", "other", "Agence Kampuchea Presse"),
        ("US", "other", "US"),
        ("Department of State", "other", "the Department of State"),
        ("UN Women", "international", "UN Women"),
        ("un", "international", "the UN"),
        ("UNITED NATIONS", "international", "the United Nations"),
        (
            "International Committee of the Red Cross",
            "international",
            "the International Committee of the Red Cross",
        ),
        ("cambodian red cross", "other", "the Cambodian Red Cross"),
        ("Foreign Trade Bank", "company", "Foreign Trade Bank"),
        ("Royal Group", "company", "Royal Group"),
        ("Electricity Authority of Cambodia", "company", "the Electricity Authority of Cambodia"),
        ("Garment Manufacturers Association", "company", "the Garment Manufacturers Association"),
        ("Phnom Penh Autonomous Port", "company", "Phnom Penh Autonomous Port"),
        ("The Cambodia Daily", "company", "the Cambodia Daily"),
        ("The Hague Conference", "international", "The Hague Conference"),
        ("European Union", "international", "the European Union"),
        ("Cambodian People's Party", "other", "the Cambodian People's Party"),
        ("phnom penh city hall", "other", "Phnom Penh City Hall"),
        ("general department of immigration", "department", "the General Department of Immigration"),
        ("DFDL CAMBODIA", "company", "DFDL Cambodia"),
        ("LICADHO", "other", "LICADHO"),
        ("SENATE", "other", "the Senate"),
        ("ABA BANK", "company", "ABA Bank"),
        ("US Congress", "other", "the US Congress"),
        ("World Health Organization", "international", "the World Health Organization"),
        ("Amnesty International", "international", "Amnesty International"),
        ("Cambodian Center for Human Rights", "other", "the Cambodian Center for Human Rights"),
        ("ក្រសួងមហាផ្ទៃ", "ministry", "ក្រសួងមហាផ្ទៃ"),
    ],
)
def test_a_body_has_its_article_and_its_capitals_in_both_sentences(
    name: str, kind: str, written: str
) -> None:
    assert ENGLISH.rules.body(name, BodyKind(kind)) == written
    requests = story(f"2 09:00 ask letter; body {name} ({kind})")
    [said] = sentences(ENGLISH, claims(requests, at=PUBLICATION, publish_at=None), PUBLICATION)
    begun = written[0].upper() + written[1:]
    assert said.text.unescape().startswith(f"{begun} did not respond")
    assert said.short.unescape().startswith(f"{begun} did not respond")


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("National Police", "have"),
        ("Kampong Speu Provincial Police", "have"),
        ("Extraordinary Chambers", "have"),
        ("United Nations", "has"),
        ("Embassy of the Philippines", "has"),
        ("Ministry of Women's Affairs", "has"),
        ("Human Rights Watch", "has"),
        ("Department of Customs", "has"),
    ],
)
def test_a_plural_body_takes_have(name: str, verb: str) -> None:
    requests = story(f"2 09:00 ask email; 3 09:00 refer & from 1; body {name} (other)")
    [said] = sentences(ENGLISH, claims(requests, at=PUBLICATION, publish_at=None), PUBLICATION)
    assert f"{name.replace(chr(39), '&#39;')} {verb} not been asked yet: #2." in said.shown()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("citing pending litigation", "pending litigation"),
        ("Citing: pending litigation.", "pending litigation"),
        ("no comment, citing pending litigation; will call back", "pending litigation"),
        ("They declined to comment because of the pending case", "the pending case"),
        ("declined because the case is pending. He was polite.", "the case is pending"),
        ("won't comment due to an ongoing probe", "an ongoing probe"),
        ("refused to answer on the grounds of privacy", "privacy"),
        ("on the grounds that it is secret", "it is secret"),
        ("reason: “pending litigation”", "pending litigation"),
        ("the reason given was pending litigation", "pending litigation"),
        ("the spokesman refused, citing privacy", "privacy"),
        ("ដោយសំអាងលើរឿងក្ដី", "រឿងក្ដី"),
        ("បដិសេធ ព្រោះជារឿងសម្ងាត់។ ហៅម្ដងទៀត", "ជារឿងសម្ងាត់"),
        ("មូលហេតុ៖ រឿងក្ដី", "រឿងក្ដី"),
        ("លោកបដិសេធ, ដោយសំអាងលើរឿងក្ដី", "រឿងក្ដី"),
        ("", ""),
        ("no comment", ""),
        ("without citing a reason", ""),
        ("not because of the case", ""),
        ("I called back because she was out", ""),
        ("hung up, because I asked about the raid", ""),
        ("citing security, he shouted and hung up", "security"),
        ("citing security he shouted", "security"),
        ("citing security, then hung up", "security"),
        ("citing security and said nothing more", "security"),
        ("citing security before hanging up", "security"),
        ("citing security – she was angry", "security"),
        ("citing security (he laughed)", "security"),
        ("citing the law, but promised to call back", "the law"),
        ("because he is ill and she is away", "he is ill"),
        ("citing security, privacy and the law", "security, privacy and the law"),
        ("citing elections in April and May", "elections in April and May"),
        ("citing a promise he made", "a promise he made"),
        ("because they don't talk to the press", "they don't talk to the press"),
        ("because the minister, he said, is ill", ""),
        ("because of the minister, he said, is ill", ""),
        ("because pending litigation", ""),
        ("citing no reason", ""),
        ("citing nothing", ""),
        ("citing the spokesman", ""),
        ("reason: none", ""),
        ("citing the law that is pending", "the law that is pending"),
        ("citing that the case is pending", "the case is pending"),
        ("due to the fact that he is ill", "he is ill"),
        ("because it's before the court", "it's before the court"),
        (
            "the spokesman said no comment because the case is before the court",
            "the case is before the court",
        ),
        ("declined, saying the case is before the court", "the case is before the court"),
        ("no comment for legal reasons", "legal reasons"),
        ("no comment for now", ""),
        ("ព្រោះលោករដ្ឋមន្ត្រី គាត់ថា ឈឺ", ""),
        ("មូលហេតុ៖ គ្មាន", ""),
        ("because of because", ""),
        ("because of", ""),
        ("because we asked too late", ""),
        ("because our letter was late", ""),
        ("no comment because you called too late", ""),
        ("citing US law", "US law"),
        ("no comment, citing “privacy” and the law", "“privacy” and the law"),
        ("citing privacy” and the law", "privacy and the law"),
        ("citing “the law", "the law"),
        ("citing “privacy”, “security”", "“privacy”, “security”"),
        ("citing 'privacy' and the law", "'privacy' and the law"),
        ("citing the ministers' privacy", "the ministers' privacy"),
        ("ព្រោះរឿងនៅតុលាការ គាត់ស្រែក", "រឿងនៅតុលាការ"),
        ("ព្រោះ រឿងនៅតុលាការ ហើយបិទទូរស័ព្ទ", "រឿងនៅតុលាការ"),
        ("ព្រោះយើងសួរយឺត", ""),
        ("ដោយសារ «ឯកជនភាព» និងច្បាប់", "«ឯកជនភាព» និងច្បាប់"),
        ("ដោយសារ ឯកជនភាព» និងច្បាប់", "ឯកជនភាព និងច្បាប់"),
        ("cited national security", "national security"),
        ("they cited pending litigation and hung up", "pending litigation"),
        ("no comment, and cited an ongoing investigation", "an ongoing investigation"),
        ("he cited the minister", ""),
        ("cited our story", ""),
        ("គេសំអាងលើរឿងក្ដី", "រឿងក្ដី"),
        ("សំអាងលើសន្តិសុខជាតិ", "សន្តិសុខជាតិ"),
        ("a reasonable man", ""),
        ("citing", ""),
    ],
)
def test_a_reason_is_only_what_was_marked_as_one(text: str, reason: str) -> None:
    assert reason_given(text) == reason


@pytest.mark.parametrize(
    ("contact", "name", "role"),
    [
        ("Touch Sokhak, spokesman", "Touch Sokhak", "spokesman"),
        ("Touch Sokhak (Spokesman)", "Touch Sokhak", "Spokesman"),
        ("spokesman Touch Sokhak", "Touch Sokhak", "spokesman"),
        ("the deputy police chief Nhem Sao", "Nhem Sao", "deputy police chief"),
        ("Sok Veasna, deputy director general", "Sok Veasna", "deputy director general"),
        ("Secretary of State Chou Bun Eng", "Chou Bun Eng", "Secretary of State"),
        ("ទូច សុខៈ, អ្នកនាំពាក្យ", "ទូច សុខៈ", "អ្នកនាំពាក្យ"),
        ("អ្នកនាំពាក្យ ទូច សុខៈ", "ទូច សុខៈ", "អ្នកនាំពាក្យ"),
        ("Sok Sambo", "Sok Sambo", ""),
        ("General Mao Chandara", "General Mao Chandara", ""),
        ("Chief Prosecutor Office", "", "Chief Prosecutor Office"),
        ("press office", "", "press office"),
        ("Press Office", "", "Press Office"),
        ("the spokespersons", "", "the spokespersons"),
        ("Heading Chan", "Heading Chan", ""),
    ],
)
def test_a_contact_is_told_apart_into_name_and_role(contact: str, name: str, role: str) -> None:
    assert person(contact) == (name, role)


SPOKESMEN = [("Touch Sokhak", "spokesman"), ("Khieu Sopheak", "spokesman")]
NAMED = {
    "Touch Sokhak and Khieu Sopheak": [("Touch Sokhak", ""), ("Khieu Sopheak", "")],
    "Touch Sokhak & Khieu Sopheak": [("Touch Sokhak", ""), ("Khieu Sopheak", "")],
    "Touch Sokhak 012 345 678 / Khieu Sopheak (098 765 432)": [("Touch Sokhak", ""), ("Khieu Sopheak", "")],
    "Gen. Sao Sokha or Lt. Gen. Mao Chandara": [("Gen. Sao Sokha", ""), ("Lt. Gen. Mao Chandara", "")],
    "Touch Sokhak, Khieu Sopheak and Sok An": [("Touch Sokhak", ""), ("Khieu Sopheak", ""), ("Sok An", "")],
    "ទូច សុខៈ និង ខៀវ សុភ័គ": [("ទូច សុខៈ", ""), ("ខៀវ សុភ័គ", "")],
    "ទូច សុខៈ និងខៀវ សុភ័គ": [("ទូច សុខៈ", ""), ("ខៀវ សុភ័គ", "")],
    "ទូច សុខៈ & ខៀវ សុភ័គ": [("ទូច សុខៈ", ""), ("ខៀវ សុភ័គ", "")],
    "spokesmen Touch Sokhak and Khieu Sopheak": SPOKESMEN,
    "Touch Sokhak and Khieu Sopheak, spokesmen": SPOKESMEN,
    "Touch Sokhak & Khieu Sopheak (spokesmen)": SPOKESMEN,
    "Touch Sokhak, spokesman, and Khieu Sopheak, spokesman": SPOKESMEN,
    "spokesman Touch Sokhak and Khieu Sopheak": [("Touch Sokhak", "spokesman"), ("Khieu Sopheak", "")],
    "deputy ministers Sok An and Chan Vuthy": [("Sok An", "deputy minister"), ("Chan Vuthy", "deputy minister")],
    "the minister and his spokesman": [("", "the minister"), ("", "his spokesman")],
    "Touch Sokhak and the press office": [("Touch Sokhak", ""), ("", "the press office")],
    # One office, one role, one firm, one name
    "the press and information office": [("", "the press and information office")],
    "Press/Media Office": [("", "Press/Media Office")],
    "the chairman and CEO": [("", "the chairman and CEO")],
    "chairman and CEO Kith Meng": [("Kith Meng", "chairman and CEO")],
    "Kao Phara, head of Legal and Consular Affairs": [("Kao Phara", "head of Legal and Consular Affairs")],
    "Mines and Energy Minister Keo Rottanak": [("Keo Rottanak", "Mines and Energy Minister")],
    "Sok Siphana & Associates": [("Sok Siphana & Associates", "")],
    "press@moi.example and info@moi.example": [],
}  # fmt: skip


@pytest.mark.parametrize(("contact", "named"), NAMED.items())
def test_a_contact_may_name_several(contact: str, named: list[tuple[str, str]]) -> None:
    assert persons_in([contact], "Ministry of Interior") == named
