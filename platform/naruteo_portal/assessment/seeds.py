"""A seed for each learner and task: their data are their own, so that answers cannot be copied as numbers."""

import hmac
import json

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from naruteo_hub.seeds import SEED_FILE, SEEDS
from naruteo_hub.seeds import seeded as seeded
from naruteo_portal.assessment.models import Release
from naruteo_portal.settings import Settings


def has_seeds(release: Release) -> bool:
    """Whether learners are given data of their own with a release."""
    return any(file["path"] == SEED_FILE for file in release.released_tree)


def seed_of(settings: Settings, course: str, task: str, account_id: int) -> int:
    """The learner's seed: the same in every release, cohort and attempt, and known to nobody without the key."""
    message = json.dumps([course, task, account_id]).encode()
    digest = hmac.digest(_key(settings), message, "sha256")
    return int.from_bytes(digest[:8]) % SEEDS


def _key(settings: Settings) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"naruteo seeds of learners")
    return derive.derive(settings.secret_key.get_secret_value().encode())
