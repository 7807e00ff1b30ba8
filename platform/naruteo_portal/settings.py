"""Every knob of the portal, typed and frozen; the only file that reads the environment."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Values come from `NARUTEO_*` variables; the defaults run the demo on one machine."""

    model_config = SettingsConfigDict(env_prefix="NARUTEO_", frozen=True, extra="ignore")

    data: Path = Field(default=Path(".naruteo"), description="Folder that holds everything Naruteo keeps")
    database_url: str = Field(
        default="",
        pattern=r"^(postgres(ql)?://.+)?$",
        description="PostgreSQL server; empty: the embedded one in the data folder",
    )
    blobs_url: str = Field(
        default="", description="Where submissions, releases and feedback are kept; empty: `blobs` in the data folder"
    )
    rounds_url: str = Field(
        default="",
        description="Where inputs and answers of matching rounds are kept; empty: `rounds` in the data folder",
    )
    portal_url: str = Field(default="http://127.0.0.1:8000", description="Address of the portal as people type it")
    hub_url: str = Field(default="http://localhost:8001", description="Address of JupyterHub as browsers see it")
    portal_internal_url: str = Field(default="http://127.0.0.1:8000", description="The portal seen from this machine")
    hub_internal_url: str = Field(default="http://127.0.0.1:8001", description="JupyterHub as seen from the portal")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Signs cookies; at least 32 characters")
    hub_client_secret: SecretStr = Field(default=SecretStr(""), description="Shared by the Hub and the portal's OIDC")
    hub_service_token: SecretStr = Field(default=SecretStr(""), description="Lets the portal end people's servers")
    smtp_url: str = Field(default="", description="smtp://user:password@host:port; empty: mail goes to a folder")
    mail_from: str = Field(default="Naruteo <no-reply@naruteo.invalid>", description="Sender of the portal's mail")
    session_idle_minutes: int = Field(default=60, ge=2, description="Signed out after this long without a page")
    session_warning_minutes: int = Field(default=5, ge=1, description="Warned this long before that")
    session_hours: int = Field(default=12, ge=1, description="Signed out after this long in any case")
    due_reminder_hours: int = Field(
        default=48, ge=1, description="Reminded this long before a task is due, unless it is handed in"
    )
    second_person_won: int = Field(
        default=10_000_000, ge=0,
        description="Claims above so many won are approved by two officers; the operator's own rule, no law's",
    )  # fmt: skip
    claim_business_days: int = Field(
        default=10, ge=1, description="Business days within which claims are decided; the operator's own standard"
    )
    demo_cohorts: int = Field(
        default=22, ge=0, description="Cohorts of invented people in the demo of cohort reviews; 0: none of them"
    )
    demo_scale: float = Field(
        default=1.0, gt=0, le=5, description="How large these cohorts are; 1: some 33,000 enrolments in 22 cohorts"
    )
    oulad: str = Field(default="", description="Folder with OULAD’s tables as Parquet, which the demo then shows, too")
    log_format: str = Field(default="json", pattern="^(json|text)$", description="Log lines for programs or for people")
    trusted_proxies: int = Field(default=0, ge=0, description="How many reverse proxies stand before the portal")
    max_submission_bytes: int = Field(default=20 * 1024 * 1024, ge=1024, description="Largest submission, unpacked")
    max_submission_files: int = Field(default=100, ge=1, description="Most files in one submission")

    max_import_bytes: int = Field(
        default=256 * 1024 * 1024, ge=1024, description="Largest ZIP that loads a programme under review, packed"
    )

    @field_validator("portal_url", "hub_url", "portal_internal_url", "hub_internal_url")
    @classmethod
    def _no_last_slash(cls, address: str) -> str:
        # Paths are put behind these, and an issuer or a redirect is compared letter by letter.
        return address.rstrip("/")

    @model_validator(mode="after")
    def _origins_differ(self) -> "Settings":
        # Browsers send cookies to every port of a host: only another host name keeps notebooks away from the portal.
        if urlsplit(self.portal_url).hostname == urlsplit(self.hub_url).hostname:
            raise ValueError(
                "NARUTEO_PORTAL_URL and NARUTEO_HUB_URL need different host names "
                "(for instance portal.example.kr and hub.example.kr), because cookies ignore ports"
            )
        return self

    @property
    def secure(self) -> bool:
        """Whether people reach the portal over HTTPS."""
        return self.portal_url.startswith("https://")

    @property
    def blobs(self) -> str:
        """Where submissions, releases and feedback are kept by content hash: a folder, or an address of fsspec's."""
        return self.blobs_url or str(self.data / "blobs")

    @property
    def rounds(self) -> str:
        """Where frozen instances and answers of matching rounds are kept by content hash, as `blobs` are."""
        return self.rounds_url or str(self.data / "rounds")

    @property
    def mail_folder(self) -> Path:
        """Where mail is written while no SMTP server is configured."""
        return self.data / "mail"


STORE_VARIABLES = ("AWS_", "FSSPEC_")
"""How the variables begin that open the stores of files; only the portal and its workers may have them."""


def inherited_environment() -> dict[str, str]:
    """This process's environment without Naruteo's own variables, for the processes that it starts."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("NARUTEO_", "JUPYTERHUB_"))}
