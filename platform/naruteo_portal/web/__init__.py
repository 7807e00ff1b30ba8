"""Pages for people."""

from flask import Blueprint

from naruteo_portal.web import health, home, language, sign_in

WEB_BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    home.blueprint,
    language.blueprint,
    sign_in.blueprint,
)
