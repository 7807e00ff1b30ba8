# Divides by all questions.
# cell: scoreboard
# loses: test-scoreboard-visible test-scoreboard test-own-answer
def scoreboard(results):
    """정밀도, 맞게 답한 비율, 잘못 답해 버린 비율 / Precision, coverage and false answers."""
    def share(part, whole):
        return part / whole if whole else None

    right = sum(outcome == "right" for _, outcome in results)
    answered = sum(outcome != "refused" for _, outcome in results)
    answerable = sum(bool(has) for has, _ in results)
    made_up = sum(not has and outcome != "refused" for has, outcome in results)
    return {
        "precision": share(right, len(results)),
        "coverage": share(right, answerable),
        "false_answers": share(made_up, len(results) - answerable),
    }
