# Loses words that are shorter than n.
# cell: ngrams
# loses: test-ngrams-visible test-ngrams
import unicodedata


def ngrams(text, n):
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    return [word[start : start + n] for word in words for start in range(len(word) - n + 1)]
