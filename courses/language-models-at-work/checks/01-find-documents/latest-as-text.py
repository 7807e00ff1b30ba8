# Compares revisions as text, so 9 is newer than 10.
# cell: latest
# loses: test-latest
def latest(documents):
    highest = {}
    for document in documents:
        number = document["number"]
        highest[number] = max(document["revision"], highest.get(number, ""))
    return [document for document in documents if document["revision"] == highest[document["number"]]]
