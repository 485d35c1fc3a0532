"""Khmer: its row, and what it asks of a sentence."""

from __future__ import annotations

import re

from bot.languages import Dates, Language, SentenceRules
from bot.languages.km.sentences import SENTENCES
from bot.languages.km.times import TIMES
from db.lifecycle import BodyKind

# With which names begin that are called by it alone where they have just been named.
_NOUN = re.compile(
    "តុលាការ|សាលាដំបូង|ក្រសួង|អគ្គនាយកដ្ឋាន|នាយកដ្ឋាន|ស្ថានទូត|ស្នងការដ្ឋាន|ក្រុមហ៊ុន|គណៈកម្មាធិការ|អាជ្ញាធរ|សមាគម|ធនាគារ"
)
_HEADS = (
    "អ្នកនាំពាក្យ|អគ្គនាយក|នាយក|អនុប្រធាន|ប្រធាន|អភិបាលរង|អភិបាល|រដ្ឋមន្ត្រី|រដ្ឋលេខាធិការ|អគ្គលេខាធិការ|លេខាធិការ|ស្នងការរង|ស្នងការ|មេបញ្ជាការ"
    "|មេបញ្ជាការរង|ព្រះរាជអាជ្ញា|ចៅក្រម|ឯកអគ្គរដ្ឋទូត|មេធាវី|ទីប្រឹក្សា|តំណាង|មន្ត្រី|នាយករង"
)
# Roles that were typed in English, as the Khmer press has them; of "the spokespersons" Khmer tells no number.
_ROLES = {
    "spokesman": "អ្នកនាំពាក្យ",
    "spokeswoman": "អ្នកនាំពាក្យ",
    "spokesperson": "អ្នកនាំពាក្យ",
    "spokespersons": "អ្នកនាំពាក្យ",
    "spokespeople": "អ្នកនាំពាក្យ",
    "spokesmen": "អ្នកនាំពាក្យ",
    "head": "ប្រធាន",
    "deputy head": "អនុប្រធាន",
    "chief": "ប្រធាន",
    "deputy chief": "អនុប្រធាន",
    "director": "នាយក",
    "deputy director": "នាយករង",
    "director general": "អគ្គនាយក",
    "minister": "រដ្ឋមន្ត្រី",
    "secretary of state": "រដ្ឋលេខាធិការ",
    "secretary general": "អគ្គលេខាធិការ",
    "governor": "អភិបាល",
    "deputy governor": "អភិបាលរង",
    "commissioner": "ស្នងការ",
    "prosecutor": "ព្រះរាជអាជ្ញា",
    "judge": "ចៅក្រម",
    "ambassador": "ឯកអគ្គរដ្ឋទូត",
    "lawyer": "មេធាវី",
    "representative": "តំណាង",
    "press officer": "មន្ត្រីព័ត៌មាន",
    "press office": "ការិយាល័យសារព័ត៌មាន",
    "press desk": "ផ្នែកព័ត៌មាន",
    "chairman": "ប្រធាន",
    "president": "ប្រធាន",
    "manager": "អ្នកគ្រប់គ្រង",
}


_CLAUSE = re.compile(r"ថា|(?:ជារឿង|ជាការ|មាន|មិន|រវល់|ឈឺ|កំពុង|ត្រូវ|នៅ|បាន|នឹង|អាច|ចង់|ខ្វះ|ហាម|គាត់|គេ|ពួកគេ|លោក)")
# "សាលាខេត្តកណ្ដាល" has no governor, the province has.
_HALL = re.compile("^(?:សាលា(?=ខេត្ត|រាជធានី|ក្រុង|ស្រុក|ខណ្ឌ))")
_NO_REASON = re.compile(
    rf"(?:(?:ឯកឧត្តម|លោកជំទាវ|លោកស្រី|លោក)?\s*(?:{_HEADS})?|(?:គ្មាន|មិន(?:បាន)?(?:បញ្ជាក់|ប្រាប់|ឱ្យដឹង)|អត់).*)"
)


class Khmer(SentenceRules):
    """No articles and no plurals; a role comes first, then its body, then the name."""

    def again(self, name: str, kind: BodyKind | None) -> str | None:
        """The body where it has just been named: "ក្រសួង"; only where its own name begins with that noun."""
        noun = _NOUN.match(name)
        return noun[0] if noun is not None else None

    def titled(
        self, person: str, role: str, name: str, kind: BodyKind | None, again: str | None = None
    ) -> str:
        """A person with the role before the body: "អ្នកនាំពាក្យក្រសួងមហាផ្ទៃ ទូច សុខៈ"."""
        if not role:
            return ""
        said = self.role(role)
        if re.search("[a-z]", said, re.IGNORECASE):
            return ""
        name = again or name
        if said in ("អភិបាល", "អភិបាលរង"):
            name = _HALL.sub("", name)
        if said == "ឯកអគ្គរដ្ឋទូត":
            name = name.removeprefix("ស្ថានទូត") or name
        # Khmer puts no space between the two; one of them in Latin letters needs it.
        together = said if name in said else f"{said}{' ' if name.isascii() else ''}{name}"
        return f"{together} {person}".strip()

    def role(self, role: str) -> str:
        """A role that was typed in English, as the Khmer press has it."""
        plain = re.sub(r"^(?:the|an?|his|her|its|their|our) ", "", role.strip(), flags=re.IGNORECASE)
        return _ROLES.get(plain.casefold(), plain)

    def asked_about(self, words: str, *, given: bool) -> str | None:
        """A topic as it is; of a question itself only what is put indirectly: "ថាតើ…", without its "ឬទេ"."""
        if words.startswith("ថាតើ"):
            return re.sub(r"\s*(?:ដែរ)?ឬ(?:ទេ|អត់|យ៉ាងណា)$", "", words)
        return words if given else None

    def or_whether(self, last: str) -> bool:
        """Whether the last of several things that were not answered is an alternative: "ឬថាតើ…"."""
        return last.casefold().startswith(("ថាតើ", "whether "))

    def is_reason(self, words: str, *, behind_because: bool) -> bool:
        """Whether words say something, and not only who said it or that no reason was given."""
        return _NO_REASON.fullmatch(words) is None

    def is_clause(self, words: str) -> bool:
        """Whether a reason is a whole clause. Khmer does not show it: what stands behind "ថា" is one, and what begins with a
        verb or with a person."""
        return _CLAUSE.match(words) is not None

    def clause(self, words: str) -> str:
        """A clause behind "ថា"."""
        return words if words.startswith("ថា") else f"ថា{words}"

    def reads(self, words: str) -> bool:
        """Whether any of it is in Khmer."""
        return re.search("[ក-៓]", words) is not None


_WHO = "(?:លោកស្រី|លោក|អ្នកនាំពាក្យ|មន្ត្រី|លេខាធិការ)"
_ACT = "ស្រែក|បិទទូរស័ព្ទ|បិទទូរសព្ទ|ដាក់ទូរស័ព្ទ|ដាក់ទូរសព្ទ|សើច|និយាយ|ប្រាប់|សន្យា|ឆ្លើយ|ជេរ|គំរាម|ខឹង|ដើរចេញ"

LANGUAGE = Language(
    name="ខ្មែរ",
    spellings="km, kh, khmer, ខ្មែរ, ភាសាខ្មែរ",
    complete=True,
    times=TIMES,
    digits="០១២៣៤៥៦៧៨៩",
    # CLDR's own short form "ព្រហ ៥ ធ្នូ" could not be typed back as a deadline.
    dates=Dates(
        "'ថ្ងៃ'EEEE 'ទី'd 'ខែ'MMMM",
        " 'ឆ្នាំ'y",
        " 'ម៉ោង' HH:mm",
        "'ថ្ងៃទី'd 'ខែ'MMMM 'ឆ្នាំ'y",
        weekday="'ថ្ងៃ'EEEE",
        printed="'ថ្ងៃទី'd 'ខែ'MMMM",
        printed_year=" 'ឆ្នាំ'y",
        label="EEEE d MMMM",
    ),
    local_names=True,
    roles=_HEADS,
    refusals="មិន(?:ធ្វើ)?អត្ថាធិប្បាយ|បដិសេធ(?:ធ្វើអត្ថាធិប្បាយ|មិនធ្វើអត្ថាធិប្បាយ|អត្ថាធិប្បាយ)?|គ្មានយោបល់|មិនបញ្ចេញយោបល់|មិនឆ្លើយ",
    reasons="(?:គេ|គាត់|លោក|លោកស្រី)?(?:បាន)?សំអាង(?:លើ|ទៅលើ|ពី)|ដោយសំអាង(?:លើ|ទៅលើ|ពី)?|ដោយលើកឡើង(?:ពី)?|ដោយសារ(?:តែ)?|ពីព្រោះ(?:តែ)?|ព្រោះ(?:តែ)?|មូលហេតុ|ហេតុផល",
    citing="ដោយសំអាង(?:លើ|ទៅលើ|ពី)?|ដោយលើកឡើង(?:ពី)?",
    asides=rf"(?:[,\s(]|ហើយ|រួច|ប៉ុន្តែ|និង)+(?:ក៏)?(?:គាត់|គេ|ពួកគេ|នាង|យើង|ខ្ញុំ|{_WHO}(?:បាន)?(?:{_ACT})|(?:បាន|ក៏)?(?:{_ACT}))",
    ours="យើង|ខ្ញុំ",
    sentences=SENTENCES,
    rules=Khmer(),
)
