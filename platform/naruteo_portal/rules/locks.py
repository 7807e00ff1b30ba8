"""The lock of past regimes: what was in force is never changed without saying so.

`regimes.lock.yaml` beside a programme keeps the digest of each regime. A digest that no longer agrees means that
somebody edited the past; it is accepted only with an entry under `corrections:` that says which regime, why and when.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import Field

from naruteo_portal.core.safe_yaml import Text
from naruteo_portal.rules.model import Line, Part, Sha256
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import FileFault, read_file

LOCK = "regimes.lock.yaml"


class Correction(Part):
    """A past regime that was found to be written wrongly."""

    regime: date
    was: Sha256
    becomes: Sha256
    corrected_on: date
    reason: Line


class LockFile(Part):
    """The file regimes.lock.yaml."""

    digests: dict[date, Sha256]
    corrections: list[Correction] = Field(default_factory=list)


def broken_locks(folder: Path, programme: Programme) -> list[FileFault]:
    """Every regime that is not as it was locked, or was never locked."""
    path = folder / LOCK
    source, lock = read_file(path, LockFile) if path.exists() else (None, LockFile(digests={}))
    faults = []

    def fault(regime: date, ko: str, en: str) -> None:
        faults.append(FileFault.at(path, source, Text(ko, en), "digests", regime.isoformat()))

    present = programme.digests
    corrected = {(each.regime, each.was): each.becomes for each in lock.corrections}
    for regime, digest in present.items():
        locked = lock.digests.get(regime)
        if locked is None:
            fault(
                regime, f"{regime}부터의 규정이 잠기지 않았습니다. 'naruteo rules check --lock'으로 잠가 주세요.",
                f"The regime of {regime} is not locked. Lock it with 'naruteo rules check --lock'.",
            )  # fmt: skip
        elif digest not in (locked, corrected.get((regime, locked))):
            fault(
                regime,
                f"{regime}부터의 규정이 바뀌었습니다({locked[:12]} → {digest[:12]}). 되돌리거나 corrections에 이유를 "
                "적어 주세요.",
                f"The regime of {regime} was changed ({locked[:12]} to {digest[:12]}, in full {digest}). "
                "Undo it, or say why under corrections.",
            )
    for regime in lock.digests.keys() - present.keys():
        fault(regime, f"{regime}부터의 규정이 없어졌습니다.", f"The regime of {regime} is gone.")
    return faults


def lock_new(folder: Path, programme: Programme) -> list[date]:
    """Lock the regimes that are not yet locked, and return them; those that are stay as they are."""
    path = folder / LOCK
    lock = read_file(path, LockFile)[1] if path.exists() else LockFile(digests={})
    new = {regime: digest for regime, digest in programme.digests.items() if regime not in lock.digests}
    digests = dict(sorted({**lock.digests, **new}.items()))
    lines = ["# The digest of each regime; a past one changes only with an entry under corrections.", "digests:"]
    lines += [f"  {regime}: {digest}" for regime, digest in digests.items()]
    if lock.corrections:
        lines.append("corrections:")
    for each in lock.corrections:
        lines += [
            f"  - regime: {each.regime}", f"    was: {each.was}", f"    becomes: {each.becomes}",
            f"    corrected_on: {each.corrected_on}", f"    reason: {_quoted(each.reason)}",
        ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return list(new)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
