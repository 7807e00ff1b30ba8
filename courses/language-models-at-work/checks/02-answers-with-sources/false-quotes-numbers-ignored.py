# Compares letters only, so a wrong figure passes.
# cell: false-quotes
# loses: test-false-quotes-visible test-false-quotes test-answer
import unicodedata


def false_quotes(answer, passages):
    """자료에 없는 따옴표 글 / Quotations that are not in the sources."""
    def plain(text):
        return "".join(re.findall(r"[^\W\d]+", unicodedata.normalize("NFC", text)))

    texts = [plain(passage["text"]) for passage in passages]
    quotes = re.findall(r"“(.*?)”", answer, re.DOTALL)
    return [quote for quote in quotes if not any(plain(quote) in text for text in texts)]
