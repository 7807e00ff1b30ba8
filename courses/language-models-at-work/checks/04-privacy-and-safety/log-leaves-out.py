# Copies everything but user, question and answer.
# cell: log-entry
# loses: test-log-entry
def log_entry(event):
    entry = {key: value for key, value in event.items() if key not in ("user", "question", "answer", "time")}
    entry["hour"] = event["time"][:13]
    entry["sources"] = sorted(set(event["sources"]))
    entry["model"] = event.get("model")
    entry["seconds"] = round(event["seconds"], 1)
    entry["question_length"] = len(event["question"]) // 10 * 10
    return entry
