"""The landing pages of a notebook server: where the portal's buttons lead."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_escape, url_path_join
from tornado.web import authenticated

from naruteo_hub.landing.fetching import CannotOpen, ask_exchange, open_assignment, open_source
from naruteo_hub.landing.language import choose_language
from naruteo_hub.landing.refusal import refusal_page


class Landing(JupyterHandler):
    """What the pages share: the home folder, the way into JupyterLab and the page for a refusal."""

    @property
    def home(self) -> Path:
        return Path(self.settings["server_root_dir"]).expanduser()

    async def lead_to(self, find: Callable[[], str]) -> None:
        """Send the browser to the path below the home folder that ``find`` returns, or say why there is none."""
        choose_language(self.get_query_argument("language", ""))
        try:
            path = await asyncio.to_thread(find)
        except CannotOpen as refusal:
            self.set_status(409)
            self.set_header("Content-Type", "text/html; charset=utf-8")
            await self.finish(refusal_page(str(refusal), again=self.request.uri or ""))
            return
        self.redirect(url_path_join(self.base_url, "lab/tree", url_escape(path)))


class OpenAssignment(Landing):
    """``/naruteo/open?course=&assignment=``: a learner's way to an assignment."""

    @authenticated
    async def get(self) -> None:
        course, assignment = self.get_query_argument("course", ""), self.get_query_argument("assignment", "")
        await self.lead_to(lambda: open_assignment(self.home, course, assignment))


class OpenSource(Landing):
    """``/naruteo/author?course=``: an instructor's way to a course's source."""

    @authenticated
    async def get(self) -> None:
        course = self.get_query_argument("course", "")
        await self.lead_to(lambda: open_source(self.home, course, ask_exchange))


def routes(base_url: str) -> list[tuple[str, Any]]:
    """Return the addresses of the landing pages."""
    return [
        (url_path_join(base_url, "naruteo/open"), OpenAssignment),
        (url_path_join(base_url, "naruteo/author"), OpenSource),
    ]
