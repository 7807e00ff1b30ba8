"""Simulates seven months of an invented moulding shop and writes the course's CSV files beside the notebooks.

Run it as `python courses/quality-prediction/data/simulate.py` (or with another folder as its argument). The seed is
fixed, so the files come out the same each time. What the plant does, and why it does it, is told in README.md beside
this file. All times are Korean time (KST, UTC+9); the names of suppliers and machines are invented.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 7
START = pd.Timestamp("2026-02-02 06:00")  # a Monday, the first day shift
STEP_MIN = 75  # every 75 minutes each machine's next shot is set aside and inspected
DAYS = 203
SHOTS = DAYS * 24 * 60 // STEP_MIN
SPRING_ENDS = pd.Timestamp("2026-04-27 06:00")
SUMMER_STARTS = pd.Timestamp("2026-05-04 06:00")

MACHINES = ("M1", "M2", "M3")
BARREL_C = {"M1": 284.0, "M2": 286.5, "M3": 281.5}
CYCLE_S = {"M1": 31.0, "M2": 30.5, "M3": 32.0}
GAUGE_CHANGE = pd.Timestamp("2026-06-15 08:00")  # M3 gets a new pressure transducer, which reads higher
GAUGE_SHIFT_MPA = 7.0
REGRIND = pd.Timestamp("2026-07-06 06:00")  # from here the second supplier mixes recycled resin into its lots
REGRIND_LOG_ODDS = 2.7
BACKLOG = pd.Timestamp("2026-07-13 06:00")  # people of the inspection room are on holiday one after another

# Log-odds of a defect when nothing is wrong.
BASE = -6.7


def smooth_noise(random: np.random.Generator, size: int, stay: float, spread: float) -> np.ndarray:
    """Return noise whose neighbours resemble each other; `spread` is its standard deviation."""
    steps = random.normal(0, spread * np.sqrt(1 - stay**2), size)
    noise = np.empty(size)
    noise[0] = random.normal(0, spread)
    for at in range(1, size):
        noise[at] = stay * noise[at - 1] + steps[at]
    return noise


def make_humidity(random: np.random.Generator, times: pd.DatetimeIndex) -> np.ndarray:
    """Return the relative humidity in the shop: dry in February, wet in the rainy season, with weather on top."""
    day = ((times - pd.Timestamp("2026-01-01")) / pd.Timedelta(days=1)).to_numpy()
    season = 56 - 18 * np.cos((day - 25) / 365 * 2 * np.pi)
    rain = 9 * np.exp(-(((day - 195) / 16) ** 2))  # about the middle of July
    weather = smooth_noise(random, len(times), 0.97, 6.0)
    hour = 3.0 * np.cos((times.hour.to_numpy() - 5) / 24 * 2 * np.pi)
    return (season + rain + weather + hour).clip(22, 96)


def make_lots(random: np.random.Generator, machine: int) -> pd.DataFrame:
    """Draw the resin lots that one machine used, in order, with what the incoming inspection measured of each."""
    rows = []
    first = 0
    while first < SHOTS:
        length = int(random.integers(26, 48))  # about a day and a half to two and a half days
        start = START + pd.Timedelta(minutes=first * STEP_MIN)
        second = bool(random.random() < 0.42)
        hidden = random.normal(0, 1.0 if second else 0.7)  # what no column tells: fines, gels, a torn bag
        lot = f"R{start:%y%m}-{machine}{len(rows) + 1:03d}"
        flow = random.normal(26.5 if second else 25.0, 1.3) + 0.5 * hidden
        damp = random.normal(0, 0.022)  # torn or old bags have drawn water; the dryer does not get all of it out
        recycled = second and start >= REGRIND
        arrival = round(0.21 + damp + random.normal(0, 0.012), 3)
        supplier = "대양수지" if second else "한빛켐"
        rows.append((lot, supplier, round(flow, 1), arrival, damp, hidden, recycled, first, first + length))
        first += length
    names = ["lot", "supplier", "mfi_g_10min", "arrival_moisture_pct", "damp", "hidden", "recycled", "first", "end"]
    return pd.DataFrame(rows, columns=names)


def since_service(random: np.random.Generator) -> np.ndarray:
    """Return how many shots the mould has made since its vents were last cleaned (about every two weeks)."""
    count = np.empty(SHOTS, dtype=int)
    left, made = int(random.integers(100, 270)), int(random.integers(2000, 9000))
    per_step = int(STEP_MIN * 60 / 31 * 0.93)
    for at in range(SHOTS):
        count[at] = made
        made += per_step
        left -= 1
        if left <= 0:
            left, made = int(random.integers(200, 262)), 0
    return count


def stopped(random: np.random.Generator) -> np.ndarray:
    """Return when a machine stood still: Sunday day shift, and now and then for a few steps."""
    standing = np.zeros(SHOTS, dtype=bool)
    times = pd.date_range(START, periods=SHOTS, freq=f"{STEP_MIN}min")
    standing[(times.day_of_week == 6) & (times.hour >= 6) & (times.hour < 14)] = True
    for at in random.choice(SHOTS, 60, replace=False):
        standing[at : at + int(random.integers(1, 5))] = True
    return standing


def softplus(value: np.ndarray) -> np.ndarray:
    """Return a bend that is nearly 0 below zero and a straight line above it."""
    return np.logaddexp(0, value)


def make_machine(random: np.random.Generator, machine: str, humidity: np.ndarray) -> pd.DataFrame:
    """Simulate every inspected shot of one machine: what the sensors wrote, and whether the part was defective."""
    times = pd.date_range(START, periods=SHOTS, freq=f"{STEP_MIN}min")
    lots = make_lots(random, MACHINES.index(machine) + 1)
    lot_of = np.searchsorted(lots["end"].to_numpy(), np.arange(SHOTS), side="right")
    flow, hidden = lots["mfi_g_10min"].to_numpy()[lot_of], lots["hidden"].to_numpy()[lot_of]
    recycled = lots["recycled"].to_numpy()[lot_of]
    standing = stopped(random)
    cold = np.r_[False, standing[:-1]] & ~standing  # the first shot after a stop
    worn = since_service(random)

    dryer = smooth_noise(random, SHOTS, 0.85, 0.02)
    moisture = (0.128 + 0.0006 * (humidity - 45) + lots["damp"].to_numpy()[lot_of] + dryer).clip(0.03)
    barrel = BARREL_C[machine] + smooth_noise(random, SHOTS, 0.9, 1.8) - 3.5 * cold
    mould = 82 + smooth_noise(random, SHOTS, 0.85, 1.4) - 9 * cold
    thinness = 0.6 * (flow - 25) + 0.35 * (barrel - 284) + 40 * (moisture - 0.13)  # a thin melt flows easily
    cushion = 5.2 + smooth_noise(random, SHOTS, 0.85, 0.6) - 0.02 * thinness - worn / 60_000
    pressure = 112 - 0.9 * thinness + worn / 5_500 + random.normal(0, 1.2, SHOTS)
    fill = 1.22 - 0.004 * thinness + 0.006 * (pressure - 112) / 2 + random.normal(0, 0.012, SHOTS)
    cycle = CYCLE_S[machine] + random.normal(0, 0.25, SHOTS) + 2.5 * cold

    night = (times.hour >= 22) | (times.hour < 6)
    streaks = 1.0 * softplus((moisture - 0.166) / 0.009)  # damp nylon: silver streaks
    short = 1.3 * softplus((4.3 - cushion) / 0.17)  # too little cushion: short shots
    burnt = 0.9 * softplus((worn - 26_000) / 3_500)  # clogged vents: burns and short shots
    flash = 0.9 * softplus((thinness - 2.6) / 0.8)  # a thin melt creeps into the parting line
    log_odds = BASE + streaks + short + burnt + flash + hidden + 0.25 * night + 3.0 * cold
    log_odds = log_odds + REGRIND_LOG_ODDS * recycled  # black specks, which no sensor sees
    defect = random.random(SHOTS) < 1 / (1 + np.exp(-log_odds))

    pressure = pressure + GAUGE_SHIFT_MPA * ((machine == "M3") & (times >= GAUGE_CHANGE))
    shots = pd.DataFrame(
        {
            "time": times,
            "machine": machine,
            "lot": lots["lot"].to_numpy()[lot_of],
            "supplier": lots["supplier"].to_numpy()[lot_of],
            "mfi_g_10min": flow,
            "arrival_moisture_pct": lots["arrival_moisture_pct"].to_numpy()[lot_of],
            "humidity_pct": (humidity + random.normal(0, 1, SHOTS)).round(0),
            "moisture_pct": moisture.round(3),
            "barrel_c": barrel.round(1),
            "mould_c": mould.round(1),
            "pressure_mpa": pressure.round(1),
            "cushion_mm": cushion.round(2),
            "fill_s": fill.round(3),
            "cycle_s": cycle.round(1),
            "shots_since_service": worn,
            "defect": defect.astype(int),
        }
    )
    lose_readings(random, shots, machine)
    shots["inspected_at"] = inspected_at(random, times)
    shots["rework_min"] = rework_minutes(random, defect)
    return shots[~standing]


def lose_readings(random: np.random.Generator, shots: pd.DataFrame, machine: str) -> None:
    """Blank single readings, and the spells in which a sensor was silent."""
    for column, share in (("moisture_pct", 0.05), ("cushion_mm", 0.02), ("mould_c", 0.01), ("pressure_mpa", 0.01)):
        shots.loc[random.random(SHOTS) < share, column] = np.nan
    if machine == "M2":
        shots.loc[440:520, "pressure_mpa"] = np.nan  # a broken cable, four days until the spare part came
    if machine == "M3":
        shots.loc[3100:3250, "moisture_pct"] = np.nan  # the dryer's sensor is away for calibration in July


def inspected_at(random: np.random.Generator, times: pd.DatetimeIndex) -> np.ndarray:
    """Return when the inspection room wrote down its result: parts rest for a day first, in July they queue."""
    days = 1.0 + random.gamma(2.0, 0.45, SHOTS)
    days = np.where(times >= BACKLOG, days + random.gamma(2.0, 1.6, SHOTS), days)
    return (times + pd.to_timedelta((days * 24 * 60).round(), unit="min")).round("min").to_numpy()


def rework_minutes(random: np.random.Generator, defect: np.ndarray) -> np.ndarray:
    """Return the minutes booked for sorting and rework; they are written down only after the inspection."""
    sorted_out = random.random(SHOTS) < 0.03
    booked = np.where(defect, random.gamma(4.0, 2.5, SHOTS) + 2, np.where(sorted_out, random.gamma(2.0, 1.5, SHOTS), 0))
    return booked.round(0).astype(int)


COLUMNS = [
    # column, minutes after the shot at which its value is known (blank: nobody knows), what it is
    ("time", 0, "쇼트 시각", "time of the shot"),
    ("machine", 0, "사출기", "moulding machine"),
    ("lot", 0, "수지 로트", "resin lot"),
    ("supplier", 0, "수지 공급사", "resin supplier"),
    ("mfi_g_10min", 0, "용융 지수(로트마다 한 번)", "melt flow index, once per lot"),
    ("arrival_moisture_pct", 0, "입고 수분(로트마다 한 번)", "moisture on arrival, once per lot"),
    ("humidity_pct", 0, "현장 습도", "humidity in the shop"),
    ("moisture_pct", 0, "수지 수분", "moisture of the resin"),
    ("barrel_c", 0, "실린더 온도", "barrel temperature"),
    ("mould_c", 0, "금형 온도", "mould temperature"),
    ("pressure_mpa", 0, "최대 사출 압력", "peak injection pressure"),
    ("cushion_mm", 0, "쿠션량", "cushion"),
    ("fill_s", 0, "충전 시간", "fill time"),
    ("cycle_s", 1, "사이클 시간(형이 열린 뒤)", "cycle time, after the mould opens"),
    ("shots_since_service", 0, "금형 세척 뒤 쇼트 수", "shots since the mould was cleaned"),
    ("rework_min", 2880, "선별·재작업 시간", "minutes of sorting and rework"),
    ("inspected_at", 2880, "검사 결과 입력 시각", "time of the inspection's result"),
    ("defect", 2880, "불량이면 1", "1 if defective"),
    ("remark", None, "비고(손으로 적음)", "remark, written by hand at any time"),
]


def write(frame: pd.DataFrame, folder: Path, name: str) -> None:
    """Write one CSV file with Unix line ends."""
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(folder / name, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d %H:%M")


def make_shots() -> pd.DataFrame:
    """Simulate the whole plant."""
    random = np.random.default_rng(SEED)
    times = pd.date_range(START, periods=SHOTS, freq=f"{STEP_MIN}min")
    humidity = make_humidity(random, times)
    shots = pd.concat([make_machine(random, machine, humidity) for machine in MACHINES])
    return shots.sort_values(["time", "machine"], ignore_index=True)


def main(source: Path) -> None:
    """Write every file of the course."""
    shots = make_shots()
    spring = shots[shots["time"] < SPRING_ENDS]
    summer = shots[shots["time"] >= SUMMER_STARTS]
    features = [name for name in shots.columns if name not in ("inspected_at", "rework_min")]
    dated = [*features, "inspected_at"]
    write(spring[features], source / "01-baseline-and-accuracy", "shots.csv")
    write(spring[[*dated, "rework_min"]], source / "02-validation-by-lot", "shots.csv")
    columns = pd.DataFrame(COLUMNS, columns=["column", "known_after_min", "meaning_ko", "meaning_en"])
    columns["known_after_min"] = columns["known_after_min"].astype("Int64")
    write(columns, source / "02-validation-by-lot", "columns.csv")
    write(spring[dated], source / "03-costs-and-threshold", "shots.csv")
    write(spring[dated], source / "04-drift-and-life", "shots_spring.csv")
    write(summer[dated], source / "04-drift-and-life", "shots_summer.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "source")
