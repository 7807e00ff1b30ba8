"""The evidence pack of a published round: papers in both languages, certificate, quotas, history and a manifest."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.core.clock import KST
from naruteo_portal.core.i18n import LOCALES
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.core.provinces import province
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.names import display_name
from naruteo_portal.talent.clearing.archive import answer_of
from naruteo_portal.talent.clearing.confirming import overrides_of
from naruteo_portal.talent.clearing.evidence_papers import RoundRecord, papers_of
from naruteo_portal.talent.rounds.models import Round, Run
from naruteo_portal.talent.rounds.queries import steps_of
from naruteo_portal.talent.suitability.drifting import latest_drifts, said_of
from naruteo_portal.talent.suitability.models import SuitabilityDrift, SuitabilityFit
from naruteo_portal.talent.suitability.using import used_between
from naruteo_portal.talent.suitability.words import SIDES

MANIFEST = "manifest.json"
YEARS_KEPT = 5


def evidence_pack(session: Session, round_: Round, run: Run, archive: BlobStore) -> bytes:
    """A ZIP of what has to be kept of a round; the same round gives the same bytes.

    The lists themselves stay on their shelf, where the manifest names them by hash; the pack names no candidate but by
    number, and only those whose outcome was overridden.
    """
    models = used_between(session, round_.opens_at, round_.certify_by)
    drifts = latest_drifts(session, [each.id for each in models], round_.published_at)
    record = _record_of(session, round_, run, [(each, drifts.get(each.id)) for each in models])
    files: dict[str, bytes] = {
        f"{locale}/{name}.pdf": write_pdf(paper)
        for locale in LOCALES
        for name, paper in papers_of(record, locale).items()
    }
    for number, model in enumerate(models, start=1):
        for locale in LOCALES:
            files[f"{locale}/model-card-{number}.md"] = (model.card_words or {}).get(locale, "").encode()
        files[f"model-card-{number}.json"] = _json(_card(model, round_, drifts.get(model.id)))
    files["certificate.json"] = _json(answer_of(run, archive)["certificate"])
    files["counts.json"] = _json(run.figures)
    files["quotas.json"] = _json(_quotas(round_))
    files["overrides.json"] = _json(overrides_of(run))
    files["history.json"] = _json(
        [
            {"at": step.at.isoformat(), "before": step.before, "after": step.after, "words": step.words,
             "by": display_name(step.by.person, "ko") if step.by else None}
            for step in reversed(steps_of(session, round_))
        ]
    )  # fmt: skip
    manifest = {
        "round": round_.reference,
        "instance_sha256": run.input_sha256,
        "answer_sha256": run.answer_sha256,
        "keep_until": record.keep_until.isoformat(),
        "files": [
            {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for path, content in sorted(files.items())
        ],
    }
    files[MANIFEST] = _json(manifest)
    return pack(files)


def _card(model: SuitabilityFit, round_: Round, drift: SuitabilityDrift | None) -> dict[str, Any]:
    """A model as it was while lists were taken; what became of it later would change the bytes."""
    assert model.used_at is not None  # noqa: S101 - for the type checker
    return {
        "side": model.side.value, "sha256": model.sha256, "card": model.card, "reason": model.reason,
        "in_use_for_lists": {
            "from": max(model.used_at, round_.opens_at).isoformat(),
            "until": min(model.retired_at or round_.certify_by, round_.certify_by).isoformat(),
        },
        "drift_before_publication": drift and {
            "at": drift.at.isoformat(), "rounds": drift.rounds, "pairs": drift.pairs, "found": drift.found,
            "said": said_of(drift).both(),
        },
    }  # fmt: skip


def _record_of(
    session: Session, round_: Round, run: Run, models: Sequence[tuple[SuitabilityFit, SuitabilityDrift | None]]
) -> RoundRecord:
    """What the papers say of a published round, whose openings, regions and supervisor are loaded."""
    if round_.published_at is None or round_.revealed_seed is None or round_.confirmed_by_id is None:
        raise LookupError(f"Round {round_.id} is not published")
    confirmed_by = session.get_one(Account, round_.confirmed_by_id)
    session.refresh(confirmed_by, ["person"])
    quotas = {each.region: each for each in round_.regions}
    return RoundRecord(
        reference=round_.reference, title=round_.title, opens_at=round_.opens_at, certify_by=round_.certify_by,
        publish_at=round_.publish_at, answer_by=round_.answer_by, published_at=round_.published_at,
        supervisor=_names(round_.supervisor), contact=round_.contact, confirmed_by=_names(confirmed_by),
        keep_until=_years_later(round_.published_at.astimezone(KST).date()), seed_commitment=round_.seed_commitment,
        revealed_seed=round_.revealed_seed, certificate=run.certificate, figures=run.figures,
        regions=[
            (
                province(code), counts["seats"], counts["filled"], counts["cap"],
                counts["floor"], quotas[code].reason if code in quotas else "",
            )
            for code, counts in run.figures["regions"].items()
        ],
        overrides=len(overrides_of(run)),
        models=[(SIDES[each.side], each.sha256 or "", said_of(drift)) for each, drift in models],
    )  # fmt: skip


def _names(account: Account) -> dict[str, str]:
    return {locale: display_name(account.person, locale) for locale in LOCALES}


def _years_later(day: date) -> date:
    """So many years after a day; after 29 February the next day that exists."""
    try:
        return day.replace(year=day.year + YEARS_KEPT)
    except ValueError:
        return date(day.year + YEARS_KEPT, 3, 1)


def _quotas(round_: Round) -> dict[str, Any]:
    return {
        "regions": [
            {"region": each.region, "cap": each.cap, "floor": each.floor, "reason": each.reason,
             "stated_at": each.stated_at.isoformat()}
            for each in round_.regions
        ],
        "openings": [
            {"opening": each.opening.reference, "seats": each.seats, "target": each.target,
             "order": each.place_in_order, "reserves": each.reserves, "reason": each.reason}
            for each in sorted(round_.openings, key=lambda each: each.opening.reference)
        ],
    }  # fmt: skip


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
