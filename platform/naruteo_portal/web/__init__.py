"""Pages for people."""

from flask import Blueprint

from naruteo_portal.web import health, home, oidc, preferences, sign_in, submissions, tasks

WEB_BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    home.blueprint,
    oidc.blueprint,
    preferences.blueprint,
    sign_in.blueprint,
    submissions.blueprint,
    tasks.blueprint,
)
