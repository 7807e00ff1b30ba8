"""Units of quantities, so that won are never added to hours."""

from __future__ import annotations

from dataclasses import dataclass

BASE = ("KRW", "hour", "day", "month", "year", "person", "lesson", "point")
PURE = "/1"


@dataclass(frozen=True)
class Unit:
    """A product of base units: {"KRW": 1, "hour": -1} is won per hour; a pure number has none."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def named(cls, name: str) -> Unit:
        """The unit of a name such as "KRW", "KRW/hour" or "/1"; ValueError for another one."""
        powers: dict[str, int] = {}
        over, _, under = name.partition("/")
        for part, power in ((over, 1), (under, -1)):
            for base in part.split("*"):
                if base in BASE:
                    powers[base] = powers.get(base, 0) + power
                elif base not in ("", "1"):
                    raise ValueError(base)
        return cls._of(powers)

    @classmethod
    def _of(cls, powers: dict[str, int]) -> Unit:
        return cls(tuple(sorted((base, power) for base, power in powers.items() if power)))

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """The unit of a product, or with sign -1 of a quotient."""
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + sign * power
        return self._of(powers)

    def __str__(self) -> str:
        over = "*".join(base for base, power in self.powers for _ in range(power))
        under = "*".join(base for base, power in self.powers for _ in range(-power))
        return f"{over or ('' if under else PURE)}{'/' + under if under else ''}"
