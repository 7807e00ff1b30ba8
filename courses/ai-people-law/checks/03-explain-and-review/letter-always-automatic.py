# Says that it was automatic even when a person decided.
# cell: letter
# loses: test-letter
def letter(case, language):
    korean = language == "ko"
    lines = [f"{case['score']} / {case['threshold']}"]
    for reason in case["reasons"]:
        lines.append(f"{reason[f'label_{language}']}: {reason['value']} {reason[f'unit_{language}']} ({reason['average']})")
    if True:
        lines.append("자동으로 정했습니다." if korean else "Decided automatically.")
    again = "재검토를 원하시면" if korean else "For a review by a person:"
    lines.append(f"{again} {case[f'contact_{language}']}, {case['answer_by']}")
    return "\n".join(lines)
