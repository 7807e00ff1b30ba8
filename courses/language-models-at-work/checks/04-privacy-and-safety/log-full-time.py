# Keeps the minute and second.
# cell: log-entry
# loses: test-log-entry-visible test-log-entry
def log_entry(event):
    """개인정보 없는 기록 / A log entry without personal data."""
    return {
        "hour": event["time"],
        "sources": sorted(set(event["sources"])),
        "state": event["state"],
        "model": event.get("model"),
        "seconds": round(event["seconds"], 1),
        "question_length": len(event["question"]) // 10 * 10,
    }
