"""The headers that keep pages to themselves."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{forms}"
)
YEAR_SECONDS = 365 * 24 * 3600


def add_headers(app: Flask, *, hub_origin: str, secure: bool) -> None:
    """Send the strict policy with every answer; forms may lead on to the Hub, which sign-in needs."""
    policy = POLICY.format(forms=f" {hub_origin}")

    def protect(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if secure:
            headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
        if request.endpoint == "static":
            # Addresses of static files carry their content's hash, so they never go stale.
            headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        else:
            headers.setdefault("Cache-Control", "no-store")
            headers.add("Vary", "Authorization, Cookie, HX-Request")
        return response

    app.after_request(protect)
