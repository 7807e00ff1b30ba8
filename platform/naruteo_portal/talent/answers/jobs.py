"""Background work of answers: explaining outcomes, and running the assignment again beside a question."""

from naruteo_matching.explaining import Explainer
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job, one_by_one
from naruteo_portal.talent.answers.explaining import (
    FEW,
    keep_explanations,
    load_final,
    names_of,
    outcomes_to_explain,
    rounds_to_explain,
)
from naruteo_portal.talent.answers.models import OutcomeQuestion, Rerun
from naruteo_portal.talent.answers.rerunning import keep_rerun, run_again
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.archive import archive_of
from naruteo_portal.talent.rounds.models import Outcome, Round

AT_A_TIME = 500


@job("talent.explain_rounds", cron="* * * * *")
def explain_rounds(worker: Worker) -> None:
    """Explain every outcome of rounds that were published; doing it twice comes to the same."""
    with unit_of_work(worker.engine) as session:
        waiting = list(rounds_to_explain(session))
    one_by_one(waiting, lambda each: explain_round(worker, each), "round not explained")


def explain_round(worker: Worker, round_id: int) -> None:
    """Explain the outcomes of one round, outside of transactions, and keep them by and by."""
    with unit_of_work(worker.engine) as session:
        instance, answer, sha256 = load_final(session, round_id, archive_of(worker.settings))
        waiting = list(outcomes_to_explain(session, round_id).items())
        names = names_of(session, (each["id"] for each in instance["openings"]))
    explainer, changes = Explainer(instance, answer), len(instance["candidates"]) <= FEW
    for begin in range(0, len(waiting), AT_A_TIME):
        part = waiting[begin : begin + AT_A_TIME]
        found = {outcome_id: explainer.explain(each, changes=changes) for outcome_id, each in part}
        with unit_of_work(worker.engine) as session:
            keep_explanations(session, found, names, sha256, changes=changes)


@job("talent.explain_outcome")
def explain_outcome(worker: Worker, outcome_id: int) -> None:
    """Explain one outcome with the smallest changes that would alter it."""
    with unit_of_work(worker.engine) as session:
        outcome = session.get_one(Outcome, outcome_id)
        reference = session.get_one(Candidate, outcome.candidate_id).reference
        instance, answer, sha256 = load_final(session, outcome.round_id, archive_of(worker.settings))
        names = names_of(session, (each["id"] for each in instance["openings"]))
    found = {outcome_id: Explainer(instance, answer).explain(reference, changes=True)}
    with unit_of_work(worker.engine) as session:
        keep_explanations(session, found, names, sha256, changes=True)


@job("talent.rerun_for_question")
def rerun_for_question(worker: Worker, question_id: int) -> None:
    """Run the assignment of a question's round again on its frozen input, verify the kept answer, and explain it."""
    with unit_of_work(worker.engine) as session:
        if session.get(Rerun, question_id) is not None:
            return
        outcome = session.get_one(Outcome, session.get_one(OutcomeQuestion, question_id).outcome_id)
        reference = session.get_one(Candidate, outcome.candidate_id).reference
        frozen = session.get_one(Round, outcome.round_id).input_sha256 or ""
        instance, answer, _sha256 = load_final(session, outcome.round_id, archive_of(worker.settings))
        names = names_of(session, (each["id"] for each in instance["openings"]))
    evidence = run_again(instance, answer, reference, names)
    with unit_of_work(worker.engine) as session:
        keep_rerun(session, question_id, frozen, evidence)
