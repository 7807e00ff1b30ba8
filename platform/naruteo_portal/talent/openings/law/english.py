"""What forbidden questions and conditions look like in English openings, and what only looks alike."""

import re

from naruteo_portal.talent.openings.law.korean import Suspect

SENTENCES = re.compile(r"(?<=[.!?])(?<!P.O.)\s+|\n+|[•▪◦]\s*|;\s*")
# What stands last before the words decides, or else what comes first behind them: English asks before it names.
PREDICATE = re.compile(
    r"(?P<negated>\b(?:do not|don't|never|no need to|without|regardless of|irrespective of|not (?:ask|required"
    r"|needed|"
    r"collect|state|consider)\w*|no|nor|is not|are not|will not|discriminat\w+)\b)"
    r"|(?P<stated>\b(?:state|stating|provide|include|including|attach|submit|enter|fill in|indicate|specify|tell us|"
    r"describe|write|list|required|requested|needed|form asks|give)\b)",
    re.IGNORECASE,
)
ASKED_OF = r"(?:your|applicants?'?s?|candidates?'?s?|their|his or her|own)"
LISTED = r"(?:[\w' ]{1,24}?(?:,\s*|,?\s+and\s+|\s+or\s+)){0,4}?"
SEX = r"(?:males?|females?|men|women|man|woman|gentlem[ae]n|lad(?:y|ies)|boys?|girls?)"


def words(pattern: str) -> re.Pattern[str]:
    """A pattern of whole words, whatever their case."""
    return re.compile(pattern, re.IGNORECASE)


SUSPECTS = (
    Suspect(
        "asks_appearance",
        asked=words(
            rf"\b{ASKED_OF}\s+{LISTED}(?:height|(?:body )?weight|looks|physical appearance|photo(?:graph)?)\b"
            r"|\b(?:passport|full[- ]body|profile|recent)[- ](?:size(?:d)? )?photo(?:graph)?\b|\bheight and weight\b"
        ),
        unless=words(r"\bphotos? (?:data|sets?|of (?:parts|products))\b|\bphotograph(?:y|er)\b"),
    ),
    Suspect(
        "bodily_condition",
        said=words(
            r"\bgood[- ]looking\b|\b(?:neat|pleasant|attractive|presentable"
            r"|handsome)\s+(?:physical\s+)?(?:appearance|looks)\b"
            r"|\b(?:taller than|height\s*(?:of|:|over|above|at least|min(?:imum)?)?\s*1[4-9]\d\s*cm"
            r"|1[4-9]\d\s*cm (?:or )?tall(?:er)?)"
            r"|\b(?:must be|only|preferably|for)\s+(?:single|unmarried|married)\b|\b(?:single|unmarried|married)\s+"
            r"(?:applicants|candidates|people|persons|women|men)\s*(?:only|preferred|welcome)"
        ),
        unless=words(r"\b(?:product|part|shelf|mast|ceiling|robot|machine|layer)s?'?\b.{0,20}\bheight"
                     r"|\bappearance (?:inspection|check|defect)"),
    ),
    Suspect(
        "asks_origin",
        asked=words(
            r"\b(?:marital status|home ?town|place of birth|birthplace|region of origin|place of origin)\b"
            r"|\b(?:whether|if) you are (?:married|single)\b|\byour (?:property|assets|wealth|real estate)\b"
        ),
    ),
    Suspect(
        "origin_condition",
        said=words(
            r"\b(?:people|applicants|candidates|those|natives?)\s+(?:born |originally )?(?:from|of)\s+[A-Z][\w-]+\s+"
            r"(?:only|preferred|not accepted|need not apply)"
        ),
    ),
    Suspect(
        "asks_relatives",
        asked=words(
            r"\b(?:parents?|father|mother|famil(?:y|ies)|family members?|siblings?|brothers?|sisters?"
            r"|children)(?:'s?|s')?"
            r"\s+(?:and \w+(?:'s?|s')? )?(?:names?,? (?:and )?)?(?:ages?,? (?:and )?)?"
            r"(?:education|schools?|occupations?|jobs?|professions?|employers?|property|assets|income)\b"
            r"|\b(?:occupation|job|education|property|assets|income)s? of (?:your )?(?:parents|father|mother"
            r"|family|siblings)\b"
        ),
        unless=words(r"\bafter (?:hiring|you are hired|joining)\b|\bfamily (?:allowance|benefit|leave)"),
    ),
    Suspect(
        "sex",
        said=words(
            rf"\b{SEX}\s+(?:\w+\s+)?(?:only|preferred|wanted|welcome|need apply)\b|\bonly\s+{SEX}\b"
            rf"|\b(?:prefer(?:ably|ence)?|looking for|seeking|hiring)\s+(?:for\s+)?(?:an?\s+)?(?:young\s+)?{SEX}\b"
            r"|\b(?:waitress|stewardess|salesman|foreman|handyman|office lady)\b|\b(?:sex|gender)\s*:\s*(?:fe)?male\b"
        ),
        unless=words(r"\b(?:men and women|women and men|male (?:and|or) female|any gender|all genders)\b"),
    ),
    Suspect(
        "age",
        said=words(
            r"\b(?:under|below|younger than|not older than|no older than|up to|maximum age(?: of)?|over"
            r"|above)\s+(?:the age of\s+)?"
            r"(?:19|[2-6]\d)(?:\s+years?(?: old| of age)?)?(?=\s*(?:years|only|preferred|[.,;)]|$"
            r"|at\b))(?!\s*(?:%|kg|°|cm|hours|won))"
            r"|\b(?:age|aged|ages)\s*:?\s*(?:between\s+)?[2-6]\d\b|\bborn (?:in|after|since) (?:19|20)\d{2}\b"
            r"|\byoung(?:er)?\s+(?:people|person|applicants?|candidates?|talent|staff|blood|men|women|lady)\b"
            r"|\bage limit\b"
            r"|\bin (?:your|their) (?:twenties|thirties|20s|30s)\b"
        ),
        unless=words(r"\b(?:retirement|retire|children|patients|customers|child ?care)\b|\bno age limit\b"
                     r"|\byears of experience\b"),
    ),
    Suspect(
        "asks_registration_number",
        asked=words(r"\bresident(?:'s)? registration (?:numbers?|no\b)"),
        unless=words(r"\b(?:after (?:hiring|you are hired|joining)|systems?|software|datasets?|encrypt\w*)\b"),
    ),
    Suspect(
        "holds_papers",
        said=words(
            r"\b(?:keep|hold|retain|collect|take|store|surrender|hand (?:in|over)|deposit|leave)\w*\b[^.]{0,40}?"
            r"\b(?:passports?|registration cards?|residence cards?|ARC)\b(?!\s+cop)"
            r"|\b(?:passports?|registration cards?|residence cards?)\b(?!\s+cop)[^.]{0,40}?"
            r"\b(?:kept|held|retained|collected|stored|surrendered|handed (?:in|over)|deposited|as (?:security"
            r"|collateral))\b"
        ),
        unless=words(r"\bcop(?:y|ies)\b|\byour own (?:safe|locker)\b|\byou keep\b"),
    ),
    Suspect(
        "anonymous",
        said=words(
            r"\b(?:company|employer|firm)(?:'s)? name (?:is |will be )?(?:confidential|withheld|undisclosed"
            r"|not disclosed|"
            r"disclosed (?:at|after))|\b(?:undisclosed|confidential|anonymous) (?:company|employer|client)\b"
            r"|\bP\.?\s?O\.?\s?box\b"
        ),
    ),
    Suspect(
        "service_words",
        said=words(
            r"\b(?:free )?(?:job|employment|career|placement) (?:counsell?ing|recommendations?|support|assistance)\b"
        ),
    ),
)  # fmt: skip
