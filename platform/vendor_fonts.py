"""Developers' script: make the fonts of documents out of Pretendard GOV (needs npm; users do not).

    python platform/vendor_fonts.py

The package is fetched with `npm pack`, checked against its integrity hash, and each weight is reduced to the signs that
documents write: all syllables of Hangul, Latin with the letters of Vietnamese, Greek, Cyrillic, signs. The licence
reserves the name "Pretendard" for the fonts as their author made them, so ours have another.
"""

import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from vendor_ui import ROOT, Package, unpacked, write_inventory

FOLDER = ROOT / "platform" / "naruteo_portal" / "core" / "fonts"
FAMILY = "Naruteo Document Sans"
WEIGHTS = ("Regular", "Bold")
PRETENDARD = Package(
    "pretendard-gov",
    "1.3.9",
    "sha512-U9bEVWfBoM5AUAM2yJvmbffrt4oO//onVbKOIzy/pEU0SEP+6O/YmOxGgYaMgDr+zmqhDGhSwQqOnBFSgmp4bQ==",
    "OFL-1.1",
    {"dist/LICENSE.txt": "OFL.txt"},
)
# Latin and Vietnamese, Greek, Cyrillic; punctuation, currency, arrows, sums, figures in circles, boxes; Korean
# brackets, letters, signs and syllables; full width.
KEPT = """
    20-7E A0-17F 1A0-1A1 1AF-1B0 218-21B 1EA0-1EF9 391-3A9 3B1-3C9 401 410-44F 451
    2010-2027 2030-203B 2070-209F 20A0-20BF 2100-22FF 2460-27BF
    3000-303F 3131-318E 3200-33FF AC00-D7A3 FF00-FFEF
"""
FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum"]
# By number: family, full name, PostScript's name.
FAMILY_NAME, UNIQUE_NAME, FULL_NAME, POSTSCRIPT_NAME, LONG_FAMILY_NAME = 1, 3, 4, 6, 16


def reduced(source: Path, weight: str) -> TTFont:
    """A weight with the kept signs alone, under our name."""
    options = subset.Options()
    options.layout_features, options.name_IDs = FEATURES, ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    spans = [[int(end, 16) for end in span.split("-")] for span in KEPT.split()]
    subsetter.populate(unicodes=[code for span in spans for code in range(span[0], span[-1] + 1)])
    subsetter.subset(font)
    names = {
        FAMILY_NAME: FAMILY,
        UNIQUE_NAME: f"1.309;Naruteo;{FAMILY} {weight}",
        FULL_NAME: f"{FAMILY} {weight}",
        POSTSCRIPT_NAME: f"{FAMILY.replace(' ', '')}-{weight}",
        LONG_FAMILY_NAME: FAMILY,
    }
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    top = font["CFF "].cff
    top.fontNames = [names[POSTSCRIPT_NAME]]
    top[0].FamilyName, top[0].FullName = FAMILY, names[FULL_NAME]
    return font


def main() -> None:
    """Fetch, reduce, write the inventory."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        package = unpacked(PRETENDARD, Path(name))
        for here, there in PRETENDARD.copies.items():
            (FOLDER / there).write_bytes((package / here).read_bytes())
        for weight in WEIGHTS:
            source = package / "dist" / "public" / "static" / f"PretendardGOV-{weight}.otf"
            reduced(source, weight).save(FOLDER / f"NaruteoDocumentSans-{weight}.otf")
    write_inventory(FOLDER, [PRETENDARD])


if __name__ == "__main__":
    main()
