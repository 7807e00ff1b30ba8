"""What forbidden questions and conditions look like in Korean openings, and what only looks alike."""

import re
from dataclasses import dataclass

# A line, a sentence, or an entry of a list.
SENTENCES = re.compile(r"(?<=[.!?。])\s+|\n+|[•▪◦※]\s*|(?<=[다요음함])\.\s*")


@dataclass(frozen=True)
class Suspect:
    """A rule's words: `asked` needs words that ask for them near by, `said` forbids by itself."""

    rule: str
    asked: re.Pattern[str] | None = None
    said: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    """Words in the sentence that say that something else is meant."""


NEGATED = (
    r"무관|관계\s?없|상관\s?없|불문|차별|묻지|보지|받지|쓰지|적지|않|없이|없음|없습|없어|안\s?됩|마십시오"
    r"|마세요|말아|금지|제외하고"
)
STATED = r"기재|기입|작성|적어|적으|써\s?주|제출|첨부|부착|입증|증빙|알려|밝혀|말씀|문의|확인서|증명서"
# The first of these behind the words decides: "키, 체중을 기재하지 마십시오" asks for nothing.
PREDICATE = re.compile(
    rf"(?P<negated>(?:(?:{STATED})[가-힣]{{0,3}}\s?)?(?:하지\s?|할\s?필요(?:가)?\s?)?(?:{NEGATED}))"
    rf"|(?P<stated>{STATED})"
)
FORM = re.compile(r"이력서|입사\s?지원서|지원서|자기소개서|양식|서식|항목")
"""A form that is named before the words asks for them, unless something behind them says otherwise."""

PLACES = (
    "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청|전북|전남|전라|"
    "경북|경남|경상|제주|영남|호남|수도권|지방|이북"
)
SEX = "남성|남자|여성|여자|남|여"
PEOPLE = "분|직원|사원|지원자|인력|근로자|생산직|사무직|관리자"
PREFERS = r"우대|선호|한정|한함|에\s?한|모집|구함|구인|환영|채용"

SUSPECTS = (
    Suspect(
        "asks_appearance",
        asked=re.compile(
            r"용모|외모|신체\s?(?:조건|사항|치수|정보)|체격|체중|몸무게"
            r"|(?<![가-힣\w])(?:본인의?\s)?(?:키|신장)(?=\s?(?:[,·/]|와|및|을?\s?(?:\(|기재|적))\s?)"
            r"|(?:증명|명함판|반명함판|전신|프로필)\s?사진"
        ),
        unless=re.compile(
            r"체중계|체중\s?(?:센서|측정|감지|데이터)|외모\s?차별|(?:API|SSH|암호|비밀|공개|보안|인증|접근"
            r"|라이선스|홈|핫)\s?키"
            r"|신장\s?(?:투석|내과|이식|질환)|사진\s?(?:데이터|촬영|판독|분류)"
        ),
    ),
    Suspect(
        "bodily_condition",
        said=re.compile(
            r"용모\s?(?:가\s?)?(?:단정|준수|수려)|외모\s?(?:가\s?)?(?:단정|준수|출중)|인상이?\s?좋은\s?(?:분|사람)"
            r"|(?<![가-힣\w])(?:키|신장)\s?(?:가|는|은|이|:)?\s?1[4-9]\d\s?(?:cm|㎝|센티)?"
            r"|(?:체중|몸무게)\s?(?:이|은|는|가|:)?\s?\d{2,3}\s?(?:kg|㎏|킬로)"
            r"|(?:미혼|기혼|독신)(?:자|인|남녀|여성|남성)?\s?(?:자|분|사람|여성|남성)?\s?(?:만|우대|선호|한정"
            r"|에\s?한|조건|이어야|여야)"
        ),
        unless=re.compile(r"(?:제품|자재|시료|로봇|장비|화물|포대)의?\s?(?:키|체중|무게)|미혼모"),
    ),
    Suspect(
        "asks_origin",
        asked=re.compile(
            r"출신\s?지역|출신지|출생지|본적|원적|고향(?!사랑)|등록\s?기준지|(?:혼인|결혼)\s?(?:여부|유무|상태"
            r"|관계)|기혼|미혼(?!모|부)"
            r"|(?<!지식)(?<!지적)(?<!산업)(?<!공유)(?<!국유)재산(?!권|세|\s?관리|\s?보험|\s?평가)|(?:부동산"
            r"|동산)\s?보유"
        ),
        unless=re.compile(r"고향사랑|결혼\s?정보|재산\s?(?:분석|시스템|데이터)"),
    ),
    Suspect(
        "origin_condition",
        said=re.compile(rf"(?:{PLACES})(?:도|권|지역)?\s?출신\s?(?:자|인|분)?\s?(?:우대|선호|만|제외|환영|한정"
                        rf"|에\s?한)"),
    ),
    Suspect(
        "asks_relatives",
        asked=re.compile(
            r"(?:가족|부모|부친|모친|아버지|어머니|형제|자매|자녀|조부모|직계)(?:님|분)?(?:들?의)?"
            r"[\s,·/및과와]{0,3}(?:형제|자매|형제자매|가족|존비속)?(?:들?의)?[\s,·/및과와]{0,3}"
            r"(?:성명[\s,·/및과와]{1,3})?(?:나이[\s,·/및과와]{1,3})?"
            r"(?:학력|최종\s?학교|출신\s?학교|직업|직장|직위|직책|재산|소득)|가족\s?(?:관계|사항)"
        ),
        unless=re.compile(r"입사\s?(?:후|이후)|채용\s?(?:후|확정)|합격\s?(?:후|자)|가족\s?수당|복지"),
    ),
    Suspect(
        "sex",
        said=re.compile(
            rf"(?<![가-힣])(?:{SEX})\s?(?:{PEOPLE})?(?:을|를|이|가|은|는)?\s?(?:만(?:을|\s|$|[,.)])|{PREFERS})"
            r"|(?<![가-힣])(?:여비서|여사원|여직원|남직원|남사원|아가씨|총각|주부\s?(?:사원|환영|우대|모집))"
            r"|성별\s?[:：]\s?(?:남|여)(?:성|자)?(?!\s?[·,/]?\s?(?:남|여))"
        ),
        unless=re.compile(r"남녀\s?(?:모두|불문|누구나|무관)|여직원\s?휴게|여성\s?(?:기업|과학기술인|새로일하기)"),
    ),
    Suspect(
        "age",
        said=re.compile(
            r"(?:만\s?)?\d{2}\s?세\s?(?:이하|미만|까지|이전)|(?:만\s?)?(?:19|[2-6]\d)\s?세\s?(?:이상|부터|[~～-])"
            r"|(?:(?:19|20)\d{2}|(?<!\d)\d{2})\s?년\s?(?:생|이[후전]\s?(?:출생|생))"
            r"|(?<![\d가-힣])[2-6]0대\s?(?:만|우대|선호|환영|모집|구인|초반|중반|후반|이하|까지|남성|여성"
            r"|지원자|분(?:만|을|$|\s))"
            r"|젊은\s?(?:분|사람|인재|지원자|직원|층|피)|(?:나이|연령)\s?(?:제한|상한)|(?:나이"
            r"|연령)\s?[:：]\s?(?:만\s?)?\d"
        ),
        unless=re.compile(r"정년|자녀|아동|육아|퇴직|65세\s?이상\s?(?:어르신|환자|고객)|대상\s?(?:환자|고객)"),
    ),
    Suspect(
        "asks_registration_number",
        asked=re.compile(r"주민\s?등록\s?번호|주민\s?번호"),
        unless=re.compile(r"입사\s?(?:후|이후)|채용\s?(?:후|확정)|합격\s?(?:후|자)|시스템|데이터|암호화|비식별|가명|탐지"),
    ),
    Suspect(
        "holds_papers",
        said=re.compile(
            r"(?:여권|외국인\s?등록증|거소\s?신고증|영주증|신분증)(?!\s?사본)[^.,]{0,25}?"
            r"(?:보관|맡|예치|수거|회수|압수|담보|보증|넘겨)"
        ),
        unless=re.compile(r"(?:본인|스스로|직접)(?:이|만)?\s?보관"),
    ),
    Suspect(
        "anonymous",
        said=re.compile(
            r"(?:회사|업체|기업|법인|상호)\s?(?:명|이름)?\s?(?:은|는|이|을)?\s?(?:비공개|추후|면접\s?(?:시"
            r"|때)\s?공개|합격\s?후\s?공개)"
            r"|(?<![가-힣])(?:모|某)\s?(?:대기업|중견기업|중소기업|회사|업체)|사서함"
        ),
    ),
    Suspect("service_words", said=re.compile(r"(?:무료\s?)?취업\s?(?:상담|추천|지원)")),
)  # fmt: skip
