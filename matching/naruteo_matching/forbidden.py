"""What may never be a feature or an opening's gate, known by its name in English and Korean, with obvious proxies."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

# 직업안정법 2, 남녀고용평등법 7, 고령자고용법 4-4 and 채용절차법 4-3 name most of these. Nationality and residence
# status serve only the legal gate. Names of people, years of school and military service give sex, age or origin away.
_WORDS = {
    "sex": "sex gender male female man woman men women boy girl mr mrs ms",
    "age": "age aged birth birthday birthdate birthyear born dob yob young old elderly senior generation",
    "marital status and family": "marital married marriage spouse husband wife children pregnant pregnancy "
    "parent parents father mother family relatives",
    "origin": "origin birthplace hometown ethnic ethnicity race racial tribe native religion caste",
    "nationality and residence status": "nation nationality national citizenship citizen passport foreigner "
    "country countries visa immigration arc",
    "photo and appearance": "photo photograph picture portrait face facial appearance height weight bmi",
    "name and number of a person": "name surname firstname lastname fullname forename rrn ssn",
    "health and property": "disability disabled health property assets",
    "military service (a proxy of sex)": "military conscription veteran",
}  # fmt: skip
# Words that say it also within another, as in ``maritalstatus``; "age" or "photo" would be found in too much.
_STEMS = {
    "sex": "gender female",
    "age": "birth",
    "marital status and family": "marital married marriage spouse pregnan",
    "origin": "ethnic religio",
    "nationality and residence status": "nationalit citizenship passport",
    "health and property": "disabilit",
    "military service (a proxy of sex)": "conscript",
}
_PAIRS = {
    "age": (("graduation", "year"), ("year", "graduated"), ("entrance", "year"), ("school", "year")),
    "origin": (("mother", "tongue"), ("first", "language"), ("home", "town")),
    "nationality and residence status": (("residence", "status"), ("residency", "status")),
}
_KOREAN = {
    "sex": "성별 남녀 남성 여성 남자 여자",
    "age": "나이 연령 생년 생일 출생 고령 청년 졸업연도 졸업년도 졸업일 입학연도 입학년도 학번",
    "marital status and family": "혼인 결혼 기혼 미혼 배우자 자녀 임신 출산 가족 부모",
    "origin": "출신 본적 고향 인종 민족 종교 모국어 원적",
    "nationality and residence status": "국적 시민권 여권 체류자격 외국인 내국인 비자 사증",
    "photo and appearance": "사진 얼굴 외모 용모 신장 체중 몸무게",
    "name and number of a person": "이름 성명 성함 주민등록 외국인등록",
    "health and property": "장애 건강 재산",
    "military service (a proxy of sex)": "병역 군필 군복무 미필",
}

_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_KOREAN_KIND_OF = {word: kind for kind, words in _KOREAN.items() for word in words.split()}
_KIND_OF_STEM = {stem: kind for kind, stems in _STEMS.items() for stem in stems.split()}
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class Forbidden(ValueError):
    """Names of facts that may not be used, each with what it stands for.

    Attributes
    ----------
    found : dict of str to str
        The name as it was given, and the kind of fact that it says or gives away.
    """

    def __init__(self, found: dict[str, str]) -> None:
        self.found = found
        listed = "; ".join(f"{name!r}: {kind}" for name, kind in found.items())
        super().__init__(
            f"may not be used to choose between people: {listed}. Leave it out; what the law asks about nationality "
            "and residence status comes in as a result of the rules engine (a legal gate). If the name means something "
            "else, call it by another word."
        )


def kind_of(name: str) -> str | None:
    """What forbidden fact a name says or gives away, None for none.

    English is read word by word, one or many (``age`` is found in ``candidate_age`` and ``candidateAges``, not in
    ``language``), Korean anywhere in the name. Letters are read as they look: wide ones, Korean ones in parts (as some
    systems write them), and signs that nobody sees make no difference. A name that says nothing, such as ``x1``, hides
    whatever it stands for; nobody but people can see that.

    Examples
    --------
    >>> kind_of("candidateAge"), kind_of("language_margin"), kind_of("지원자_성별")
    ('age', None, 'sex')
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign) != "Cf")
    words = [word.lower() for word in _TOKEN.findall(seen)]
    for word in words:
        if kind := _KIND_OF.get(word) or _KIND_OF.get(word.removesuffix("s")):
            return kind
        for stem, kind in _KIND_OF_STEM.items():
            if stem in word:
                return kind
    following = set(pairwise(words))
    for kind, pairs in _PAIRS.items():
        if following.intersection(pairs):
            return kind
    return next((kind for word, kind in _KOREAN_KIND_OF.items() if word in seen), None)


def refuse(names: Iterable[str]) -> None:
    """Raise `Forbidden` with every one of these names that may not be used."""
    found = {name: kind for name in names if (kind := kind_of(name))}
    if found:
        raise Forbidden(found)
