"""Open an assignment in JupyterLab in one step: fetch it if it is not there yet, then show its first notebook."""

from typing import Any

from naruteo_hub.landing.handlers import routes


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "naruteo_hub.landing"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Add the landing pages to a notebook server; called by jupyter_server."""
    serverapp.web_app.add_handlers(".*$", routes(serverapp.base_url))
