"""The database's own server lets nobody else on the machine in."""

import stat

from naruteo_portal.core.embedded_postgres import EmbeddedPostgres


def test_the_socket_is_its_owners_alone(postgres: EmbeddedPostgres) -> None:
    assert stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(postgres.socket.parent.stat().st_mode) == 0o700
