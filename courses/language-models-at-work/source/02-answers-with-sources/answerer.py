"""What answers questions in this course: an honest extractor that ships, and a model elsewhere if one is named.

The extractor generates nothing. It picks sentences that stand in the documents and quotes them with their number.
A model is asked only if the environment names an OpenAI-compatible endpoint:

    PLANT_LLM_URL    its base address, such as https://llm.example.kr/v1
    PLANT_LLM_MODEL  the model's name there
    PLANT_LLM_KEY    its key, if it wants one

Marks never need it, and Naruteo's notebook servers have no network, so there `endpoint()` gives None or fails politely.
"""

import json
import os
import re
import urllib.request
from functools import lru_cache

from sklearn.feature_extraction.text import TfidfVectorizer

NOT_FOUND = "자료에서 답을 찾지 못했습니다. / The documents do not answer this."
SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"”]?(?:\s*\[\d[\d,\s]*\])*(?=\s|$)|$)", re.MULTILINE)


class EndpointFault(OSError):
    """The model could not be asked, or what it said is not an answer."""


def sentences(text):
    """Cut text into sentences; a citation such as [1] stays with the sentence before it."""
    return [found.strip() for found in SENTENCE.findall(text) if found.strip()]


def pairs(text):
    """Return the distinct runs of two letters of a text, within its words."""
    words = re.findall(r"\w+", text.lower())
    return {word[start : start + 2] for word in words for start in range(max(len(word) - 1, 1))}


@lru_cache(maxsize=4)
def _index(texts):
    """Weigh the letter groups of the passages; kept, because many questions are asked of the same passages."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3))
    return vectors, vectors.fit_transform(texts)


def find(question, passages, k=4):
    """Return the k passages most similar to the question, each with its score; none that shares nothing."""
    vectors, table = _index(tuple(f"{p['title']} {p['section']} {p['text']}" for p in passages))
    scores = (table @ vectors.transform([question]).T).toarray().ravel()
    order = sorted(range(len(passages)), key=lambda place: -scores[place])[:k]
    return [{**passages[place], "score": float(scores[place])} for place in order if scores[place] > 0]


def extract(question, passages, most=2):
    """Quote the sentences that share most with the question; say so if none shares anything."""
    asked = pairs(question)
    found = []
    for number, passage in enumerate(passages, 1):
        about = pairs(f"{passage['title']} {passage['section']}")
        for sentence in sentences(passage["text"]):
            shared = len(asked & pairs(sentence)) + 0.5 * len(asked & about)
            # An early passage is the better find, so it wins among equals.
            found.append((-shared / (1 + 0.2 * number), number, sentence))
    chosen = [(number, sentence) for score, number, sentence in sorted(found)[:most] if score < 0]
    return " ".join(f"“{sentence}” [{number}]" for number, sentence in chosen) or NOT_FOUND


def endpoint():
    """Return a function that asks the configured model, or None when none is configured."""
    address, model = os.environ.get("PLANT_LLM_URL", ""), os.environ.get("PLANT_LLM_MODEL", "")
    if not address or not model:
        return None
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1)[:/]", address):
        raise EndpointFault("PLANT_LLM_URL must begin with https:// (or http:// for this very machine)")

    def ask(messages):
        body = json.dumps({"model": model, "messages": messages, "temperature": 0}).encode()
        headers = {"Content-Type": "application/json"}
        if os.environ.get("PLANT_LLM_KEY"):
            headers["Authorization"] = f"Bearer {os.environ['PLANT_LLM_KEY']}"
        request = urllib.request.Request(f"{address.rstrip('/')}/chat/completions", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                said = json.load(reply)["choices"][0]["message"]["content"]
        except (OSError, ValueError, LookupError, TypeError) as fault:
            raise EndpointFault(f"the model did not answer: {fault}") from fault
        if not isinstance(said, str):
            raise EndpointFault("the model answered with something other than text")
        return said

    return ask
