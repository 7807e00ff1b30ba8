"""Korea's provinces (시도), by codes of our own, with their short names in Korean and English."""

PROVINCES = {
    "seoul": ("서울", "Seoul"), "busan": ("부산", "Busan"), "daegu": ("대구", "Daegu"), "incheon": ("인천", "Incheon"),
    "gwangju": ("광주", "Gwangju"), "daejeon": ("대전", "Daejeon"), "ulsan": ("울산", "Ulsan"),
    "sejong": ("세종", "Sejong"), "gyeonggi": ("경기", "Gyeonggi"), "gangwon": ("강원", "Gangwon"),
    "chungbuk": ("충북", "North Chungcheong"), "chungnam": ("충남", "South Chungcheong"),
    "jeonbuk": ("전북", "Jeonbuk"), "jeonnam": ("전남", "South Jeolla"), "gyeongbuk": ("경북", "North Gyeongsang"),
    "gyeongnam": ("경남", "South Gyeongsang"), "jeju": ("제주", "Jeju"),
}  # fmt: skip
