# Knows no extension of the time.
# cell: review-gaps
# loses: test-review-gaps
def review_gaps(review):
    gaps = []
    if review["reviewed_by"] == review["decided_by"]:
        gaps.append("same person")
    if review["can_change"] != "yes":
        gaps.append("no power")
    if review["saw_papers"] != "yes":
        gaps.append("papers not seen")
    if not review["answered_on"]:
        gaps.append("not answered")
    elif review["answered_on"] > answer_by(review["asked_on"]):
        gaps.append("late")
    if review["outcome"] not in ("kept", "changed"):
        gaps.append("no outcome")
    if not review["reason"].strip():
        gaps.append("no reason")
    return gaps
