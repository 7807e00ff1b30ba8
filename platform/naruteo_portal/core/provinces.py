"""Korea's provinces (시도), by codes of our own, with their short names in both languages."""

PROVINCES: dict[str, dict[str, str]] = {
    "seoul": {"ko": "서울", "en": "Seoul"},
    "busan": {"ko": "부산", "en": "Busan"},
    "daegu": {"ko": "대구", "en": "Daegu"},
    "incheon": {"ko": "인천", "en": "Incheon"},
    "gwangju": {"ko": "광주", "en": "Gwangju"},
    "daejeon": {"ko": "대전", "en": "Daejeon"},
    "ulsan": {"ko": "울산", "en": "Ulsan"},
    "sejong": {"ko": "세종", "en": "Sejong"},
    "gyeonggi": {"ko": "경기", "en": "Gyeonggi"},
    "gangwon": {"ko": "강원", "en": "Gangwon"},
    "chungbuk": {"ko": "충북", "en": "North Chungcheong"},
    "chungnam": {"ko": "충남", "en": "South Chungcheong"},
    "jeonbuk": {"ko": "전북", "en": "Jeonbuk"},
    "jeonnam": {"ko": "전남", "en": "South Jeolla"},
    "gyeongbuk": {"ko": "경북", "en": "North Gyeongsang"},
    "gyeongnam": {"ko": "경남", "en": "South Gyeongsang"},
    "jeju": {"ko": "제주", "en": "Jeju"},
}


def province(code: str) -> dict[str, str]:
    """A province's name in both languages; a code that is none stands for itself."""
    return PROVINCES.get(code) or {"ko": code, "en": code}
