# Takes letters that are stored apart for other letters.
# cell: false-quotes
# loses: test-false-quotes
import unicodedata


def false_quotes(answer, passages):
    """자료에 없는 따옴표 글 / Quotations that are not in the sources."""
    def plain(text):
        return " ".join(text.split())

    texts = [plain(passage["text"]) for passage in passages]
    quotes = re.findall(r"“(.*?)”", answer, re.DOTALL)
    return [quote for quote in quotes if not any(plain(quote) in text for text in texts)]
