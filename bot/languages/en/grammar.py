"""English names and roles as newspapers write them: articles, embassies, second mentions (pure)."""

from __future__ import annotations

import re
import unicodedata

from db.lifecycle import BodyKind
from db.text.patterns import pattern

WITH_ARTICLE = frozenset(
    {BodyKind.COURT, BodyKind.MINISTRY, BodyKind.DEPARTMENT, BodyKind.POLICE, BodyKind.EMBASSY}
)
# Other bodies take an article where their name is made of a common noun ("the Senate", but "Prince Group").
_COMMON_NOUN = pattern(
    r"\b(?:academy|administration|agency|alliance|army|assembly|association|authority|board|bureau|cabinet|centre|center"
    r"|chamber|chambers|coalition|commission|congress|commissioner|committee|consulate|council|court|delegation|department"
    r"|directorate|embassy|federation|forces?|foundation|fund|gendarmerie|general assembly|government|guard|inspectorate"
    r"|institute|league|ministry|mission|movement|municipality|nations|navy|network|office|ombudsman|rapporteur|envoy|organi[sz]ation"
    r"|parliament|party|police|program(?:me)?|secretariat|security council|senate|society|task ?force|treasury|tribunal"
    r"|union|unit)\b|\bbank of\b|\bhouse of\b|\buniversity of\b",
    re.IGNORECASE,
)
# A company's own name may be made of common nouns; these are still said with an article.
_EVEN_OF_A_COMPANY = pattern(
    r"\b(?:association|authority|board|bureau|commission|committee|council|court|department|embassy|federation|foundation"
    r"|institute|ministry|police|union)(?:$| (?:of|for|in)\b)",
    re.IGNORECASE,
)
# "the Electricity Authority", but "Union Development Group".
_OF_A_FIRM = pattern(
    r"\b(?:group|holdings?|company|co|corp(?:oration)?|ltd|limited|inc|plc|bank|enterprises?|media)\.?$",
    re.IGNORECASE,
)
# "the World Bank", but "ACLEDA Bank".
_BANK = pattern(r"\b(?:world|central|national|development|reserve|investment|state) bank\b", re.IGNORECASE)
# Names that are said with an article, or without one, whatever they are made of and whatever sort of body they are.
_ALWAYS = pattern(
    r"acu|adb|aiib|cia|cpp|eac|eccc|e[cu]|fao|fbi|gd[ip]|icc|icj|icrc|ifc|ifrc|ilo|imf|iom|nbc|ncct|nec|ohchr|un|wfp|who|wto"
    r"|(?:.* )?(?:red cross|united (?:nations|states|kingdom|arab emirates))(?: .*)?|(?:.* )?(?:white house|royal palace)"
    r"|kremlin|pentagon|vatican|holy see|crown|philippines|netherlands|extraordinary chambers .*",
    re.IGNORECASE,
)
_NEVER = pattern(
    r"interpol|europol|aseanapol|scotland yard|unicef|unesco|unhcr|unaids|undp|unfpa|unodc|asean|nato|opec|amnesty .*"
    r"|human rights watch|parliament|congress|buckingham palace|downing street|the hague|bank of .*|.*\bcity hall|.* house"
    r"|.* (?:prison|jail)",
    re.IGNORECASE,
)
_CENTRAL_BANK = pattern(
    r"bank of (?:england|japan|korea|thailand|canada|the lao p\.?d\.?r\.?)", re.IGNORECASE
)
# These keep their article's capital wherever they stand.
_CAPITAL_THE = pattern(r"The (?:Hague|Gambia|Bahamas|New York Times|Wall Street Journal)\b")
_LATIN = pattern(r"[A-Za-zÀ-ɏ]")

# Letters that are a name of their own, however a reporter typed them.
_NAMES_OF_LETTERS = (
    "ABA ACLEDA ACU ADB AFP AIIB ASEAN AU BBC BRED CCHR CIA CNN CNRP CPP DFAT ECCC EU FBI FCDO GDI GDP ICC ICJ ICRC IFC IFRC"
    " ILO IMF IOM LICADHO NATO NBC NCCT NEC NGO OHCHR PPSEZ ROK UAE UK UN UNAIDS UNDP UNESCO UNFPA UNHCR UNICEF UNODC US USA"
    " USAID VOA WFP WHO WTO"
)
_LETTERS = frozenset(_NAMES_OF_LETTERS.casefold().split())
_NO_VOWEL = pattern(r"[bcdfghjklmnpqrstvwxz]{2,}")
_SMALL_WORDS = "a an and at by de du for from in la of on or the to with"
_LINKING = frozenset(_SMALL_WORDS.split())


def as_written(name: str) -> str:
    """A body's name as it is written, where it was typed in small letters or in capitals alone: "MINISTRY OF HEALTH" and
    "ministry of health" are both "Ministry of Health"."""
    words = name.split()
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or not _LATIN.match(name) or any(sign in name for sign in "@/\\<>"):
        return name
    small = all(letter.islower() for letter in letters)
    # One word in capitals is a name of letters, if it is no noun: "LICADHO", but "SENATE".
    capitals = all(letter.isupper() for letter in letters) and (len(words) > 1 or _COMMON_NOUN.search(name))
    if not (small or capitals):
        return name
    return " ".join(_word(word, first=place == 0) for place, word in enumerate(words))


def _word(word: str, *, first: bool) -> str:
    plain = word.casefold()
    core = plain.strip("().,")
    if core in _LETTERS or _NO_VOWEL.fullmatch(core):
        return plain.replace(core, core.upper())
    if plain in _LINKING and not first:
        return plain
    return re.sub(r"(^|[-(/])([a-zà-ɏ])", lambda found: found[1] + found[2].upper(), plain)


def a(words: str) -> str:
    """Words with their indefinite article: "a UN spokesman", "an FBI agent"."""
    letters = re.match(r"[A-Z](?:[A-Z&]+\b|\b)", words)  # "an FBI agent", "an H&M spokesman"
    return f"{'an' if words[:1] in ('AEFHILMNORSX' if letters else 'AEIOaeiou') else 'a'} {words}"


# Whom a reporter asked who is no institution: "the family of the victims", "lawyers for Chen Zhi".
_PEOPLE = pattern(
    r"(?P<the>the )?(?P<who>(?P<one>family|wife|husband|widow|mother|father|son|daughter|lawyer|attorney|owner|landlord|manager)"
    r"|families|relatives|parents|lawyers|attorneys|owners|residents|villagers|workers|employees|victims|neighbou?rs"
    r"|supporters|colleagues|doctors|teachers|students|firefighters|protesters|organi[sz]ers)\b",
    re.IGNORECASE,
)
# "Taiwan's Ministry of Foreign Affairs", "Chen Zhi's lawyer".
_OF_SOMEBODY = pattern(
    r"(?P<who>[A-Z][\w.-]*(?: [A-Z][\w.-]*)*)['’]s (?:[a-z]|Ministry|Department|Embassy|Supreme|National|Parliament|Police|Office)"
)


def with_article(name: str, kind: BodyKind | None) -> str:
    """The name in the middle of a sentence: "the Embassy of India", "Prince Group", "the United Nations"."""
    if (people := _PEOPLE.match(name)) is not None:
        name = name[people.start("who") :]
        name = name[0].lower() + name[1:]
        return f"the {name}" if people["the"] or people["one"] else name
    name = as_written(name)
    if not _LATIN.match(name) or _CAPITAL_THE.match(name):
        return name
    if name.casefold().startswith("the "):
        return f"the {name[4:]}"
    return f"the {name}" if _takes_article(name, kind) else name


def _takes_article(name: str, kind: BodyKind | None) -> bool:
    if any(always.fullmatch(name) for always in (_ALWAYS, _CENTRAL_BANK)) or _BANK.search(name):
        return True
    if _NEVER.fullmatch(name):
        return False
    whose = _OF_SOMEBODY.match(name)
    if whose and (
        whose["who"].casefold() in DEMONYMS
        or (re.search(r" [a-z]$", whose[0]) and not _IS_A_ROLE.search(f"the {whose['who']}"))
    ):
        return False
    if kind in WITH_ARTICLE:
        return True
    if kind is not BodyKind.COMPANY and _IS_A_ROLE.search(name):
        return True
    if kind is BodyKind.COMPANY:
        return _EVEN_OF_A_COMPANY.search(name) is not None and _OF_A_FIRM.search(name) is None
    return _COMMON_NOUN.search(name) is not None


_PLURAL = pattern(
    r"(?:.* )?(?:police|gendarmes|forces|chambers|courts|ministries|embassies|departments|offices|authorities|officials"
    r"|officers|clerks|judges|prosecutors|representatives"
    r"|spokes(?:persons|people|men|women)|lawyers)",
    re.IGNORECASE,
)


def is_plural(name: str) -> bool:
    """Whether a name takes "have" and "were": "the National Police have", "the United Nations has"."""
    return _PLURAL.fullmatch(name.strip()) is not None


# How a country's embassy is called in print. CLDR has no such words; these are the adjectives of the CIA World Factbook
# ("Nationality"), but for the few that newspapers shorten otherwise (UAE, US). A country that is not here keeps its "of".
DEMONYMS = {
    name.strip().casefold(): adjective
    for line in """
Afghan: Afghanistan | Algerian: Algeria | Argentine: Argentina | Australian: Australia | Austrian: Austria
Bangladeshi: Bangladesh | Belarusian: Belarus | Belgian: Belgium | Brazilian: Brazil | British: United Kingdom, UK, Britain, Great Britain, United Kingdom of Great Britain and Northern Ireland
Bruneian: Brunei, Brunei Darussalam | Bulgarian: Bulgaria | Cambodian: Cambodia | Canadian: Canada | Chilean: Chile
Chinese: China, People's Republic of China, PRC | Colombian: Colombia | Croatian: Croatia | Cuban: Cuba | Czech: Czech Republic, Czechia
Danish: Denmark | Dutch: Netherlands | Egyptian: Egypt | Estonian: Estonia | Ethiopian: Ethiopia | Philippine: Philippines, Republic of the Philippines
Finnish: Finland | French: France, French Republic | Georgian: Georgia | German: Germany, Federal Republic of Germany | Ghanaian: Ghana
Greek: Greece | Hungarian: Hungary | Icelandic: Iceland | Indian: India, Republic of India | Indonesian: Indonesia, Republic of Indonesia
Iranian: Iran, Islamic Republic of Iran | Iraqi: Iraq | Irish: Ireland | Israeli: Israel, State of Israel | Italian: Italy
Japanese: Japan | Jordanian: Jordan | Kazakh: Kazakhstan | Kenyan: Kenya | Kuwaiti: Kuwait, State of Kuwait
Lao: Laos, Lao PDR, Lao People's Democratic Republic | Lebanese: Lebanon | Malaysian: Malaysia | Mexican: Mexico | Mongolian: Mongolia
Moroccan: Morocco | Myanmar: Myanmar, Republic of the Union of Myanmar, Burma | Nepali: Nepal | New Zealand: New Zealand | Nigerian: Nigeria
North Korean: North Korea, Democratic People's Republic of Korea, DPRK | Norwegian: Norway | Omani: Oman | Pakistani: Pakistan, Islamic Republic of Pakistan
Peruvian: Peru | Polish: Poland, Republic of Poland | Portuguese: Portugal | Qatari: Qatar, State of Qatar | Romanian: Romania
Russian: Russia, Russian Federation | Saudi: Saudi Arabia, Kingdom of Saudi Arabia | Serbian: Serbia | Singaporean: Singapore, Republic of Singapore
Slovak: Slovakia | Slovenian: Slovenia | South African: South Africa, Republic of South Africa | South Korean: Republic of Korea, South Korea, ROK | Korean: Korea
Spanish: Spain | Sri Lankan: Sri Lanka, Democratic Socialist Republic of Sri Lanka | Swedish: Sweden | Swiss: Switzerland
Taiwanese: Taiwan | Tanzanian: Tanzania | Thai: Thailand, Kingdom of Thailand | Timorese: Timor-Leste, East Timor | Turkish: Turkey, Türkiye, Turkiye, Republic of Turkey
EU: European Union, EU | Ugandan: Uganda | Ukrainian: Ukraine | UAE: United Arab Emirates, UAE | US: United States, United States of America, US, USA, America | Uzbek: Uzbekistan
Venezuelan: Venezuela | Vietnamese: Vietnam, Viet Nam, Socialist Republic of Vietnam, Socialist Republic of Viet Nam | Yemeni: Yemen | Zambian: Zambia | Zimbabwean: Zimbabwe
""".strip().splitlines()
    for entry in line.split(" | ")
    for adjective, _, names in [entry.strip().partition(": ")]
    for name in [adjective, *names.split(",")]
}
_MISSION = r"(?P<noun>embassy|consulate(?: general)?|delegation)"
_PLACE = r"(?: (?:in|to) (?:the kingdom of )?\w[\w ]*| phnom penh)?"
# "the Republic of Türkiye"; those that are told apart by it stand in the table.
_SORT_OF_STATE = pattern(
    r"^(?:(?:federal |islamic |federative |oriental |bolivarian )?republic|kingdom|state|sultanate|commonwealth|principality|union) of (?:the )?"
    r"(?!(?:korea|china|congo)\b)"
)
_OF_COUNTRY = pattern(rf"(?:the )?(?:royal )?{_MISSION} of (?:the )?(?P<country>.+?){_PLACE}", re.IGNORECASE)
_ADJECTIVE = pattern(rf"(?:the )?(?:royal )?(?P<country>.+?) {_MISSION}{_PLACE}", re.IGNORECASE)


def embassy(name: str) -> str | None:
    """An embassy or consulate as print has it, without its article: "Chinese embassy"; None where it is none, or its
    country is not known."""
    found = _OF_COUNTRY.fullmatch(name) or _ADJECTIVE.fullmatch(name)
    if found is None:
        return None
    country = found["country"].casefold().replace("’", "'")
    adjective = DEMONYMS.get(country) or DEMONYMS.get(_SORT_OF_STATE.sub("", country))
    return f"{adjective} {found['noun'].lower()}" if adjective else None


_OFFICE_OF = pattern(
    r"(?:the )?(?P<whose>(?:\w+ ){0,2}?)(?:general )?(?P<noun>Ministry|Department) of (?:the )?(?P<rest>.+?)(?: of (?:the )?(?P<country>.+))?",
    re.IGNORECASE,
)
_MOST_WORDS = 7


def before_a_name(name: str) -> str | None:
    """A body's name as it stands before a role: "Interior Ministry", "Immigration Department", "Chinese embassy"; None
    where it is too long for that."""
    name = as_written(name)
    if mission := embassy(name):
        return mission
    if found := _OFFICE_OF.fullmatch(name):
        whose, rest, country = found["whose"], found["rest"], found["country"]
        if country is not None:
            if country.casefold() not in DEMONYMS:
                return None
            whose = f"{DEMONYMS[country.casefold()]} "
        if rest.casefold().startswith("foreign affairs"):
            rest = "Foreign"
        return None if "," in rest or len(rest.split()) > 4 else f"{whose}{rest} {found['noun'].capitalize()}"
    name = re.sub(r"^the ", "", name, flags=re.IGNORECASE)
    long = len(name.split()) > (5 if " of " in name else _MOST_WORDS)
    return None if long or "," in name else name


# Nouns that name the whole body when they come last in its name, or before "of" and "for".
_NOUNS = (
    "agency|assembly|association|authority|bank|board|bureau|center|centre|commission|committee|consulate|council|court"
    "|delegation|department|embassy|federation|foundation|fund|government|institute|ministry|office|organisation"
    "|organization|gendarmerie|party|police|secretariat|union|unit"
)
_FIRST_NOUN = pattern(rf".*?\b({_NOUNS})(?: (?:of|for|on) .*)?", re.IGNORECASE)


def second_mention(name: str, kind: BodyKind | None) -> str | None:
    """The body where it has just been named: "the ministry"; None where only its name will do."""
    if kind is BodyKind.COMPANY:
        return "the company"
    found = _FIRST_NOUN.fullmatch(as_written(name))
    return f"the {found[1].lower()}" if found else None


_AUXILIARY = r"(?:am|are|is|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|\w+n't)\b"
# Put as a question: "why were they held", "did they know". "Who was held" looks the same either way: only a reporter's own
# topic is it.
_DIRECT = pattern(
    rf"(?:(?:why|how|where|when|what|who|whom|whose|which|how (?:many|much|long|often)) )?{_AUXILIARY}",
    re.IGNORECASE,
)
_INDIRECT = pattern(
    r"whether |(?:why|how|where|when) (?!many|much|long|often)(?!.*\b(?:do|does|did)\b)", re.IGNORECASE
)
_OF_THE_SUBJECT = pattern(
    r"(?:who|whose|what|which|how (?:many|much)) (?:is|are|was|were|has been|have been|had been|will be|would be) (?:being )?(?:not )?"
    r"(?:[a-z]+(?:ed|en|wn|ne|ld|nt|de|ght|nd|id|pt|st|ing)|left|behind|responsible|to blame|involved|present)\b",
    re.IGNORECASE,
)
_ADDRESSED = pattern(r"\b(?:you|your|yours|we|our|us)\b", re.IGNORECASE)


def as_topic(words: str, *, given: bool) -> str | None:
    """The words as they follow "questions about"; None where they do not fit there.

    Args:
        given: whether the reporter wrote them as a topic; else they are the question itself, of which only what is put
            indirectly can be a topic ("whether they were screened").
    """
    words = re.sub(r"^(?:about|on|regarding|re:?) (?=\w)", "", words.strip(), flags=re.IGNORECASE)
    words = re.sub(r"^if (?=\w)", "whether ", words, flags=re.IGNORECASE)
    words = _spoken(re.sub(r"[,;:!។]+$|(?<!\b[A-Z])(?<!\.)\.$", "", words))
    words = (
        words if given else re.sub(r"\s*\([^()]*\)$", "", words)
    )  # an aside is for whoever reads the question
    asks = _DIRECT.match(words.replace("’", "'")) and not (given and _OF_THE_SUBJECT.match(words))
    if asks or re.search(r"\byours?\b", words, re.IGNORECASE):
        return None
    if any("LATIN" not in unicodedata.name(letter, "") for letter in words if letter.isalpha()):
        return None
    return words if given or (_INDIRECT.match(words) and not _ADDRESSED.search(words)) else None


def _spoken(words: str) -> str:
    """Words that were typed in capitals alone, in small letters; names of letters stay."""
    if " " not in words or not words.isupper():
        return words
    return " ".join(
        word
        if word.strip("().,").casefold() in _LETTERS or _NO_VOWEL.fullmatch(word.casefold())
        else word.lower()
        for word in words.split()
    )


_FINITE = pattern(
    r"\b(?:am|are|is|was|were|has|have|had|do|does|did|can|cannot|could|will|would|shall|should|may|might|must|\w+n't)\b",
    re.IGNORECASE,
)


# Verbs that are not taken for nouns, and what is a subject by itself.
_OF_A_CLAUSE = pattern(
    rf"{_FINITE.pattern}|^(?:he|she|it|they|this|that|there)\b(?=[' ]\w)"
    r"|\b(?:remains|belongs|lacks|requires|prohibits|forbids|says|goes|makes|gives|wants|knows|thinks|believes|speaks|deals"
    r"|applies|continues|depends|involves|prevents|allows|appears|seems|exists|stays|keeps|contains|affects|exceeds)\b",
    re.IGNORECASE,
)
_NO_REASON = pattern(
    r"(?:no|none|nothing|not|never|nobody|any|him|her|them|it|this|that|these|those|there|so|very|just|only)\b",
    re.IGNORECASE,
)


def is_clause(words: str) -> bool:
    """Whether words are a whole clause ("the case is before the court"), not a name of something ("the case")."""
    main = re.sub(r"(?<=\w)[, ]+(?:who|whom|whose|which|that|what|where) .*", "", words.replace("’", "'"))
    return _OF_A_CLAUSE.search(main) is not None


def is_reason(words: str, *, behind_because: bool) -> bool:
    """Whether words that a reporter marked as a reason can be told as one: a clause; or, where the mark does not want a
    clause ("because"), the name of something. A person is no reason ("citing the minister"), and nothing is none."""
    if not words or is_clause(words):
        return bool(words) and not re.match(r"(?:no one|nobody|none)\b", words, re.IGNORECASE)
    person = re.fullmatch(rf"(?:the |an? |his |her |its |their )?(?:\w+ )?{ROLES}", words, re.IGNORECASE)
    return not behind_because and person is None and _NO_REASON.match(words) is None


_LINK = r"(?:and|but|then|so|yet|because|before|after|while|when|as|though|although|until)"
_ACT = (
    r"(?:said|says|saying|told|telling|shout(?:s|ed|ing)|yell(?:ed|ing)|scream(?:ed|ing)|hung|hanging|hangs|laugh(?:ed|ing)"
    r"|add(?:ed|ing)|left|leaving|ask(?:ed|ing)|promis(?:ed|ing)|refus(?:ed|ing)|call(?:ed|ing)|repl(?:ied|ying)|answered|ended"
    r"|ending|slamm(?:ed|ing)|walk(?:ed|ing)|insult(?:ed|ing)|threaten(?:ed|ing)|warn(?:ed|ing)|apologi[sz](?:ed|ing)"
    r"|thank(?:ed|ing)|went|gave|sent|wrote|smil(?:ed|ing)|swore|cried|sighed|wants|wanted|declined|seemed|sounded|looked"
    r"|got|stopped|rang|picked|tried|spoke|knew|thought|became|kept|cut)"
)
# Behind a comma or a link, words with a verb of their own ("…, he shouted and hung up"); without one, only what
# somebody does on the telephone.
ASIDES = (
    rf"(?:[,;(]|(?<=\s)[-–—]+(?=\s)|\b{_LINK}\b)(?:(?!\b{_LINK}\b)[^,;()])*?\b(?:{_ACT}|{_FINITE.pattern[5:-3]}|\w+n['’]t)\b"
    r"|\b(?:he|she|they|I|we|the \w+)(?: then)? (?:shouted|yelled|screamed|hung up|laughed|slammed|swore|walked (?:off|out|away))\b"
    r"|\b(?:then )?(?:hung|hanging) up\b"
)
OURS = r"\b(?:I|[Ww]e|[Oo]ur|[Oo]urs|us|me|[Mm]y|mine|[Yy]ou|[Yy]our|[Yy]ours)\b"


# What somebody is at a body. The first word of a role's last noun decides; ranks belong to the name.
_HEADS_TYPED = (
    "spokesman|spokeswoman|spokesperson|spokesmen|spokeswomen|spokespersons|spokespeople|head|chief|director|director general"
    "|director-general|secretary|secretary general|secretary-general|secretary of state|minister|governor|officer|commissioner"
    "|judge|prosecutor|clerk|lawyer|ambassador|consul|attache|attaché|counsellor|counselor|president|chairman|chairwoman"
    "|chairperson|chair|manager|ceo|adviser|advisor|representative|administrator|commander|inspector|owner|founder"
    "|coordinator|official|rector|dean|principal|mayor|warden|superintendent|registrar|delegate|speaker|treasurer"
)
# The longest first: of "consul general" no "General" is left to the name.
_HEADS = "|".join(
    sorted(
        f"{_HEADS_TYPED}|consul general|consul-general|attorney general|inspector general|auditor general|prosecutor general"
        "|commissioner general|commissioner-general|vice-president|co-founder|cofounder|executive|supervisor|engineer|professor"
        "|lawmaker|leader|attorney|counsel|analyst|economist|chief executive|chief executive officer|chief financial officer|chief operating officer|cfo|coo|chief of staff"
        "|undersecretary of state|under secretary of state|undersecretary|secretariat|special rapporteur|rapporteur|envoy"
        "|vice president|abbot|monk".split("|"),
        key=lambda head: -len(head),
    )
)
_IS_A_ROLE = pattern(rf"\w (?:{_HEADS})$", re.IGNORECASE)
_BEFORE = (
    "deputy|vice|acting|senior|chief|first|second|general|assistant|press|police|provincial|district|municipal|commune|prison"
    "|political|executive|managing|public|relations|affairs|media|information|communications|communication|foreign|prime"
    "|state|under|former|military|court|investigating|presiding|duty|country|regional|head|national|legal|cabinet|office"
)
ROLES = rf"(?:(?:{_BEFORE})[ -])*(?:{_HEADS})s?"
# Of these a body may have several.
_ONE_OF_SEVERAL = pattern(
    r"(?:.* )?(?:spokesman|spokeswoman|spokesperson|lawyer|adviser|advisor|representative|official|officer|inspector|clerk"
    r"|judge|prosecutor|delegate)",
    re.IGNORECASE,
)
_SPEAKS_FOR = pattern(
    r"(?:.* )?(?:spokes(?:m[ae]n|wom[ae]n|persons?|people)|lawyers?|representatives?)", re.IGNORECASE
)


_ROLE = pattern(rf"(?:the |an? )?(?:[^,()]+ )?(?:{ROLES}|office|desk|unit|hotline|bureau)", re.IGNORECASE)


def is_role(contact: str) -> bool:
    """Whether a contact is a role or an office of one name, without anybody's: "Spokesman", "Press Office"."""
    return _ROLE.fullmatch(contact) is not None


_SEVERAL = {"men": "man", "women": "woman", "people": "person", "persons": "person"}
_LAST_OF_ROLE = pattern(
    rf"(?P<before>(?:.* )?)(?P<head>{_HEADS})(?P<several>s?)(?P<side>(?: (?:of|for|at) .+)?)", re.IGNORECASE
)


def one_of(role: str) -> str:
    """What one of those is who are called by a role together: of "the deputy ministers", "deputy minister"; the role itself
    where it is that of one."""
    found = _LAST_OF_ROLE.fullmatch(role)
    if found is None:
        return role
    before, head = (
        re.sub(r"^(?:the|both|two|the two) ", "", found["before"], flags=re.IGNORECASE),
        found["head"],
    )
    for many, one in _SEVERAL.items():
        if head.casefold() == f"spokes{many}":
            return f"{before}{head[:6]}{one}{found['side']}"
    return f"{before}{head}{found['side']}" if found["several"] else role


def all_of(role: str) -> str:
    """What several are together who have a role each: "spokesmen", "deputy ministers"."""
    found = _LAST_OF_ROLE.fullmatch(role)
    if found is None or one_of(role) != role:
        return role
    head = found["head"]
    first, _, more = (
        head.partition(" ") if " of " in head or " general" in head.casefold() else (head, "", "")
    )
    if first.casefold() in {"spokesman", "spokeswoman"}:
        several = f"{first[:-2]}en"
    elif first.casefold() == "spokesperson":
        several = f"{first}s"
    else:
        several = f"{first[:-1]}ies" if first.endswith("y") else f"{first}s"
    return f"{found['before']}{' '.join(filter(None, (several, more)))}{found['side']}"


_DETERMINER = pattern(r"^(?:the|an?|his|her|its|their|our) ", re.IGNORECASE)
# What a body is, before who speaks for it: "company spokesman".
_OF_ANY_BODY = pattern(
    r"^(?:company|party|firm|group) (?=spokes|representative|official|lawyer)", re.IGNORECASE
)


def less_of_the_body(role: str, body: str) -> str:
    """A role without those of the words before its noun that the body's name ends with: "provincial police chief" at "Kampot
    Provincial Police" is its "chief"."""
    words, said = role.split(), body.casefold().split()
    for count in range(min(len(said), len(words) - 1), 0, -1):
        if [word.casefold() for word in words[:count]] == said[-count:]:
            return " ".join(words[count:])
    if (
        len(words) > 2
        and words[1].casefold() == said[-1]
        and words[0].casefold() in {"deputy", "vice", "acting"}
    ):
        return " ".join([words[0], *words[2:]])
    return _OF_ANY_BODY.sub("", role)


# Offices that are called without an article.
_NO_ARTICLE = pattern(
    r"(?:.* )?(?:relations|communications|affairs|management|security|reception|staff)", re.IGNORECASE
)


def is_called_without_article(role: str) -> bool:
    """Whether an office or persons in a role have no article: "investor relations", "press officers"."""
    return is_plural(role) or _NO_ARTICLE.fullmatch(role) is not None


def own_role(role: str, name: str) -> str:
    """A role with small letters and without its body, if that is named in it: of "Interior Ministry Spokesman" and
    "spokesman for the Ministry of Interior" is left "spokesman"."""
    role = _DETERMINER.sub("", role.strip())
    for body in filter(None, (re.sub(r"^the ", "", name, flags=re.IGNORECASE), before_a_name(name))):
        role = re.sub(
            rf" (?:of|for|at|with) (?:the )?{re.escape(body)}$|^{re.escape(body)}(?:['’]s?)? ",
            "",
            role,
            flags=re.IGNORECASE,
        )
        role = less_of_the_body(role, body)
    for last, noun in _HELD.items():
        # "minister of health" at the Ministry of Health is its minister.
        field = re.fullmatch(rf"(?:the )?(?:{noun}) of (.+)", name, re.IGNORECASE)
        if field is not None:
            role = re.sub(rf"(?i)\b{last} of (?:the )?{re.escape(field[1])}$", last, role)
            # A ministry of several things has a minister who is called by one of them.
            one = re.fullmatch(
                rf"(?:{last} of (?:the )?(?P<behind>[\w ]+)|(?P<before>[\w ]+) {last})", role, re.IGNORECASE
            )
            said = ((one["behind"] or one["before"]) if one else "").casefold().split()
            if said and set(said) <= set(field[1].casefold().replace(",", "").split()):
                role = last
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    role = re.sub(rf"^{re.escape(initials)} (?=\w)", "", role) if len(initials) > 1 else role
    whose = re.match(r"(?:[\w ]+ )?(\w+)['’]s (?=\w)", role)
    own = {*name.casefold().split(), "company", "firm", "group", "party", "bank", "ministry", "embassy"}
    if whose and whose[1].casefold() in own and not _HOLDER.fullmatch(role):
        role = role[whose.end() :]  # "the department's spokesman"
    role = re.sub(
        r" (?:of|for|at) (?:the|its) (\w+)$",
        lambda found: "" if found[1].casefold() in name.casefold().split() else found[0],
        role,
    )
    if is_of_a_part(role):
        return role[0].lower() + role[1:] if role[1:2].islower() else role
    return " ".join("CEO" if word.casefold() == "ceo" else _small(word) for word in role.split())


def is_of_a_part(role: str) -> bool:
    """Whether a role names what of the body it is for: "head of the passport office"."""
    return re.search(r" (?:of|for|at) (?!state\b|staff\b)", role) is not None


def _small(word: str) -> str:
    return word.lower() if re.fullmatch(f"{_BEFORE}|{_HEADS}|government", word, re.IGNORECASE) else word


_HELD = {"minister": "ministry", "ambassador": "embassy|delegation"}
# What may stand before one of these and leaves it one; "deputy prime minister" is of no ministry.
_HELD_AS = frozenset({"deputy", "acting", "first", "vice", "assistant", "former", "junior", "senior"})


# Who belongs to the holder of such an office: "minister's office", "ambassador’s cabinet".
_HOLDER = pattern(rf"(?P<holder>(?:(?!prime )\w+ )?(?:{'|'.join(_HELD)}))(?P<whose>['’]s .+)", re.IGNORECASE)


def _office_held(role: str, body: str) -> str | None:
    """An office that is called after its body: a minister of labour is not one of the Ministry of Labour."""
    *before, last = role.split()
    noun = _HELD.get(last.casefold())
    found = re.fullmatch(rf"(?:the )?(?:{noun}) of (.+)", body, re.IGNORECASE) if noun else None
    own = re.sub(r".*\b(?:of|to) the ", "", role, flags=re.IGNORECASE).casefold().split()[:-1]
    if found is None or not _HELD_AS.issuperset(own):
        return None
    last, of = last.lower(), found[1]
    if last == "minister":  # what a ministry is for is no name
        of = " ".join(word if word.isupper() else word.lower() for word in of.split())
    return " ".join([*before, last, "of", of])


def at_office_held(role: str, body: str) -> str | None:
    """The holder of such an office, or what is theirs, at a body: "the minister of labour", "the labour minister's office"."""
    if _HOLDER.fullmatch(role):
        short = before_a_name(body)
        if short is None or not _is_named_after(short, role):
            return None
        return f"the {before_the_name(role, short, named=False)}"
    held = _office_held(role, body)
    return f"the {held}" if held else None


def _is_named_after(body: str, role: str) -> bool:
    """Whether a body as it stands before a role is called after the one who holds that, or whose that is."""
    found = _HOLDER.fullmatch(role)
    *before, last = (found["holder"].casefold() if found else role).split()
    if last not in _HELD or not _HELD_AS.issuperset(before):
        return False
    return re.search(rf"\b(?:{_HELD[last]})$", body, re.IGNORECASE) is not None


def is_of_all(role: str) -> bool:
    """Whether a role is not that of one body: "government spokesman", "deputy prime minister"."""
    return re.match(r"government |(?:.* )?prime minister\b", role, re.IGNORECASE) is not None


def _as_title(word: str) -> str:
    return word if word in _LINKING else word[0].upper() + word[1:]


_LEVELS = "provincial|municipal|city|district|commune|village|town"
_HALL = pattern(
    rf"(?P<place>.+?)(?: (?P<level>{_LEVELS}))? (?:hall|administration|office|authority|authorities)",
    re.IGNORECASE,
)
_HEADS_A_PLACE = pattern(
    rf"(?:(?P<deputy>deputy|vice|acting) )?(?:(?P<level>{_LEVELS}) )?(?P<head>governor|chief|mayor)"
)
_OF_A_CITY = frozenset({"city", "municipal"})


def before_the_name(role: str, body: str, *, named: bool = True) -> str:
    """The role with the body before it: "Interior Ministry spokesman", "Labour Minister", "Chinese Ambassador"; of one who
    is not `named`, "labour minister", "Chinese ambassador"."""
    if is_of_all(role):
        return " ".join(map(_as_title, role.split())) if named and "minister" in role else role
    if (place := _HALL.fullmatch(body)) and (held := _HEADS_A_PLACE.fullmatch(role)):
        level = (held["level"] or place["level"] or "").casefold()
        of = level if level not in _OF_A_CITY else ""
        if level or held["head"] != "chief":
            return " ".join(filter(None, [place["place"], held["deputy"], of, held["head"]]))
    if not _is_named_after(body, role):
        return f"{body} {role}"
    if found := _HOLDER.fullmatch(role):
        return f"{before_the_name(found['holder'].lower(), body, named=False)}{found['whose']}"
    *before, last = role.split()
    of = body.rpartition(" ")[0]
    title = last.capitalize() if named else last
    return " ".join(filter(None, [*before, of if named or last == "ambassador" else of.casefold(), title]))


def with_more(name: str, body: str) -> str:
    """A person of whom something was written behind a comma, and the body, with the comma that ends it: "Sok Sambo, PhD, of
    the Ministry of Health,"; the body once, where it is just that."""
    first, _, more = name.partition(", ")
    if more.casefold().removeprefix("the ") == body.casefold().removeprefix("the "):
        return f"{first} of {body}"
    return f"{name}, of {body},"


def apposition(name: str, role: str, body: str) -> str:
    """A person with role and body, and the comma that ends it: "Touch Sokhak, a spokesman for the ministry,"."""
    if office := _office_held(role, body):
        return f"{name}, {office},"
    if is_of_all(role) and "minister" in role:
        return f"{name}, {role},"
    if is_of_a_part(role):
        return f"{name}, {role} at {body},"
    said = a(role) if _ONE_OF_SEVERAL.fullmatch(role) else role
    return f"{name}, {said} {'for' if _SPEAKS_FOR.fullmatch(role) else 'of'} {body},"
