# Drops repeats.
# cell: ngrams
# loses: test-ngrams
import unicodedata


def ngrams(text, n):
    found = []
    for word in re.findall(r"\w+", unicodedata.normalize("NFC", text).lower()):
        pieces = [word] if len(word) < n else [word[start : start + n] for start in range(len(word) - n + 1)]
        found += [piece for piece in pieces if piece not in found]
    return found
