# Does not put letters together that are stored apart.
# cell: ngrams
# loses: test-ngrams
import unicodedata


def ngrams(text, n):
    found = []
    for word in re.findall(r"\w+", text.lower()):
        found += [word] if len(word) < n else [word[start : start + n] for start in range(len(word) - n + 1)]
    return found
