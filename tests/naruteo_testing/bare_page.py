"""The smallest Flask page, to compare with."""

from flask import Flask

app = Flask("bare_page")


@app.get("/")
def page() -> str:
    """A page that asks nobody anything."""
    return "<!doctype html><html lang=en><title>Bare</title><p>A bare Flask page.</p></html>"
