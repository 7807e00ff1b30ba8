"""Who of those that the portal vouches for may have a notebook server: people of a course, and administrators."""

from typing import Any

from tornado.web import HTTPError

ADMINISTRATORS = "naruteo:administrator"
COURSE = "course:"


async def admit(authenticator: Any, handler: Any, model: dict[str, Any]) -> dict[str, Any]:
    """Let a signed-in person into the Hub if the portal says that they are in a course; refuse with a sentence if not.

    This is the Hub's ``post_auth_hook``: course groups come and go, so no fixed list of groups would do.
    """
    groups = model.get("groups") or []
    if ADMINISTRATORS in groups or any(group.startswith(COURSE) for group in groups):
        return model
    raise HTTPError(
        403,
        "수강 중인 과정이 없어 노트북을 열 수 없습니다. 포털에서 과정을 신청해 주세요. "
        "You are not in a course, so there is no notebook to open. Apply for a course in the portal.",
    )
