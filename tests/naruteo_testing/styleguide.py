"""A small application that shows every macro of the interface kit, and every error page, without a database."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, flash, jsonify, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

import naruteo_portal
from naruteo_portal.core.i18n import translations
from naruteo_portal.edge import words
from naruteo_portal.edge.headers import add_headers
from naruteo_portal.edge.navigation import Item
from naruteo_portal.edge.visitor import locale

PORTAL = Path(naruteo_portal.__file__).parent
NAMES = "김하늘 · Nguyễn Thị Mai · Bat-Erdene Ганбаатар · สมชาย · 쀍"
FEEDBACK = (Path(__file__).parent / "templates" / "feedback.html").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Person:
    """Who is signed in on the styleguide."""

    name: str
    home_url: str


class EveryField(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """One field of each kind."""

    name = StringField("이름", [InputRequired("이름을 입력해 주세요.")], description="여권에 적힌 대로 적어 주세요.")
    email = EmailField("전자우편", [InputRequired("전자우편 주소를 입력해 주세요.")])
    password = PasswordField("비밀번호", [InputRequired("비밀번호를 입력해 주세요.")])
    region = SelectField(
        "지역",
        choices=[
            SelectChoice("", "선택하세요"),
            SelectChoice("jb", "전북특별자치도"),
            SelectChoice("bs", "부산광역시"),
        ],
    )
    born = DateField("생년월일")
    reason = TextAreaField("신청 이유", [InputRequired("신청 이유를 적어 주세요.")])
    mode = RadioField(
        "수강 방식",
        [InputRequired("수강 방식을 골라 주세요.")],
        choices=[SelectChoice("on", "온라인"), SelectChoice("off", "집합 교육")],
    )
    skills = SelectMultipleField(
        "관심 분야", choices=[SelectChoice("py", "파이썬"), SelectChoice("sql", "데이터베이스")]
    )
    file = FileField("명단 파일", description="CSV 또는 XLSX, 2 MB까지")
    agree = BooleanField("이용 약관에 동의합니다", [InputRequired("동의가 필요합니다.")])


def styleguide() -> Flask:
    """The application; its pages are /, /empty, /form and /error/<status>."""
    app = Flask("styleguide", static_folder=str(PORTAL / "static"), static_url_path="/static")
    app.config.update(SECRET_KEY="only-for-the-styleguide")
    CSRFProtect(app)
    own = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(PORTAL / "web" / "templates"), own])
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext=lambda text: translations(locale()).gettext(text),
        ngettext=lambda one, many, count: translations(locale()).ngettext(one, many, count),
        newstyle=True,
    )
    environment.filters.update(instant=words.instant, day=words.day, number=words.number)
    environment.globals.update(static=words.static, here=words.here)
    environment.trim_blocks = environment.lstrip_blocks = True
    add_headers(app, hub_origin="http://localhost:9", secure=False)

    @app.context_processor
    def context() -> dict[str, Any]:
        korean = locale() == "ko"
        labels = (
            ("나의 학습", "과정", "나의 기수", "사람") if korean else ("My learning", "Courses", "My cohorts", "People")
        )
        return {
            "locale": locale(),
            "signed_in": None if "visitor" in request.args else Person("김하늘" if korean else "Kim Haneul", "/"),
            "nav": [Item(label, number == 1, f"/?{number}") for number, label in enumerate(labels)],
            "unread_notices": lambda: 3,
            "display": request.cookies.get("display", "system"),
            "session_seconds": request.args.get("session", type=int),
            "settings": None,
        }

    @app.route("/", methods=["GET", "POST"])
    def everything() -> tuple[str, int]:
        form = EveryField()
        wrong = form.is_submitted() and not form.validate()
        if "flash" in request.args:
            flash("과제를 냈습니다." if locale() == "ko" else "Your work was handed in.", "success")
        page = render_template(
            "styleguide.html",
            form=form,
            names=NAMES,
            feedback=FEEDBACK,
            at=datetime(2026, 11, 30, 9, tzinfo=UTC),
            on=date(2026, 11, 30),
        )
        return page, 422 if wrong else 200

    @app.route("/form", methods=["GET", "POST"])
    def form_alone() -> tuple[str, int]:
        form = EveryField()
        wrong = form.is_submitted() and not form.validate()
        return render_template("styleguide_form.html", form=form), 422 if wrong else 200

    @app.get("/error/<int:status>")
    def error(status: int) -> tuple[str, int]:
        return render_template("errors/error.html", status=status, message=None, reference="7f3c9a10b2de"), 200

    @app.post("/session/keep-alive")
    def keep_alive() -> Response:
        if "Lost" in request.headers.get("X-CSRFToken", ""):
            abort(401)
        return jsonify(seconds=600)

    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
