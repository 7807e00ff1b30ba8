"""The form that all forms are."""

import pytest
from wtforms import EmailField, SelectField, StringField
from wtforms.fields import SelectChoice

from naruteo_portal.core.i18n import N_
from naruteo_portal.edge.forms import AtMost, Form, MailAddress, required
from naruteo_portal.edge.transaction import Portal


class Everything(Form):
    email = EmailField(N_("Mail address"), [required(N_("Enter your mail address.")), MailAddress()])
    name = StringField(N_("Name"), [AtMost(5)], description=N_("Given name"))
    role = SelectField(N_("Role"), choices=[SelectChoice("a", N_("Administrator")), SelectChoice("b", N_("Auditor"))])


@pytest.mark.parametrize(
    ("language", "label", "choice", "missing", "strange"),
    [
        ("ko", "메일 주소", "관리자", "메일 주소를 입력해 주세요.", "목록에 있는 것을 골라 주세요."),
        ("en", "Mail address", "Administrator", "Enter your mail address.", "Not a valid choice."),
    ],
)
def test_words_are_the_readers(app: Portal, language: str, label: str, choice: str, missing: str, strange: str) -> None:
    headers = {"Cookie": f"language={language}"}
    with app.test_request_context("/", method="POST", data={"role": "x", "name": "123456"}, headers=headers):
        form = Everything()
        assert not form.validate_on_submit()
        assert form.email.label.text == label
        assert form.role.choices[0].label == choice
        assert form.errors["email"] == [missing]
        assert form.errors["role"] == [strange]
        assert len(form.errors["name"]) == 1


def test_addresses_are_brought_into_the_kept_form(app: Portal) -> None:
    data = {"email": " Haneul@Example.KR ", "role": "a"}
    with app.test_request_context("/", method="POST", data=data):
        form = Everything()
        assert form.validate_on_submit()
        assert form.email.data == "haneul@example.kr"
