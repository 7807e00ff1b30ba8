# Cuts at blanks only, so signs stay in.
# cell: ngrams
# loses: test-ngrams
import unicodedata


def ngrams(text, n):
    found = []
    for word in unicodedata.normalize("NFC", text).lower().split():
        found += [word] if len(word) < n else [word[start : start + n] for start in range(len(word) - n + 1)]
    return found
