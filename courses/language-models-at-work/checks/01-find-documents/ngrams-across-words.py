# Lets runs cross the end of a word.
# cell: ngrams
# loses: test-ngrams-visible test-ngrams
import unicodedata


def ngrams(text, n):
    text = unicodedata.normalize("NFC", text).lower()
    return [text[start : start + n] for start in range(len(text) - n + 1)]
