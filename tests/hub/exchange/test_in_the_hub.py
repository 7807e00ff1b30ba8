"""The exchange as learners meet it: in a sandboxed server of a real Hub, with that server's own token."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from naruteo_portal.assessment.models import Submission
from naruteo_portal.core import hub as core_hub
from naruteo_portal.edge.transaction import Portal
from naruteo_testing.classroom import Classroom, solved
from naruteo_testing.hub import SERVICE_TOKEN, HubPerson, RunningHub
from naruteo_testing.styleguide import served


def ask(person: HubPerson, method: str, path: str, **fields: str) -> Any:
    """Call nbgrader's server extension as its JupyterLab extension does."""
    xsrf = person.browser.cookies.get("_xsrf", domain="localhost.local", path=f"/user/{person.name}/") or ""
    how: dict[str, Any] = {"params": fields} if method == "GET" else {"data": fields}
    answer = person.browser.request(method, f"/user/{person.name}/{path}", headers={"X-XSRFToken": xsrf}, **how)
    assert answer.is_success, answer.text + person.server_log
    return answer.json()


def test_a_learner_fetches_and_submits_from_a_sandboxed_server(
    app: Portal, classroom: Classroom, tmp_path: Path
) -> None:
    with served(app) as origin:
        hub = RunningHub(tmp_path, portal_port=int(origin.rpartition(":")[2]))
        app.settings = app.settings.model_copy(
            update={
                "hub_internal_url": f"http://127.0.0.1:{hub.port}",
                "hub_service_token": SecretStr(SERVICE_TOKEN),
            }
        )
        hub.start()
        try:
            person = hub.sign_in(classroom.learner.handle)
            person.start_server()
            first = {"course_id": "shop-floor", "assignment_id": "first"}
            (fetched,) = ask(person, "POST", "assignments/fetch", **first)["value"]
            assert (fetched["status"], fetched["path"]) == ("fetched", "shop-floor/first")
            (person.home / "shop-floor" / "first" / "work.ipynb").write_bytes(solved())
            _fetched, submitted = ask(person, "POST", "assignments/submit", **first)["value"]
            assert submitted["student_id"] == classroom.learner.handle
            assert ask(person, "GET", "courses") == {"success": True, "value": ["shop-floor"]}
            # A stranger to the course has a server, but nothing is there for them.
            stranger = hub.sign_in("stranger9")
            stranger.start_server()
            answer = ask(stranger, "POST", "assignments/submit", **first)
            assert answer["success"] is False
        finally:
            for each in hub.people:
                each.browser.close()
            hub.stop()
            # The portal keeps its connections to the Hub for as long as the process lives; this Hub is gone.
            core_hub.hub(app.settings)._http.close()
    classroom.session.rollback()
    (submission,) = classroom.session.scalars(select(Submission))
    assert submission.sha256
