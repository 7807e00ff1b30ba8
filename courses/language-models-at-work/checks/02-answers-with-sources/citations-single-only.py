# Reads only citations of a single number.
# cell: citations
# loses: test-citations-visible test-citations
import re


def citations(answer, count):
    """답의 인용 번호 / The citation numbers of an answer."""
    form = re.compile(r"\[\s*(\d+)\s*\]")
    numbers = {int(number) for inside in form.findall(answer) for number in inside.split(",")}
    return {
        "cited": sorted(number for number in numbers if 1 <= number <= count),
        "unknown": sorted(number for number in numbers if not 1 <= number <= count),
        "bare": sum(1 for sentence in sentences(answer) if not form.search(sentence)),
    }
