# Keeps whichever revision comes last.
# cell: latest
# loses: test-latest
def latest(documents):
    return list({document["number"]: document for document in documents}.values())
