# Leaves blanks and empty lines at the ends.
# cell: passages-of
# loses: test-passages-of
import re


def passages_of(document):
    sections = [("", [])]
    for line in document["body"].splitlines():
        heading = re.fullmatch(r"\[([^\[\]]+)\]", line.strip())
        if heading:
            sections.append((heading[1].strip(), []))
        else:
            sections[-1][1].append(line)
    number = document["number"]
    found = [(name, "\n".join(lines)) for name, lines in sections]
    return [
        {"id": f"{number}#{name}", "source": number, "title": document["title"], "section": name, "text": text}
        for name, text in found
        if text
    ]
