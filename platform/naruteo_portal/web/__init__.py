"""Pages for people."""

from flask import Blueprint

from naruteo_portal.web import account, health, home, oidc, password, preferences, sign_in, sign_up, submissions, tasks

WEB_BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    health.blueprint,
    home.blueprint,
    oidc.blueprint,
    password.blueprint,
    preferences.blueprint,
    sign_in.blueprint,
    sign_up.blueprint,
    submissions.blueprint,
    tasks.blueprint,
)
