"""Simulates pictures of an invented plate line and writes the course's data files beside the notebooks.

Run it as `python courses/visual-inspection/data/simulate.py` (or with another folder as its argument). The seed is
fixed, so the files come out the same each time. What the plant does, and why it does it, is told in README.md beside
this file. The plant, its people and its parts are invented.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import ndimage

SEED = 20261005
SIDE = 64  # pixels of a picture's side
MARGIN = 8  # the plate is larger than the picture, so that two shots can differ by a small shift
MM_PER_PIXEL = 0.25
KINDS = ("scratch", "dent", "stain")
SHARE_OF_KINDS = (0.45, 0.30, 0.25)

DARK_LEVEL = {"A": 6.0, "B": 12.0}
NOISE = {"A": 3.0, "B": 2.0}
DEAD_PIXELS = {"A": [(20, 41)], "B": [(9, 50), (47, 12)]}
ROUGH_LOT = "L07"

# The model of the station, fixed here so that no library's version can change the scores of notebook 4.
INTERCEPT = -4.1
WEIGHTS = {"area_mm2": 1.15, "depth": 14.0, "regions": 0.35, "roughness": -20.0}


@dataclass(frozen=True)
class Plate:
    """One plate: its surface with whatever is on it, and where the defect is."""

    surface: str
    lot: str
    kind: str
    reflectance: np.ndarray
    mask: np.ndarray


def light(camera: str, age: float = 0.0) -> np.ndarray:
    """Return how strongly each pixel is lit: A fades to the left and ages, B has a hot spot."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1)
    if camera == "A":
        return (0.58 + 0.34 * x - 0.10 * (2 * y - 1) ** 2) * (1 - 0.30 * age * (1 - 0.6 * x))
    return 0.74 + 0.20 * np.exp(-((x - 0.75) ** 2 + (y - 0.25) ** 2) / 0.08)


def shoot(random: np.random.Generator, reflectance: np.ndarray, camera: str, lit: np.ndarray) -> np.ndarray:
    """Return the picture that a camera takes: grey levels with noise, dead pixels and a dark level."""
    exact = DARK_LEVEL[camera] + 235 * reflectance * lit + random.normal(0, NOISE[camera], (SIDE, SIDE))
    picture = exact.round().clip(0, 255).astype(np.uint8)
    for row, column in DEAD_PIXELS[camera]:
        picture[row, column] = int(DARK_LEVEL[camera])
    return picture


def texture(random: np.random.Generator, surface: str, grain: float) -> np.ndarray:
    """Return the plate's own pattern: lines for a brushed surface, grains for a blasted one; mean 0."""
    noise = random.normal(0, 1, (SIDE + 2 * MARGIN, SIDE + 2 * MARGIN))
    pattern = ndimage.gaussian_filter(noise, (0.8, 9.0) if surface == "brushed" else 1.1)
    return pattern / pattern.std() * 0.022 * grain


def scratch(random: np.random.Generator, long: bool = True) -> np.ndarray:
    """Return the change that a scratch makes: a thin, slightly curved dark line with a bright rim."""
    y, x = np.mgrid[0 : SIDE + 2 * MARGIN, 0 : SIDE + 2 * MARGIN].astype(float)
    row, column = random.uniform(MARGIN + 14, MARGIN + SIDE - 14, 2)
    angle = random.uniform(0, np.pi)
    along = (x - column) * np.cos(angle) + (y - row) * np.sin(angle)
    across = -(x - column) * np.sin(angle) + (y - row) * np.cos(angle)
    length = random.uniform(12, 40) if long else random.uniform(3, 6)
    across = across + random.uniform(-0.006, 0.006) * along**2
    depth = random.uniform(0.08, 0.26) if long else random.uniform(0.06, 0.14)
    width = random.uniform(0.6, 0.95)
    ends = 1 / (1 + np.exp((np.abs(along) - length / 2) * 2))
    line = np.exp(-((across / width) ** 2) / 2) - 0.35 * np.exp(-(((across - 2 * width) / width) ** 2) / 2)
    return -depth * line * ends


def dent(random: np.random.Generator) -> np.ndarray:
    """Return the change that a dent makes: one side turns to the light and the other away from it."""
    y, x = np.mgrid[0 : SIDE + 2 * MARGIN, 0 : SIDE + 2 * MARGIN].astype(float)
    row, column = random.uniform(MARGIN + 8, MARGIN + SIDE - 8, 2)
    radius = random.uniform(1.8, 4.2)
    bowl = np.exp(-((x - column) ** 2 + (y - row) ** 2) / (2 * radius**2))
    slope = ((x - column) - 0.5 * (y - row)) / radius * bowl
    return random.uniform(0.09, 0.26) * (slope - 0.5 * bowl)


def stain(random: np.random.Generator) -> np.ndarray:
    """Return the change that a stain makes: a wide, soft, irregular dark patch."""
    y, x = np.mgrid[0 : SIDE + 2 * MARGIN, 0 : SIDE + 2 * MARGIN].astype(float)
    row, column = random.uniform(MARGIN + 12, MARGIN + SIDE - 12, 2)
    wobble = ndimage.gaussian_filter(random.normal(0, 1, x.shape), 4)
    distance = np.hypot((x - column) / random.uniform(0.8, 1.4), y - row) + 2.5 * wobble / wobble.std()
    return -random.uniform(0.06, 0.16) / (1 + np.exp((distance - random.uniform(4, 9)) / 1.2))


def harmless(random: np.random.Generator) -> np.ndarray:
    """Return what is also found on good plates: dust, a film of oil, a mark shorter than the limit sample's."""
    change = np.zeros((SIDE + 2 * MARGIN, SIDE + 2 * MARGIN))
    for _ in range(random.poisson(1.2)):
        row, column = random.integers(MARGIN, MARGIN + SIDE, 2)
        change[row, column] += random.choice([-0.16, 0.16])
    if random.random() < 0.20:
        y, x = np.mgrid[0 : SIDE + 2 * MARGIN, 0 : SIDE + 2 * MARGIN]
        row, column = random.uniform(MARGIN, MARGIN + SIDE, 2)
        change -= 0.035 * np.exp(-((x - column) ** 2 + (y - row) ** 2) / 160)
    if random.random() < 0.22:
        change += scratch(random, long=False)
    return change


def make_plate(random: np.random.Generator, defective: bool, lots: list[str], grains: dict[str, float]) -> Plate:
    """Draw one plate of a lot; a lot has one surface (odd numbers are brushed) and its own grain."""
    lot = str(random.choice(lots))
    surface = "brushed" if int(lot[1:]) % 2 else "blasted"
    kind = str(random.choice(KINDS, p=SHARE_OF_KINDS)) if defective else "none"
    level = 0.68 if surface == "brushed" else 0.60
    defect = np.zeros((SIDE + 2 * MARGIN, SIDE + 2 * MARGIN))
    if defective:
        defect = {"scratch": scratch, "dent": dent, "stain": stain}[kind](random)
    pattern = texture(random, surface, grains[lot])
    reflectance = level * (1 + pattern + harmless(random)) * (1 + defect)
    mask = np.abs(defect) > 0.3 * np.abs(defect).max()
    return Plate(surface, lot, kind, reflectance, mask)


def crop(whole: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return the part of a plate that the camera sees when the plate lies a little off its place."""
    return whole[MARGIN - down : MARGIN - down + SIDE, MARGIN - right : MARGIN - right + SIDE]


def references(random: np.random.Generator, camera: str, age: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of 16 pictures of the white board, and of 16 with the lens covered."""
    board, covered = np.full((SIDE, SIDE), 0.95), np.zeros((SIDE, SIDE))
    lit = light(camera, age)
    white = [shoot(random, board, camera, lit) for _ in range(16)]
    dark = [shoot(random, covered, camera, lit) for _ in range(16)]
    return np.mean(white, axis=0).round(1), np.mean(dark, axis=0).round(1)


def measure(picture: np.ndarray, white: np.ndarray, dark: np.ndarray) -> dict[str, float]:
    """Measure a picture by the method of notebook 1: light correction, local contrast, regions."""
    lit = white - dark
    corrected = (picture - dark) / np.where(lit < 20, np.nan, lit)
    corrected = np.where(np.isnan(corrected), np.nanmedian(corrected), corrected)
    contrast = corrected / np.median(corrected) - 1
    smooth = ndimage.gaussian_filter(contrast, 0.8)
    regions, count = ndimage.label(np.abs(smooth) > 0.055, structure=np.ones((3, 3)))
    areas = np.bincount(regions.ravel(), minlength=count + 1)[1:]
    kept = [number + 1 for number in range(count) if areas[number] >= 6]
    largest = max(kept, key=lambda number: areas[number - 1], default=0)
    row = {"regions": float(len(kept)), "area_mm2": 0.0, "elongation": 1.0, "depth": 0.0}
    if largest:
        inside = regions == largest
        spread = np.sort(np.linalg.eigvalsh(np.cov(np.argwhere(inside).T, bias=True) + np.eye(2) / 12))
        row["area_mm2"] = float(inside.sum() * MM_PER_PIXEL**2)
        row["elongation"] = round(float(np.sqrt(spread[1] / spread[0])), 2)
        row["depth"] = round(float(np.abs(smooth[inside]).mean()), 3)
    row["roughness"] = round(float(np.median(np.abs(contrast)) * 1.4826), 4)
    return row


@dataclass
class Batch:
    """Pictures with the table that describes them, one row for each picture."""

    pictures: list[np.ndarray]
    masks: list[np.ndarray]
    rows: list[dict[str, Any]]

    def table(self) -> pd.DataFrame:
        """Return the description as a table."""
        return pd.DataFrame(self.rows)


def make_batch(
    random: np.random.Generator,
    *,
    first_part: int,
    parts: int,
    defective: float,
    lots: list[str],
    shots: int = 2,
    both_cameras: float = 0.0,
    age: float = 0.0,
    keep_pictures: bool = True,
) -> Batch:
    """Draw parts and take their pictures; a part goes past one camera, and a few come back past the other one."""
    grains = {lot: float(np.exp(random.normal(0, 0.12))) * (1.9 if lot == ROUGH_LOT else 1.0) for lot in lots}
    boards = {camera: references(random, camera, age if camera == "A" else 0.0) for camera in "AB"}
    batch = Batch([], [], [])
    for number in range(first_part, first_part + parts):
        plate = make_plate(random, bool(random.random() < defective), lots, grains)
        first = "A" if random.random() < 0.5 else "B"
        cameras = [first] * shots
        if random.random() < both_cameras:
            cameras += ["B" if first == "A" else "A"] * shots
        for camera in cameras:
            down, right = (int(step) for step in random.integers(-2, 3, 2))
            lit = light(camera, age if camera == "A" else 0.0) * random.normal(1, 0.03)
            picture = shoot(random, crop(plate.reflectance, down, right), camera, lit)
            batch.rows.append(
                {
                    "part": f"N{number:04d}",
                    "camera": camera,
                    "surface": plate.surface,
                    "lot": plate.lot,
                    "kind": plate.kind,
                    "label": int(plate.kind != "none"),
                    **measure(picture, *boards[camera]),
                }
            )
            if keep_pictures:
                batch.pictures.append(picture)
                batch.masks.append(crop(plate.mask, down, right))
    return batch


def score(table: pd.DataFrame) -> pd.Series:
    """Return the station's score of each row: a logistic model of four measurements."""
    exponent = INTERCEPT + sum(weight * table[name].clip(upper=8) for name, weight in WEIGHTS.items())
    return (1 / (1 + np.exp(-exponent))).round(3)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write one CSV file with Unix line ends."""
    table.to_csv(path, index=False, lineterminator="\n")


def write_pictures(path: Path, **arrays: Any) -> None:
    """Write arrays as one compressed file."""
    np.savez_compressed(path, **{name: np.asarray(array) for name, array in arrays.items()})


def write_first(random: np.random.Generator, folder: Path, lots: list[str]) -> None:
    """Notebook 1: a few plates, and what each camera sees of a white board and of nothing."""
    batch = make_batch(random, first_part=1, parts=24, defective=0.6, lots=lots, shots=1)
    boards = {camera: references(random, camera) for camera in "AB"}
    write_pictures(
        folder / "plates.npz",
        pictures=batch.pictures,
        white_A=boards["A"][0], dark_A=boards["A"][1], white_B=boards["B"][0], dark_B=boards["B"][1],
    )  # fmt: skip
    write_table(batch.table()[["part", "camera", "surface", "lot", "kind", "label"]], folder / "plates.csv")


def write_second(random: np.random.Generator, folder: Path, lots: list[str]) -> None:
    """Notebook 2: pictures of many parts, two of each, with the station's measurements."""
    batch = make_batch(random, first_part=101, parts=220, defective=0.4, lots=lots, both_cameras=0.1)
    write_pictures(folder / "pictures.npz", pictures=batch.pictures)
    write_table(batch.table(), folder / "pictures.csv")


def write_third(random: np.random.Generator, folder: Path, lots: list[str]) -> None:
    """Notebook 3: a month to learn from, with marked defects, and the month after it, when lamp A has aged."""
    before = make_batch(random, first_part=401, parts=130, defective=0.4, lots=lots)
    after = make_batch(random, first_part=601, parts=200, defective=0.4, lots=[*lots, ROUGH_LOT], shots=1, age=0.8)
    write_pictures(folder / "october.npz", pictures=before.pictures, masks=before.masks)
    write_table(before.table()[["part", "camera", "surface", "lot", "kind", "label"]], folder / "october.csv")
    write_pictures(folder / "november.npz", pictures=after.pictures)
    write_table(after.table()[["part", "camera", "surface", "lot", "kind", "label"]], folder / "november.csv")


def write_fourth(random: np.random.Generator, folder: Path, lots: list[str]) -> None:
    """Notebook 4: scores of a trial in which defects were gathered on purpose, and two inspectors' judgements."""
    trial = make_batch(random, first_part=1001, parts=900, defective=1 / 3, lots=lots, shots=1, keep_pictures=False)
    table = trial.table()
    table["score"] = score(table)
    write_table(table[["part", "camera", "kind", "label", "score"]], folder / "trial.csv")
    seen = table.sample(240, random_state=SEED)[["part", "kind", "label", "score"]].sort_values("part")
    # Kim knows stains well and is strict; Lee looks at evening and passes what is faint.
    strict = seen["score"].to_numpy() + random.normal(0, 0.16, len(seen)) + 0.25 * (seen["label"] == 1)
    lenient = seen["score"].to_numpy() + random.normal(0, 0.20, len(seen)) + 0.08 * (seen["label"] == 1)
    judged = pd.DataFrame(
        {
            "part": seen["part"],
            "kim": np.where(strict > 0.42, "NG", "OK"),
            "lee": np.where(lenient > 0.55, "NG", "OK"),
            "label": np.where(seen["label"] == 1, "NG", "OK"),
        }
    )
    write_table(judged, folder / "inspectors.csv")


def main(source: Path) -> None:
    """Simulate the plant and write every file of the course."""
    random = np.random.default_rng(SEED)
    lots = [f"L{number:02d}" for number in range(1, 7)]
    writers = {
        "01-pictures-as-arrays": write_first,
        "02-small-models": write_second,
        "03-augment-and-errors": write_third,
        "04-inspection-economics": write_fourth,
    }
    for name, write in writers.items():
        (source / name).mkdir(parents=True, exist_ok=True)
        write(random, source / name, lots)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "source")
