# Masks the given passages themselves.
# cell: to-send
# loses: test-to-send
ALLOWED = {"plant": {"공개", "사내", "대외비"}, "outside": {"공개", "사내"}}


def to_send(passages, destination, hide, odd):
    """보낼 조각과 남길 조각 / Passages to send, and those kept back with the reason."""
    sent, kept = [], []
    for passage in passages:
        if odd(passage["text"]):
            kept.append((passage["id"], "suspicious"))
        elif passage.get("level") not in ALLOWED.get(destination, set()):
            kept.append((passage["id"], "level"))
        else:
            text = passage["text"] if destination == "plant" else hide(passage["text"])
            passage["text"] = text
            sent.append(passage)
    return sent, kept
