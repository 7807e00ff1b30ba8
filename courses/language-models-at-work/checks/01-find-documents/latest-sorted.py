# Sorts the documents and loses the given order.
# cell: latest
# loses: test-latest
def latest(documents):
    newest = {}
    for document in sorted(documents, key=lambda d: (d["number"], int(d["revision"]))):
        newest[document["number"]] = document
    return list(newest.values())
