# Drops numbers that do not exist without a word.
# cell: citations
# loses: test-citations-visible test-citations test-answer
import re


def citations(answer, count):
    """답의 인용 번호 / The citation numbers of an answer."""
    form = re.compile(r"\[\s*(\d+(?:\s*,\s*\d+)*)\s*\]")
    numbers = {int(number) for inside in form.findall(answer) for number in inside.split(",")}
    return {
        "cited": sorted(number for number in numbers if 1 <= number <= count),
        "unknown": [],
        "bare": sum(1 for sentence in sentences(answer) if not form.search(sentence)),
    }
