# Drops figures without a unit.
# cell: quantities
# loses: test-quantities
import re


def quantities(text):
    """글에 나온 (값, 단위) / The (value, unit) of a text."""
    text = re.sub(r"\[\s*\d+(?:\s*,\s*\d+)*\s*\]", " ", text)
    spellings = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
    figure = r"(?<![A-Za-z0-9.,])(?<![A-Za-z0-9]-)(\d+(?:,\d{3})*(?:\.\d+)?)(?!\d)"
    form = re.compile(rf"{figure}(?:\s*({spellings})(?![A-Za-z]))?")
    return {(float(value.replace(",", "")), UNITS.get(unit, "")) for value, unit in form.findall(text) if unit}
