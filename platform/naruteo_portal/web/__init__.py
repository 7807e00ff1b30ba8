"""Pages for people."""

from flask import Blueprint

from naruteo_portal.web import (
    account,
    audit,
    bulk,
    cohorts,
    courses,
    enrolments,
    grading,
    health,
    home,
    invitations,
    oidc,
    organisations,
    password,
    people,
    preferences,
    regrades,
    sign_in,
    sign_up,
    submissions,
    tasks,
)

WEB_BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    audit.blueprint,
    bulk.blueprint,
    cohorts.blueprint,
    courses.blueprint,
    enrolments.blueprint,
    grading.blueprint,
    health.blueprint,
    home.blueprint,
    invitations.blueprint,
    oidc.blueprint,
    organisations.blueprint,
    password.blueprint,
    people.blueprint,
    preferences.blueprint,
    regrades.blueprint,
    sign_in.blueprint,
    sign_up.blueprint,
    submissions.blueprint,
    tasks.blueprint,
)
