"""Under an information service no page about openings and candidates uses words that belong to placement."""

import re

from babel.messages.pofile import read_po

from naruteo_portal.talent.openings.law.checking import check_words
from naruteo_testing.checkout import PORTAL

# 직업안정법 시행령 제28조: an information service uses neither these words nor the like.
FORBIDDEN = re.compile(r"취업\s?(?:상담|추천|지원)")
FOLDERS = ("openings", "opening_flags", "declaration", "rankings", "interviews", "choices", "places", "rounds")
CATALOGUES = ("openings", "rankings", "choices", "rounds", "candidates")


def test_templates_use_no_words_of_placement() -> None:
    pages = [path for folder in FOLDERS for path in (PORTAL / "web" / "templates" / folder).glob("*.html")]
    assert pages
    found = {
        path.name: words.found
        for path in pages
        for words in check_words(
            re.sub(r"\{#.*?#\}|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.S), "", None
        )
        if words.rule == "service_words"
    }
    assert found == {}


def test_korean_sentences_use_no_words_of_placement() -> None:
    found = []
    for name in CATALOGUES:
        path = PORTAL / "translations" / "ko" / f"{name}.po"
        if path.exists():
            with path.open("rb") as stream:
                found += [each.string for each in read_po(stream, locale="ko") if FORBIDDEN.search(str(each.string))]
    assert found == []
