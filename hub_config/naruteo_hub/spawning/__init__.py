"""Start each user's notebook server in a sandbox of its own that only two doors lead out of.

Nothing is imported here: two small programs of this package run beside every server and must not carry the Hub along.
"""
