# Does not tell how to ask for a review, nor by when an answer comes.
# cell: letter
# loses: test-letter
def letter(case, language):
    korean = language == "ko"
    lines = [f"{case['score']} / {case['threshold']}"]
    for reason in case["reasons"]:
        lines.append(f"{reason[f'label_{language}']}: {reason['value']} {reason[f'unit_{language}']} ({reason['average']})")
    if case["automated"]:
        lines.append("자동으로 정했습니다." if korean else "Decided automatically.")
    return "\n".join(lines)
