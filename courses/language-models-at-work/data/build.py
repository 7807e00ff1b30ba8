"""Writes what notebooks 2 and 3 share: passages.csv, made from the documents of notebook 1, and answerer.py.

Run it as `python courses/language-models-at-work/data/build.py` (or with another folder as its argument). Nothing in it
is random: the same documents give the same bytes. The documents themselves were written for this course.
"""

from __future__ import annotations

import csv
import re
import shutil
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "source"
DOCUMENTS = SOURCE / "01-find-documents" / "documents"
ANSWERER = SOURCE / "02-answers-with-sources" / "answerer.py"
WRITTEN_FOR = ("02-answers-with-sources", "03-evaluation-and-refusal")
COLUMNS = ("id", "source", "revision", "level", "title", "section", "text")


def read_document(path: Path) -> dict[str, str]:
    """Return the fields of a document's head, and its body."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return {**dict(line.split(": ", 1) for line in head.splitlines()), "body": body}


def newest(documents: list[dict[str, str]]) -> list[dict[str, str]]:
    """Keep the highest revision of each document."""
    found: dict[str, dict[str, str]] = {}
    for document in sorted(documents, key=lambda document: int(document["개정"])):
        found[document["문서번호"]] = document
    return [found[number] for number in sorted(found)]


def passages(document: dict[str, str]) -> list[dict[str, str]]:
    """Cut a document into its sections."""
    parts = re.split(r"^\[([^\[\]]+)\]$", document["body"], flags=re.MULTILINE)
    return [
        {
            "id": f"{document['문서번호']}#{section}",
            "source": document["문서번호"],
            "revision": document["개정"],
            "level": document["등급"],
            "title": document["제목"],
            "section": section,
            "text": text.strip(),
        }
        for section, text in zip(parts[1::2], parts[2::2], strict=True)
    ]


def main(folder: Path = SOURCE) -> None:
    """Write the passages and the answerer beside the notebooks that use them."""
    documents = [read_document(path) for path in sorted(DOCUMENTS.glob("*.txt"))]
    rows = [row for document in newest(documents) for row in passages(document)]
    for name in WRITTEN_FOR:
        (folder / name).mkdir(parents=True, exist_ok=True)
        with (folder / name / "passages.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        if name != ANSWERER.parent.name:
            shutil.copyfile(ANSWERER, folder / name / ANSWERER.name)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
