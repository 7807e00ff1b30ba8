"""English words without their endings, so that "welding", "welder" and "weld" are one."""

ENDINGS = ("ing", "ed", "ion", "er", "or", "ment", "al", "e")
SHORTEST = 4
"""Letters that have to be left; what is shorter says too little."""

WHOLE = frozenset({"accounting", "casting", "commissioning", "marketing", "sales"})
"""Words whose stem is something else: an account, a cast, a commission, a market, a sale."""


def stem(word: str) -> str:
    """A word in lower case without its plural and one ending."""
    lower = word.casefold()
    return lower if lower in WHOLE else _without(_without(lower, ("es", "is", "s")), ENDINGS)


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word
