"""Permission, declared on every route and checked before any view runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, request

from naruteo_portal.core.errors import NotAllowed, NotSignedIn
from naruteo_portal.edge.visitor import reader_or_none
from naruteo_portal.identity.models import Role

View = TypeVar("View", bound=Callable[..., Any])
PERMISSION = "permission"


@dataclass(frozen=True)
class Permission:
    """Who may call a route: everybody, whoever is signed in, some roles, or a program with its own credentials."""

    kind: str
    roles: frozenset[Role] = frozenset()

    def check(self) -> None:
        """Refuse a request that does not carry the permission."""
        if self.kind in ("anyone", "program"):
            return
        reader = reader_or_none()
        if reader is None:
            raise NotSignedIn
        if self.kind == "roles" and not reader.has(*self.roles):
            raise NotAllowed


ANYONE = Permission("anyone")
SIGNED_IN = Permission("signed in")
PROGRAM = Permission("program")
"""The view itself checks a token; no cookie counts (see `api/`)."""


def any_of(*roles: Role) -> Permission:
    """Whoever has one of these roles in any organisation; which objects they reach is up to the queries."""
    return Permission("roles", frozenset(roles))


def permit(permission: Permission) -> Callable[[View], View]:
    """Declare a view's permission; an application with an undeclared view does not start."""

    def declare(view: View) -> View:
        setattr(view, PERMISSION, permission)
        return view

    return declare


def permission_of(app: Flask, endpoint: str) -> Permission:
    """The permission that a route declares; LookupError if it declares none."""
    permission = getattr(app.view_functions[endpoint], PERMISSION, None)
    if not isinstance(permission, Permission):
        raise LookupError(f"The route {endpoint} declares no permission (see edge/guards.py)")
    return permission


def guard(app: Flask) -> None:
    """Check every request's permission, and that every route has one."""
    permit(ANYONE)(app.view_functions["static"])
    for endpoint in app.view_functions:
        permission_of(app, endpoint)

    def check_permission() -> None:
        if request.endpoint is not None:
            permission_of(app, request.endpoint).check()

    app.before_request(check_permission)
