# Falls over without a model.
# cell: log-entry
# loses: test-log-entry
def log_entry(event):
    """개인정보 없는 기록 / A log entry without personal data."""
    return {
        "hour": event["time"][:13],
        "sources": sorted(set(event["sources"])),
        "state": event["state"],
        "model": event["model"],
        "seconds": round(event["seconds"], 1),
        "question_length": len(event["question"]) // 10 * 10,
    }
