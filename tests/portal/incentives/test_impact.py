"""A draft of the rules is tried on the stored claims before anybody is judged by it."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from naruteo_portal.cli.rules import rules
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.incentives.claims.claims import reckoned_of
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.figures.in_force import programme_in_force
from naruteo_portal.incentives.impact import Impact, impact_of, impact_of_figure
from naruteo_portal.rules.judging import Outcome
from naruteo_portal.rules.reading import OWN_PROGRAMMES
from naruteo_portal.settings import Settings
from naruteo_testing.claims import Employer, make_employer, plan
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.figures import confirm, confirm_all, enter, statement


@dataclass
class Desk:
    """Two officers, and an employer with a ceiling of 7,200,000 won whose figures are all confirmed."""

    session: Session
    blobs: BlobStore
    first: Account
    second: Account
    employer: Employer

    def impact(self, parameter: str, value: Any, **more: Any) -> Impact:
        """What a figure would do."""
        (found,) = impact_of_figure(
            self.session, enter(self.session, self.blobs, self.first, statement(parameter, value, **more))
        )
        return found


@pytest.fixture
def desk(session: Session, settings: Settings) -> Desk:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    first, second = (make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),)) for _ in range(2))
    blobs = BlobStore(settings.blobs)
    confirm_all(session, blobs, first, second)
    return Desk(session, blobs, first, second, make_employer(session))


def test_money_and_people_before_and_after(desk: Desk) -> None:
    desk.employer.claim(plan("0001", hours=40), plan("0002", hours=10), plan("0003", attendance="0.85"))
    found = desk.impact("least_attendance", "0.90")
    assert (found.claims, len(found.changed)) == (1, 1)
    assert (found.before.amount, found.after.amount) == (252_000 + 63_000 + 252_000, 252_000 + 63_000)
    assert [len(side.eligible) for side in (found.before, found.after)] == [3, 2]
    assert [len(side.not_eligible) for side in (found.before, found.after)] == [0, 1]
    assert found.decided == []
    same = desk.impact("least_attendance", "0.80")
    assert same.is_nothing
    unknown = desk.impact("unit_cost", {"classroom": None})
    assert (unknown.after.amount, unknown.after.unknown_amounts, len(unknown.changed)) == (0, 3, 3)


def test_the_ceiling_of_the_year_is_counted_in(desk: Desk) -> None:
    granted = desk.employer.claim(plan("0001", hours=1000))
    granted.state = ClaimState.APPROVED
    rejected = desk.employer.claim(plan("0009", hours=900))
    rejected.state = ClaimState.REJECTED
    desk.employer.claim(plan("0002", hours=100), plan("0003", hours=100))
    found = desk.impact("unit_cost", {"classroom": "7500"})
    # 900,000 won are left now; 450,000 would be, as the granted claim would take 6,750,000.
    assert (found.before.amount, found.after.amount) == (900_000, 450_000)
    decided = found.decided[0]
    assert (decided.reference, decided.decided_amount, decided.change) == (granted.reference, 6_300_000, 450_000)


def test_what_was_decided_stays_as_it_was(desk: Desk) -> None:
    claim = desk.employer.claim(plan("0001"))
    claim.state = ClaimState.REJECTED
    withdrawn = desk.employer.claim(plan("0002"))
    withdrawn.state = ClaimState.WITHDRAWN
    figure = enter(desk.session, desk.blobs, desk.first, statement("unit_cost", {"classroom": "8000"}))
    (found,) = impact_of_figure(desk.session, figure)
    assert [each.reference for each in found.decided] == [claim.reference]
    assert found.claims == 0
    digest, amount = claim.lines[0].digest, claim.amount
    confirm(desk.session, figure, desk.second)
    assert (claim.lines[0].digest, claim.amount) == (digest, amount)


def test_many_at_once_come_to_what_each_claim_comes_to(desk: Desk) -> None:
    """The engine for many, with its ceilings, against the way in which claims are judged one by one."""
    claims = [
        desk.employer.claim(
            plan(f"{number}a", hours=number * 37), plan(f"{number}b", mode="remote", progress="0.81", score=60),
            plan(f"{number}c", attendance="0.79"), plan(f"{number}d", attendance=None),
        )
        for number in range(1, 4)
    ]  # fmt: skip
    for claim in claims:
        programme = programme_in_force(desk.session, "employer_training")
        found = impact_of(programme, programme, [claim])
        one_by_one = reckoned_of(desk.session, claim)
        assert found.after.amount == sum(each.amount or 0 for each in one_by_one)
        assert found.after.unknown_amounts == sum(each.amount is None for each in one_by_one)
        assert len(found.after.eligible) == sum(each.answer.outcome is Outcome.ELIGIBLE for each in one_by_one)


def run(settings: Settings, *arguments: str) -> Result:
    environment = {"NARUTEO_DATABASE_URL": settings.database_url}
    return CliRunner().invoke(rules, ["impact", *arguments], env=environment)


def test_a_folder_of_rules_is_tried_from_the_command_line(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    claim: Claim = desk.employer.claim(plan("0001", hours=40))
    figure = enter(desk.session, desk.blobs, desk.first, statement("unit_cost", {"classroom": "8000"}))
    desk.session.commit()
    folder = tmp_path / "draft"
    shutil.copytree(OWN_PROGRAMMES, folder)
    file = folder / "employer_training" / "rules.yaml"
    text = file.read_text(encoding="utf-8")
    twice = text.replace("* support_rate[firm_size]\n", "* support_rate[firm_size] * support_rate[firm_size]\n")
    file.write_text(twice, "utf-8")
    done = run(settings, "--rules", str(folder), "--programme", "employer_training", "--json")
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.output)
    assert (found["before"]["amount"], found["after"]["amount"]) == (252_000, 226_800)
    said = run(settings, "--rules", str(folder), "--language", "ko").output
    assert "판단된 금액(원): 252,000 -> 226,800 (-25,200)" in said
    assert re.search(r"talent_premium_training: 진행 중인 신청 0건", said)
    assert "252,000 -> 288,000 (+36,000)" in run(settings, "--figure", str(figure.id)).output
    assert claim.state is ClaimState.SUBMITTED
    file.write_text(text.replace("hours >= least_hours", "hours >= least_ours"), "utf-8")
    broken = run(settings, "--rules", str(folder))
    assert broken.exit_code == 1
    assert "'least_ours' is not known here" in broken.output
    assert run(settings, "--figure", "99").exit_code == 1
    for wrong in ((), ("--rules", str(folder), "--figure", "1"), ("--figure", str(figure.id), "--programme", "moon")):
        assert run(settings, *wrong).exit_code == 2
