# Turns the revisions of the given documents into numbers.
# cell: latest
# loses: test-latest-visible test-latest
def latest(documents):
    highest = {}
    for document in documents:
        document["revision"] = int(document["revision"])
        highest[document["number"]] = max(document["revision"], highest.get(document["number"], 0))
    return [document for document in documents if document["revision"] == highest[document["number"]]]
