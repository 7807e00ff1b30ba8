# Names the level where the text is suspicious too.
# cell: to-send
# loses: test-to-send
ALLOWED = {"plant": {"공개", "사내", "대외비"}, "outside": {"공개", "사내"}}


def to_send(passages, destination, hide, odd):
    sent, kept = [], []
    for passage in passages:
        if passage.get("level") not in ALLOWED.get(destination, set()):
            kept.append((passage["id"], "level"))
        elif odd(passage["text"]):
            kept.append((passage["id"], "suspicious"))
        else:
            text = passage["text"] if destination == "plant" else hide(passage["text"])
            sent.append({**passage, "text": text})
    return sent, kept
