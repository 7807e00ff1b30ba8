"""The application factory: settings in, a portal out."""

from urllib.parse import urlsplit

from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from naruteo_portal.api import API_BLUEPRINTS
from naruteo_portal.core.database import make_engine
from naruteo_portal.edge.answers import answer_errors
from naruteo_portal.edge.arrivals import FORM_ROOM_BYTES, check_arrivals
from naruteo_portal.edge.guards import guard
from naruteo_portal.edge.headers import add_headers
from naruteo_portal.edge.logs import log_requests
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.edge.visitor import load_visitor
from naruteo_portal.edge.words import give_words
from naruteo_portal.settings import Settings
from naruteo_portal.web import WEB_BLUEPRINTS

MINIMUM_SECRET = 32


def create_app(settings: Settings, engine: Engine | None = None) -> Portal:
    """Build the portal; RuntimeError says what is missing from the settings."""
    if len(settings.secret_key.get_secret_value()) < MINIMUM_SECRET:
        raise RuntimeError(f"NARUTEO_SECRET_KEY must have at least {MINIMUM_SECRET} characters")
    app = Portal("naruteo_portal", template_folder="web/templates", static_folder="static")
    app.settings = settings
    app.engine = engine or make_engine(settings.database_url)
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="naruteo",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        MAX_CONTENT_LENGTH=settings.max_submission_bytes + FORM_ROOM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[settings.trusted_proxies] * 4)  # type: ignore[method-assign]
    log_requests(app)
    # First, so that no slow sender keeps a database connection waiting for the rest of a form.
    check_arrivals(app)
    app.before_request(load_visitor)
    csrf = CSRFProtect(app)
    for blueprint in WEB_BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in API_BLUEPRINTS:
        # Programs come with a token in a header, never with a cookie that a browser would send by itself.
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    give_words(app)
    hub = urlsplit(settings.hub_url)
    add_headers(app, hub_origin=f"{hub.scheme}://{hub.netloc}", secure=settings.secure)
    answer_errors(app)
    guard(app)
    return app
