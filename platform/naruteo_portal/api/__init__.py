"""Interfaces for programs."""

from flask import Blueprint

from naruteo_portal.api import exchange, oidc

API_BLUEPRINTS: tuple[Blueprint, ...] = (exchange.blueprint, oidc.blueprint)
