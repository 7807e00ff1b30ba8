"""What the checks of law find in openings as people write them, and what they leave alone."""

import pytest

from naruteo_portal.talent.openings.law.checking import Advertisement, Offerer, check, check_words
from naruteo_portal.talent.openings.law.findings import Weight
from naruteo_portal.talent.openings.law.rules import RULES

LARGE = 120


def rules_in(text: str, workers: int | None = LARGE) -> set[str]:
    return {each.rule for each in check_words(text, "description.ko", workers)}


FORBIDDEN = [
    # Fair Hiring Procedure Act, article 4-3 (1): the body.
    ("입사지원서에 키와 몸무게를 기재해 주세요.", "asks_appearance"),
    ("이력서에는 증명사진을 부착하여 제출하시기 바랍니다.", "asks_appearance"),
    ("지원서 항목: 이름, 연락처, 신장, 체중, 경력", "asks_appearance"),
    ("체격 조건을 알려 주시면 작업복을 준비하겠습니다.", "asks_appearance"),
    ("Please state your height and weight in the application.", "asks_appearance"),
    ("Attach a full-body photo to your CV.", "asks_appearance"),
    ("The form asks for your age, height and weight.", "asks_appearance"),
    # (2): origin, marital status, property.
    ("지원서에 출신지역과 결혼 여부를 적어 주십시오.", "asks_origin"),
    ("가족 사항과 본적을 기입하고 주민등록초본을 제출하세요.", "asks_origin"),
    ("본인 명의 재산 현황을 작성해 제출합니다.", "asks_origin"),
    ("혼인관계 증명을 첨부 서류로 제출할 것", "asks_origin"),
    ("Indicate your marital status and home town.", "asks_origin"),
    ("Tell us whether you are married and what your property is worth.", "asks_origin"),
    # (3): relatives.
    ("부모님의 직업과 최종 학력을 기재합니다.", "asks_relatives"),
    ("형제자매의 직장을 자기소개서에 밝혀 주세요.", "asks_relatives"),
    ("가족 재산 상황을 함께 제출해 주십시오.", "asks_relatives"),
    ("List your parents' occupations and your siblings' education.", "asks_relatives"),
    ("Please write down the occupation of your father.", "asks_relatives"),
    # Personal Information Protection Act, article 24-2.
    ("이력서에 주민등록번호를 기재해 주십시오.", "asks_registration_number"),
    ("지원서 항목: 이름, 주민번호, 연락처", "asks_registration_number"),
    ("주민등록번호와 사진을 제출하세요.", "asks_registration_number"),
    ("Please provide your resident registration number and phone number.", "asks_registration_number"),
    # Equal Employment Act, article 7 (2): conditions.
    ("용모 단정한 분을 모십니다.", "bodily_condition"),
    ("키 170cm 이상, 체중 60kg 이상 지원 가능", "bodily_condition"),
    ("미혼 여성만 지원할 수 있습니다.", "bodily_condition"),
    ("인상 좋은 분 환영", "bodily_condition"),
    ("Neat appearance and a friendly smile required.", "bodily_condition"),
    ("Applicants must be single and able to live in the dormitory.", "bodily_condition"),
    ("Minimum height 175 cm or taller.", "bodily_condition"),
    # Origin as a preference.
    ("영남 출신 우대합니다.", "origin_condition"),
    ("전라도 출신 제외", "origin_condition"),
    # Sex.
    ("포장 라인에서 일할 여성 사원을 모집합니다.", "sex"),
    ("남자만 지원해 주세요.", "sex"),
    ("여비서 1명 채용", "sex"),
    ("성별: 남", "sex"),
    ("주부 환영, 오전 근무", "sex"),
    ("Male only. Night shifts in the foundry.", "sex"),
    ("We are looking for young ladies for the reception.", "sex"),
    ("Waitress wanted for the factory canteen.", "sex"),
    # Age.
    ("만 35세 이하만 지원할 수 있습니다.", "age"),
    ("20대 우대, 초보 가능", "age"),
    ("1990년 이후 출생자", "age"),
    ("젊은 인재를 찾습니다.", "age"),
    ("연령 제한: 40세 미만", "age"),
    ("95년생까지 지원 가능", "age"),
    ("Applicants must be under 35.", "age"),
    ("We want young people with energy.", "age"),
    ("Aged 20 to 30, hard-working.", "age"),
    # Passports as security.
    ("입사 후 여권은 회사가 보관합니다.", "holds_papers"),
    ("외국인등록증을 계약 기간 동안 사무실에 맡겨야 합니다.", "holds_papers"),
    ("기숙사 보증금 대신 여권을 담보로 받습니다.", "holds_papers"),
    ("The company keeps your passport until the contract ends.", "holds_papers"),
    ("Registration cards are held as security for the dormitory.", "holds_papers"),
    # Who offers it.
    ("회사명은 면접 때 공개합니다.", "anonymous"),
    ("모 대기업 협력사에서 일하실 분", "anonymous"),
    ("Company name withheld until the interview.", "anonymous"),
    ("Send your CV to P.O. Box 12, Changwon.", "anonymous"),
]  # fmt: skip

ALLOWED = [
    "예지보전 모델을 만들고 설비 20대의 진동 데이터를 분석합니다.",
    "CNC 선반 30대를 관리하는 자동화 파트입니다.",
    "체중계와 키오스크에 들어가는 센서를 개발합니다.",
    "API 키를 안전하게 기재하는 규칙을 작성합니다.",
    "제품 외관 검사 자동화를 맡습니다.",
    "자재 무게 20kg을 하루에 몇 번 옮깁니다.",
    "지식재산 부서와 특허 명세서를 작성합니다.",
    "성별, 나이, 학력과 관계없이 누구나 지원할 수 있습니다.",
    "남녀 모두 환영합니다.",
    "나이 제한이 없습니다.",
    "키, 체중, 출신지역은 기재하지 마십시오.",
    "가족의 직업이나 재산은 묻지 않습니다.",
    "주민등록번호는 쓰지 마십시오.",
    "주민등록번호를 암호화하는 시스템 명세를 작성합니다.",
    "Do not send us your resident registration number.",
    "사진은 붙이지 않고 이름과 경력만 적습니다.",
    "정년은 만 60세이며 재고용이 가능합니다.",
    "만 18세 이상이면 지원할 수 있습니다.",
    "8세 이하 자녀가 있으면 근로시간을 줄일 수 있습니다.",
    "입사 후 가족수당을 받으려면 가족관계증명서를 제출합니다.",
    "여권과 외국인등록증은 회사가 보관하지 않습니다.",
    "체류자격 확인을 위해 외국인등록증 사본을 제출합니다.",
    "해당 지역 대학 졸업자를 우대합니다.",
    "여성새로일하기센터와 함께하는 과정입니다.",
    "급여 인상은 매년 4월에 있습니다.",
    "결혼 경조 휴가가 있습니다.",
    "혼인 여부와 상관없이 기숙사를 드립니다.",
    "We do not ask for your marital status or a photo.",
    "Never send us your parents' occupations.",
    "You will measure the height and the weight of the finished parts.",
    "Appearance inspection of castings by camera.",
    "Open to men and women of any age; there is no age limit.",
    "You must be at least 18 years old.",
    "At least 3 years of experience, or under 40 hours a week on request.",
    "We never keep passports; we copy them and give them back.",
    "A copy of your residence card is needed for the visa.",
    "Our young company was founded in 2021.",
    "You will care for the children of patients over 65 in the ward.",
    "The robot handles parts with a height of 180 cm.",
]


@pytest.mark.parametrize(("text", "rule"), FORBIDDEN)
def test_what_is_forbidden_is_found(text: str, rule: str) -> None:
    assert rule in rules_in(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert rules_in(text) == set()


def test_a_real_advertisement_is_read_sentence_by_sentence() -> None:
    text = (
        "[모집] 스마트공장 데이터 엔지니어\n• 담당: PLC 데이터 수집, 대시보드 작성\n"
        "• 자격: 만 33세 이하, 용모 단정한 남성 우대\n• 제출 서류: 이력서(사진 없이), 자격증 사본\n"
        "• 기타: 외국인 근로자의 여권은 관리팀에서 일괄 보관합니다."
    )
    found = {each.rule: each.sentence for each in check_words(text, "description.ko", LARGE)}
    assert found.keys() == {"age", "bodily_condition", "sex", "holds_papers"}
    assert found["age"] == "자격: 만 33세 이하, 용모 단정한 남성 우대"


@pytest.mark.parametrize(("workers", "weight"), [(29, Weight.WARNS), (None, Weight.WARNS), (30, Weight.STOPS)])
def test_questions_stop_from_thirty_workers_on(workers: int | None, weight: Weight) -> None:
    (found,) = check_words("지원서에 출신지역을 기재해 주세요.", "description.ko", workers)
    assert found.weight is weight


def test_a_condition_stops_whatever_the_size() -> None:
    (found,) = check_words("용모 단정한 분", "description.ko", 5)
    assert found.weight is Weight.STOPS


def offered(text: str, *, information: bool = False, **offerer: object) -> set[str]:
    known = Offerer(**{"workers": LARGE, "has_business_number": True, "is_employer": True, **offerer})  # type: ignore[arg-type]
    advertisement = Advertisement({"description.ko": text}, is_work=False)
    return {each.rule for each in check(advertisement, known, None, information_service=information)}


def test_words_of_placement_stop_an_information_service_alone() -> None:
    assert offered("입사하면 취업지원 담당자가 돕습니다.") == set()
    assert offered("입사하면 취업지원 담당자가 돕습니다.", information=True) == {"service_words"}
    assert offered("Free career counselling included.", information=True) == {"service_words"}


def test_who_offers_it_is_looked_at_too() -> None:
    assert offered("", has_business_number=False) == {"no_contact"}
    assert offered("", has_business_number=False, is_employer=False) == set()
    assert offered("", sanctions=("체불사업주 명단",)) == {"sanctioned"}


def test_the_same_words_at_the_same_place_have_the_same_key() -> None:
    first, again = (check_words("20대 우대", "title.ko", 5)[0] for _ in range(2))
    elsewhere = check_words("20대 우대", "description.ko", 5)[0]
    assert first.key == again.key != elsewhere.key


def test_every_rule_says_how_to_put_it_right_in_both_languages() -> None:
    for rule in RULES.values():
        for words in (rule.title, rule.article, rule.remedy):
            assert words.said_in("ko") != words.said_in("en")
