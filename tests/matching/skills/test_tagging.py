"""Skills that texts name: Korean job ads with their particles and spacing, English ones, and what is not asked for."""

from time import process_time

import pytest

from naruteo_matching.skills import catalogue, tag
from naruteo_matching.skills.tagging import LONGEST_TEXT


def said(text: str, locale: str) -> dict[str, str]:
    """What is found: the words in the text, and the English name of the skill."""
    return {text[slice(*span)]: concept.label("en") for concept, span, _ in tag(text, locale)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "사출 공장에서 파이썬으로 데이터를 정제하고 머신러닝 모델을 만들어 본 분을 찾습니다.",
            {
                "파이썬": "Python (computer programming)",
                "데이터를 정제": "perform data cleansing",
                "머신러닝": "utilise machine learning",
            },
        ),
        (
            "데이터분석 및 SQL을 활용한 보고서 작성 업무, PLC프로그래밍 경험자 우대",
            {
                "데이터분석": "perform data analysis",
                "SQL": "SQL",
                "보고서 작성": "write work-related reports",
                "PLC프로그래밍": "programmable logic controller",
            },
        ),
        (
            "품질관리 담당자 모집: 3차원측정기 사용, 6시그마 이해, 엑셀 필수.",
            {
                "품질관리": "manage quality",
                "3차원측정기": "operate precision measuring equipment",
                "6시그마": "six sigma methods",
                "엑셀": "use spreadsheets software",
            },
        ),
        (
            "CNC 가공(MCT) 경력 2년 이상, 도면을 판독하실 수 있고 용접하시는 분. 지게차 운전기능사 우대",
            {
                "CNC 가공": "tend CNC milling machine",
                "도면을 판독": "read engineering drawings",
                "용접": "operate welding equipment",
                "지게차": "operate forklift",
            },
        ),
        (
            "설비보전팀에서는 예지보전과 설비 점검을 맡고, 고장진단 결과를 베트남어로도 알립니다.",
            {
                "예지보전": "predictive maintenance",
                "설비 점검": "conduct routine machinery checks",
                "고장진단": "troubleshoot",
                "베트남어": "Vietnamese",
            },
        ),
        ("C++, C# 그리고 자바스크립트와 자바를 씁니다.", {
            "C++": "C++", "C#": "C#", "자바스크립트": "JavaScript", "자바": "Java (computer programming)",
        }),
        ("TOPIK 3급 이상이며 위험성평가와 산업안전에 밝은 분", {
            "TOPIK": "Korean", "위험성평가": "perform risk analysis", "산업안전": "apply safety management",
        }),
    ],
)  # fmt: skip
def test_korean_job_ads(text: str, found: dict[str, str]) -> None:
    assert said(text, "ko") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "You know R, Python and machine-learning; welders with Excel are welcome, too.",
            {
                "R": "R",
                "Python": "Python (computer programming)",
                "machine-learning": "utilise machine learning",
                "welders": "operate welding equipment",
                "Excel": "use spreadsheets software",
            },
        ),
        ("Data analyses for our R&D department", {
            "Data analyses": "perform data analysis", "R&D": "perform scientific research",
        }),
        ("Preventive maintenance of PLCs, spoken Korean", {
            "Preventive maintenance": "schedule regular machine maintenance",
            "PLCs": "programmable logic controller",
            "spoken Korean": "interact verbally in Korean",
        }),
    ],
)  # fmt: skip
def test_english_job_ads(text: str, found: dict[str, str]) -> None:
    assert said(text, "en") == found


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("회계사 사무실입니다. 반도체상가 옆 전기차 충전소에서 만나요.", "ko"),
        ("영어는 무관합니다. 용접 경험이 없어도 됩니다. 엑셀 지식 불필요", "ko"),
        ("A Korean company in the English market. Are you our plan b? It is r and ai.", "en"),
        ("No SQL required; without prior Python. Excel is not needed.", "en"),
        ("", "ko"),
    ],
)
def test_what_is_not_a_skill_that_is_asked_for(text: str, locale: str) -> None:
    assert said(text, locale) == {}


def test_each_skill_once_where_it_is_named_most_directly() -> None:
    found = tag("예측 정비를 배웁니다. 예지보전.", "ko")
    assert [(each.concept.label("ko"), each.score) for each in found] == [("예지보전", 1.0)]
    assert found[0].span == (13, 17)


def test_korean_is_not_read_into_english_texts() -> None:
    assert said("용접 and welding", "en") == {"welding": "operate welding equipment"}


def test_a_text_without_end_is_read_to_the_limit() -> None:
    assert tag("용접 " * LONGEST_TEXT + "자바", "ko")[0].span == (0, 2)
    began = process_time()
    assert tag("용접a" * LONGEST_TEXT, "ko") == []
    assert process_time() - began < 5, "an endless word is not read again from each of its letters"


def test_every_name_in_the_catalogue_finds_its_own_skill() -> None:
    for concept in catalogue().skills:
        for language in ("ko", "en"):
            for name in concept.names(language):
                found = {each.concept.code for each in tag(name, language)}
                assert concept.code in found, name
