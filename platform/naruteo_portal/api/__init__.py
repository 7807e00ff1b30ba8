"""Interfaces for programs."""

from flask import Blueprint

API_BLUEPRINTS: tuple[Blueprint, ...] = ()
