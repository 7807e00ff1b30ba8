# Falls over when the model does not answer.
# cell: answer
# loses: test-answer
def answer(question, ranked, budget, ask=None, model=None):
    """출처와 표시와 상태가 있는 답 / An answer with its sources, its label and its state."""
    chosen = fit(ranked, budget)
    if not chosen:
        return {"text": labelled(NOT_FOUND, None), "sources": [], "state": "not found"}
    said, state = None, "quoted"
    if ask is not None:
        try:
            said = ask(messages_for(question, chosen))
        except ZeroDivisionError:
            said = None
    made_by = model
    if said is None:
        said, made_by = extract(question, chosen), None
    found = citations(said, len(chosen))
    if made_by is not None:
        sound = found["cited"] and not found["unknown"] and not found["bare"] and not false_quotes(said, chosen)
        state = "checked" if sound else "unchecked"
    sources = [chosen[number - 1]["id"] for number in found["cited"]]
    return {"text": labelled(said, made_by), "sources": sources, "state": state}
