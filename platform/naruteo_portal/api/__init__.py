"""Interfaces for programs."""

from flask import Blueprint

from naruteo_portal.api import calendar, exchange, oidc, reviews

API_BLUEPRINTS: tuple[Blueprint, ...] = (
    calendar.blueprint,
    exchange.blueprint,
    oidc.blueprint,
    reviews.blueprint,
)
