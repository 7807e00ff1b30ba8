"""The language of JupyterLab's own menus: the portal's, until the person chooses one there."""

import json
from pathlib import Path

from jupyterlab.commands import get_user_settings_dir

TRANSLATION = Path("@jupyterlab") / "translation-extension" / "plugin.jupyterlab-settings"
LOCALES = {"ko": "ko_KR", "en": "default"}


def choose_language(language: str, settings: Path | None = None) -> None:
    """Set JupyterLab's language to ``language`` if it is one of ours and nobody has chosen one yet."""
    place = (settings or Path(get_user_settings_dir())) / TRANSLATION
    if language in LOCALES and not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps({"locale": LOCALES[language]}), encoding="utf-8")
