"""What the simulator is made of, each parameter with where it comes from.

*OULAD* means measured on the Open University Learning Analytics Dataset (Kuzilek, Hlosta and Zdrahal 2017, CC BY 4.0),
rounded. *Invented* means that nobody measured it: it is there so that every page has something to show. The courses
and the people are invented throughout, in OULAD's sizes.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Course:
    """A kind of course.

    Attributes
    ----------
    name : str
        Invented.
    women : float
        Share of women. Invented, so that the courses that are hardest to pass have most women: the raw gap between
        the sexes then points the other way than the gap within courses (Simpson's paradox, to be found).
    rows : float
        Events on an active day. OULAD, by module.
    week : float
        How much a week's activity is above the others', in standard deviations; negative below. Set so that the
        events of the module are as many as OULAD's.
    score : float
        How its assessments are marked, in points above the mean. Invented.
    quizzes : int
        Computer-marked assessments beside five tutor-marked ones and the exam. OULAD, rounded.
    """

    name: str
    women: float
    rows: float
    week: float
    score: float
    quizzes: int


COURSES = {
    "A": Course("process-data", 0.25, 5.4, 0.45, 2.0, 0),
    "B": Course("quality-prediction", 0.50, 5.0, -0.60, 0.0, 5),
    "C": Course("machine-vision", 0.75, 5.5, 0.10, -1.0, 4),
    "D": Course("predictive-maintenance", 0.60, 5.5, 0.52, -2.0, 3),
    "E": Course("factory-robots", 0.20, 5.3, 0.05, 1.0, 0),
    "F": Course("language-models-at-work", 0.30, 7.2, 0.60, 0.0, 7),
    "G": Course("shop-floor-python", 0.30, 4.6, -1.35, 2.0, 6),
}

TERMS = {
    "13B": ("2023-spring", date(2023, 2, 6)),
    "13J": ("2023-autumn", date(2023, 10, 2)),
    "14B": ("2024-spring", date(2024, 2, 5)),
    "14J": ("2024-autumn", date(2024, 10, 7)),
}
"""OULAD's presentations (February, October), ten years later. Invented."""

# OULAD: module and presentation, registered, length in days, and shares of distinction, pass and withdrawn.
PRESENTATIONS = (
    ("A", "13J", 383, 268, 0.052, 0.674, 0.157), ("A", "14J", 365, 269, 0.066, 0.627, 0.181),
    ("B", "13B", 1767, 240, 0.088, 0.367, 0.286), ("B", "13J", 2237, 268, 0.079, 0.401, 0.288),
    ("B", "14B", 1613, 234, 0.103, 0.348, 0.304), ("B", "14J", 2292, 262, 0.079, 0.424, 0.327),
    ("C", "14B", 1936, 241, 0.099, 0.243, 0.464), ("C", "14J", 2498, 269, 0.122, 0.284, 0.431),
    ("D", "13B", 1303, 240, 0.041, 0.350, 0.332), ("D", "13J", 1938, 261, 0.051, 0.377, 0.351),
    ("D", "14B", 1228, 241, 0.097, 0.293, 0.399), ("D", "14J", 1803, 262, 0.062, 0.377, 0.359),
    ("E", "13J", 1052, 268, 0.121, 0.458, 0.231), ("E", "14B", 694, 241, 0.104, 0.411, 0.249),
    ("E", "14J", 1188, 269, 0.132, 0.444, 0.258), ("F", "13B", 1614, 240, 0.073, 0.411, 0.255),
    ("F", "13J", 2283, 268, 0.082, 0.398, 0.296), ("F", "14B", 1500, 241, 0.071, 0.365, 0.308),
    ("F", "14J", 2365, 269, 0.109, 0.363, 0.362), ("G", "13J", 952, 261, 0.148, 0.474, 0.069),
    ("G", "14B", 833, 241, 0.154, 0.420, 0.120), ("G", "14J", 749, 269, 0.170, 0.423, 0.168),
)  # fmt: skip
AGAIN = 0.117
"""Share of enrolments by somebody who has one already. OULAD: 28,785 persons in 32,593 enrolments."""

# Attributes: shares of the values (scaled to 1), and what a value adds to the log-odds of passing.
REGIONS = {
    "seoul": 18.2, "busan": 6.4, "daegu": 4.6, "incheon": 5.9, "gwangju": 2.8, "daejeon": 2.8, "ulsan": 2.1,
    "sejong": 0.8, "gyeonggi": 26.7, "gangwon": 3.0, "chungbuk": 3.1, "chungnam": 4.2, "jeonbuk": 3.4,
    "jeonnam": 3.5, "gyeongbuk": 4.9, "gyeongnam": 6.3, "jeju": 1.3,
}  # fmt: skip
"""The 17 provinces, about as people live in them in the 2020s (rounded from memory, not checked)."""
AGE_BANDS = {"under_30": 0.27, "30s": 0.31, "40s": 0.24, "50s": 0.15, "60_over": 0.03}
"""Invented."""
EDUCATIONS = {"middle_or_less": 0.02, "high_school": 0.38, "college": 0.22, "bachelor": 0.32, "graduate": 0.06}
"""Invented."""
NATIONALITY_GROUPS = {
    "korean": 0.930, "korean_chinese": 0.022, "vietnam": 0.014, "china": 0.009, "uzbekistan": 0.006, "nepal": 0.005,
    "cambodia": 0.004, "philippines": 0.003, "indonesia": 0.002, "mongolia": 0.0015, "thailand": 0.0012,
    "myanmar": 0.001, "sri_lanka": 0.0008, "bangladesh": 0.0005,
}  # fmt: skip
"""Invented; most groups are small on purpose, since they are what disclosure control is hardest on."""
DISABLED = 0.05
"""About the registered share of Korea's population (rounded from memory, not checked). OULAD has 0.097."""
UNKNOWN = {"region": 0.01, "education": 0.02, "disability": 0.03, "nationality_group": 0.01, "age_band": 0.005}
"""Share of persons of whom an attribute is not known. Invented; OULAD lacks 3.4 % of its deprivation bands."""

EDUCATION_ADDS = {
    "middle_or_less": -0.75, "high_school": -0.35, "college": 0.2, "bachelor": 0.35, "graduate": 0.75,
}  # fmt: skip
"""OULAD's five levels, from no formal qualification to postgraduate."""
AGE_ADDS = {"under_30": -0.1, "30s": 0.0, "40s": 0.2, "50s": 0.2, "60_over": 0.55}
"""OULAD's three bands, spread over five."""
DISABLED_ADDS = -0.4
"""OULAD."""
WOMAN_ADDS = 0.12
"""Within a course. Invented; see `Course.women`."""
FOREIGN_ADDS = -0.25
"""Every nationality but Korean. Invented."""

# Times
REGISTERED_DAYS = ((0.0, -200), (0.01, -190), (0.1, -142), (0.25, -100), (0.5, -57), (0.75, -29), (0.9, -21),
                   (0.99, -2), (1.0, 10))  # fmt: skip
"""Quantiles of the day of registration. OULAD, its longest tails cut."""
LEFT_DAYS = ((0.0, -160), (0.01, -136), (0.1, -38), (0.2, -8), (0.25, -2), (0.3, 0), (0.4, 12), (0.5, 27), (0.6, 55),
             (0.75, 109), (0.9, 170), (0.99, 228), (1.0, 240))  # fmt: skip
"""Quantiles of the day of withdrawal among the withdrawn. OULAD."""
FIRST_WEEK = -4
"""The first week with events. OULAD begins on day -25."""
ACTIVE_WEEKS = ((-4, 0.04), (-3, 0.36), (-2, 0.58), (-1, 0.70), (0, 0.85), (2, 0.88), (6, 0.85), (9, 0.80), (10, 0.66),
                (11, 0.63), (13, 0.80), (23, 0.80), (25, 0.70), (29, 0.76), (32, 0.74), (34, 0.55), (36, 0.24),
                (38, 0.10))  # fmt: skip
"""Share active in a week, of those who passed; breaks in weeks 10, 11 and 25. OULAD."""
ENGAGED = {"distinction": 0.8, "pass": 0.2, "fail": -0.4, "withdrawn": -0.4}
"""What the outcome adds to the log-odds of being active in a week, while somebody works at all. OULAD, by eye."""
SILENT_AFTER = {"fail": 24.0, "withdrawn": 20.0}
"""Mean weeks until somebody who will fail or withdraw falls silent. OULAD: fits the falling shares of both."""
NEVER = {"fail": 0.05, "withdrawn": 0.05}
"""Share that never does anything though it did not leave beforehand. OULAD."""
ACTIVE_DAYS = (0.298, 0.213, 0.163, 0.124, 0.091, 0.063, 0.048)
"""Shares of 1 to 7 active days in an active week. OULAD."""
WEEKDAYS = (0.111, 0.129, 0.165, 0.166, 0.159, 0.146, 0.123)
"""Share of activity by day from the start, modulo 7. OULAD."""
ROWS_SPREAD = 0.9
"""Shape of the gamma distribution of the events on an active day beyond the first. OULAD: variance 28 at mean 5.9."""
CLICKS = ((0.0, 1), (0.48, 1.5), (0.661, 2.5), (0.752, 3.5), (0.82, 4.5), (0.86, 5), (0.9, 7), (0.95, 11), (0.99, 34),
          (0.999, 88), (1.0, 200))  # fmt: skip
"""Quantiles of an event's clicks. OULAD: 48 % are single clicks, the mean is 3.7."""

# Work
SCORES = {"distinction": 88.7, "pass": 76.8, "fail": 64.7, "withdrawn": 66.1}
"""Mean score by outcome. OULAD."""
EXAM_SCORES = {"distinction": 88.0, "pass": 68.0, "fail": 41.0, "withdrawn": 45.0}
"""Mean score of the exam by outcome. Invented; OULAD has the exam of two courses only, with a mean of 65.6."""
SCORE_OF_PERSON, SCORE_OF_DAY = 7.0, 11.0
"""Standard deviations of a person's scores from their outcome's mean, and around that. OULAD: 13 within persons."""
SUBMITS = {"distinction": 0.99, "pass": 0.96, "fail": 0.74, "withdrawn": 0.72}
"""Chance of handing in what falls due while somebody works. OULAD, by eye."""
MISSING_SCORES, BANKED = 0.001, 0.011
"""Results without a score, and carried over from an earlier attempt. OULAD."""
CERTIFIED = 0.97
"""Share of those who passed that took their certificate. Invented."""

# Quiz items (2PL): discrimination and difficulty. Invented. The fifth item is made to tell nothing, the eighth to be
# harder for women than for men of equal ability, the last to be nearly always right.
ITEMS = (
    (1.2, -1.6), (1.0, -1.0), (1.5, -0.6), (0.9, -0.3), (0.0, -0.2), (1.3, 0.0),
    (1.1, 0.2), (1.2, 0.3), (1.6, 0.6), (0.8, 0.9), (1.0, 1.3), (1.0, -3.6),
)  # fmt: skip
UNEVEN_ITEM, UNEVEN_BY = 7, 0.8
"""Which item differs between the sexes, and by how much of its difficulty. Invented."""
OMITTED, SECOND_ATTEMPT = 0.03, 0.25
"""Share of items left out, and of people who tried a second time. Invented."""

# After the course, of those who did not withdraw: chances a month. Invented.
FOLLOWED_DAYS = 365
MONTHLY = {"placed": 0.085, "further_study": 0.015, "lost": 0.012}
PLACED_IF_FAILED = 0.5
"""Factor on the chance of a place without having passed."""
CAPITAL, CAPITAL_FACTOR = ("seoul", "incheon", "gyeonggi"), 1.25
OUT_OF_TOUCH = 0.1
"""Share whose last contact was before the end of the follow-up."""
