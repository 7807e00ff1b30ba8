# Keeps a hash of the user.
# cell: log-entry
# loses: test-log-entry-visible test-log-entry
def log_entry(event):
    """개인정보 없는 기록 / A log entry without personal data."""
    return {
        "hour": event["time"][:13],
        "sources": sorted(set(event["sources"])),
        "state": event["state"],
        "user": hash(event.get("user")),
        "model": event.get("model"),
        "seconds": round(event["seconds"], 1),
        "question_length": len(event["question"]) // 10 * 10,
    }
