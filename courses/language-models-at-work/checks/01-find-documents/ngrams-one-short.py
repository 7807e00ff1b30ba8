# Stops one run too early.
# cell: ngrams
# loses: test-ngrams-visible test-ngrams
import unicodedata


def ngrams(text, n):
    found = []
    for word in re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()):
        found += [word] if len(word) <= n else [word[start : start + n] for start in range(len(word) - n)]
    return found
