"""What templates can say: words, dates, numbers and addresses in the reader's language."""

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from markupsafe import Markup

from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import Message, choose, say_day, say_instant, translations
from naruteo_portal.edge.application import settings
from naruteo_portal.edge.navigation import navigation, service_line, signed_in, unread_notices
from naruteo_portal.edge.visitor import display, locale, session_seconds
from naruteo_portal.identity.labels import KINDS, ROLES
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.identity.names import Named, display_name


def instant(value: datetime) -> Markup:
    """An instant in Korean time, readable by people and programs."""
    local = value.astimezone(KST).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(local, say_instant(value, locale()))


def day(value: date) -> Markup:
    """A calendar day."""
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), say_day(value, locale()))


def number(value: float) -> str:
    """A score or count without needless decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def words(content: dict[str, str]) -> str:
    """Content that exists in both languages, in the reader's."""
    return choose(content, locale())


def said(message: Message) -> str:
    """A marked message in the reader's language."""
    return message.said_in(locale())


def called(person: Named) -> str:
    """A person's name as the reader's language shows it."""
    return display_name(person, locale())


def role(value: Role) -> str:
    """The word for a role."""
    return ROLES[value].said_in(locale())


def kind(value: OrganisationKind) -> str:
    """The word for a kind of organisation."""
    return KINDS[value].said_in(locale())


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static(path: str) -> str:
    """The address of a static file; it changes with the file's content."""
    folder = Path(__file__).parent.parent / "static"
    return url_for("static", filename=path, v=_fingerprint(folder / path))


def here(**changes: Any) -> str:
    """The present address with some of its query changed; None takes a part out."""
    arguments = {**request.args.to_dict(), **changes}
    query = urlencode({name: value for name, value in arguments.items() if value is not None})
    return f"{request.path}?{query}" if query else request.path


def _gettext(text: str) -> str:
    return translations(locale()).gettext(text)


def _ngettext(one: str, many: str, count: int) -> str:
    return translations(locale()).ngettext(one, many, count)


def give_words(app: Flask) -> None:
    """Hand the vocabulary to every template."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # The extension adds this method when it is loaded, so type checkers do not know it.
    vars(app.jinja_env)["install_gettext_callables"](gettext=_gettext, ngettext=_ngettext, newstyle=True)
    app.jinja_env.filters.update(
        instant=instant, day=day, number=number, words=words, said=said, called=called, role=role, kind=kind
    )
    app.jinja_env.globals.update(static=static, here=here)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def context() -> dict[str, Any]:
        return {
            "locale": locale(),
            "signed_in": signed_in(),
            "nav": navigation(),
            "unread_notices": unread_notices,
            "service_line": service_line,
            "settings": settings(),
            "display": display(),
            "session_seconds": session_seconds(),
        }

    app.context_processor(context)
