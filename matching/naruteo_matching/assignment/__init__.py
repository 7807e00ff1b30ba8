"""Stable assignment: deferred acceptance, candidates asking, with seats, reserves for groups and caps of regions."""

from naruteo_matching.assignment.deferred import deferred_acceptance, flexible_deferred_acceptance
from naruteo_matching.assignment.seating import NO_LIMIT, NO_RESERVES, Reserves

__all__ = ["NO_LIMIT", "NO_RESERVES", "Reserves", "deferred_acceptance", "flexible_deferred_acceptance"]
