"""The letter says what was decided, why, by which rules, and how to appeal; no deadline is made up."""

import io
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from naruteo_portal.core.i18n import LOCALES, Locale
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.incentives.documents.letters import (
    Appeal,
    DecidedLine,
    Decision,
    decision_letter,
    reasons_of,
)
from naruteo_portal.incentives.programmes import shipped_programme
from naruteo_portal.rules.cases import read_facts
from naruteo_portal.rules.explaining import explain
from naruteo_portal.rules.saying import as_json
from naruteo_testing.claim_papers import FAILED, MET, TITLE, decision


def text_of(made: Decision, locale: Locale = "ko") -> str:
    pages = PdfReader(io.BytesIO(write_pdf(decision_letter(made, locale)))).pages
    joined = "".join(page.extract_text() for page in pages)
    return unicodedata.normalize("NFC", joined).replace("\n", "").replace(" ", "").replace("\u200b", "")


@pytest.mark.parametrize("locale", LOCALES)
def test_it_says_decision_reasons_rules_and_appeals(locale: Locale) -> None:
    said = text_of(decision(), locale)
    for reason in (MET, FAILED):
        assert reason.text[locale].replace(" ", "") in said
        assert reason.source.replace(" ", "") in said
    assert "e8" * 32 in said
    assert '#read("x")<b>' in said
    assert ("반려" if locale == "ko" else "Rejected") in said
    assert ("행정심판위원회" if locale == "ko" else "Administrativeappealscommission") in said


def test_a_deadline_that_nobody_has_confirmed_is_not_stated() -> None:
    said = text_of(decision())
    assert "행정심판위원회판단할수없음" in said
    assert "확인한자료에기한이없기때문입니다" in said


def test_a_deadline_that_is_known_is() -> None:
    known = Appeal(
        {"ko": "이의신청", "en": "Objection"}, {"ko": "운영기관", "en": "The agency"}, date(2026, 5, 20), "고시"
    )
    said = text_of(replace(decision(), appeals=(known,)))
    assert "2026.5.20.(수)" in said
    assert "확인한자료에" not in said


def test_an_approval_names_the_amount_of_each_and_together() -> None:
    line = DecidedLine("0001", "Nguyễn Thị Ánh", TITLE, "eligible", 252_000, (MET,))
    said = text_of(decision(line, approved=True))
    assert "252,000원" in said
    assert "NguyễnThịÁnh프레스라인지원대상252,000" in said


def test_who_was_judged_alike_shares_one_table_of_reasons() -> None:
    lines = [
        DecidedLine(f"{n:04}", f"훈련생{n}", TITLE, "eligible", 1, (MET,) if n < 5 else (MET, FAILED)) for n in range(6)
    ]
    said = text_of(decision(*lines))
    assert said.count("피보험자입니다.") == 2
    assert "대상:훈련생0,훈련생1,훈련생2외2명" in said


def test_it_does_not_claim_to_be_the_official_form() -> None:
    assert "별지제59호서식이아니며" in text_of(decision())


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert write_pdf(decision_letter(decision(), "ko")) == write_pdf(decision_letter(decision(), "ko"))


def test_reasons_are_those_of_the_judgement() -> None:
    programme = shipped_programme("talent_premium_training")
    facts = {"ended_on": "2026-03-02", "priority_firm": True, "insured_employee": False, "listed_course": True}
    reasons = reasons_of(as_json(explain(programme, read_facts(programme, facts))))
    assert [each.met for each in reasons] == [True, False, True, None]
    assert reasons[0].fix is None
    assert reasons[1].fix is not None
    assert all("보도(2026-01)" in each.source for each in reasons)
    assert reasons_of(None) == ()
