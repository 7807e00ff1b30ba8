"""Writes platform/settings.md from the settings' own descriptions; a test compares them."""

from pathlib import Path

from naruteo_portal.settings import Settings

PAGE = Path(__file__).with_name("settings.md")
HEAD = """# Settings

Every setting is an environment variable. `naruteo up` needs none of them: it makes the secrets at its first start and
keeps them in `<data>/secrets/`. This list is written by `python platform/write_settings.py`.

| Variable | Default | What it is for |
|---|---|---|
"""
FOOT = """
## The Hub's own variables

`naruteo up` gives these to JupyterHub; whoever starts JupyterHub in another way sets them (see
`hub_config/jupyterhub_config.py`).

| Variable | What it is for |
|---|---|
| `NARUTEO_DATA`, `NARUTEO_PORTAL_URL`, `NARUTEO_PORTAL_INTERNAL_URL`, `NARUTEO_HUB_URL` | As above |
| `NARUTEO_HUB_CLIENT_SECRET`, `NARUTEO_HUB_SERVICE_TOKEN` | As above |
| `NARUTEO_HUB_HOST`, `NARUTEO_HUB_PORT` | Where the Hub's proxy listens |
| `NARUTEO_NOTEBOOK_MEMORY` | Memory of one notebook server, for instance `2G` |
| `JUPYTERHUB_CRYPT_KEY` | Seals what the Hub keeps of a sign-in |
| `CONFIGPROXY_AUTH_TOKEN` | Shared by the Hub and its proxy |

## Inside a sandbox

Set by the platform itself; nobody else needs them.

| Variable | What it is for |
|---|---|
| `NARUTEO_EXCHANGE_URL` | Where nbgrader's exchange reaches the portal |
| `NARUTEO_KERNEL_FILES` | Where a sandboxed kernel finds the files that it works on |
"""


def settings_page() -> str:
    """The list of settings as Markdown."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = str(getattr(field.default, "get_secret_value", lambda value=field.default: value)())
        rows.append(f"| `NARUTEO_{name.upper()}` | {f'`{default}`' if default else ''} | {field.description} |\n")
    return HEAD + "".join(rows) + FOOT


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
