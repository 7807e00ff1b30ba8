"""People, their accounts, organisations, and the roles that join them."""

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from naruteo_portal.core.database import Base, Digest, Document, Id, Instant, Words, names_of


class OrganisationKind(StrEnum):
    """What an organisation is to the platform."""

    EMPLOYER = "employer"
    UNIVERSITY = "university"
    TRAINING_PROVIDER = "training_provider"
    AGENCY = "agency"


class Role(StrEnum):
    """What a person may be within an organisation."""

    LEARNER = "learner"
    EMPLOYER_HR = "employer_hr"
    CLAIM_PROXY = "claim_proxy"
    """Prepares an employer's claims without being of its staff: a tax accountant or a labour attorney."""
    INSTRUCTOR = "instructor"
    UNIVERSITY_REVIEWER = "university_reviewer"
    ADMISSIONS = "admissions"
    """Offers the places of an AI college and orders those who want them."""
    PROGRAMME_OFFICER = "programme_officer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class AccountState(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Person(Base):
    """A human being, named as they and the law write it."""

    __tablename__ = "person"

    id: Mapped[Id]
    name_native: Mapped[str] = mapped_column(info={"personal": "how we address the person"})
    name_roman: Mapped[str | None] = mapped_column(info={"personal": "name in Latin letters, on certificates"})
    family_name: Mapped[str | None] = mapped_column(info={"personal": "official documents, where the person has one"})
    given_name: Mapped[str | None] = mapped_column(info={"personal": "official documents, where the person has one"})
    preferred_name: Mapped[str | None] = mapped_column(info={"personal": "how the person wishes to be addressed"})


class Account(Base):
    """A way for one person to sign in."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("handle"),
        UniqueConstraint("email"),
        UniqueConstraint("person_id"),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("handle ~ '^[a-z][a-z0-9]{1,31}$'", name="handle_form"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    handle: Mapped[str]
    """Opaque name that JupyterHub and nbgrader know the person by; says nothing about them and never changes."""
    email: Mapped[str] = mapped_column(info={"personal": "sign-in name and mail"})
    password_hash: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="ko")
    state: Mapped[AccountState] = mapped_column(names_of(AccountState), default=AccountState.ACTIVE)
    email_verified_at: Mapped[Instant | None]
    created_at: Mapped[Instant]

    person: Mapped[Person] = relationship(lazy="raise")
    memberships: Mapped[list["Membership"]] = relationship(
        lazy="raise", back_populates="account", order_by="Membership.id"
    )


class Organisation(Base):
    """An employer, university, training provider or agency."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("business_number"),
        UniqueConstraint("slug"),
        CheckConstraint("business_number ~ '^[0-9]{10}$'", name="business_number_form"),
    )

    id: Mapped[Id]
    slug: Mapped[str]
    kind: Mapped[OrganisationKind] = mapped_column(names_of(OrganisationKind))
    name: Mapped[Words]
    business_number: Mapped[str | None]
    created_at: Mapped[Instant]


class Membership(Base):
    """A role that an account has in an organisation, from a day until (not including) a day."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(None, "account_id", "organisation_id", "role", unique=True, postgresql_where="until IS NULL"),
        Index(None, "organisation_id"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[Role] = mapped_column(names_of(Role))
    since: Mapped[date]
    until: Mapped[date | None]

    account: Mapped[Account] = relationship(lazy="raise", back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def last_day(self) -> date | None:
        """The last day, as people say it; None while there is no end."""
        return self.until - timedelta(days=1) if self.until else None


class Invitation(Base):
    """An open offer of a role to an address."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_sha256"), Index(None, "organisation_id", "email"))

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[Role] = mapped_column(names_of(Role))
    email: Mapped[str] = mapped_column(info={"personal": "where the invitation goes"})
    name_native: Mapped[str] = mapped_column(info={"personal": "how the invitation addresses the person"})
    name_roman: Mapped[str | None] = mapped_column(info={"personal": "offered as the person's name in Latin letters"})
    locale: Mapped[str] = mapped_column(default="ko")
    token_sha256: Mapped[Digest]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    invited_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    accepted_at: Mapped[Instant | None]
    withdrawn_at: Mapped[Instant | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SignInSession(Base):
    """One browser that is signed in; the cookie holds the token, the table only its hash."""

    __tablename__ = "sign_in_session"
    __table_args__ = (UniqueConstraint("token_sha256"), Index(None, "account_id"))

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_sha256: Mapped[Digest]
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    browser: Mapped[str] = mapped_column(info={"personal": "lets the person recognise where they are signed in"})

    account: Mapped[Account] = relationship(lazy="raise")


class PersonalToken(Base):
    """A key by which a person's own programs read the API in their name; the table holds only its hash."""

    __tablename__ = "personal_token"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index(None, "account_id"),
        CheckConstraint("expires_at <= made_at + interval '365 days'", name="at_most_a_year"),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(info={"personal": "by which the person knows the token"})
    start: Mapped[str]
    """How it begins: tells tokens apart in a list or a file, and is no part of the secret."""
    token_sha256: Mapped[Digest]
    made_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    last_used_on: Mapped[date | None]
    """The last day in Korea on which it was used."""
    told_at: Mapped[Instant | None]
    """When its owner was told that it expires soon."""
    revoked_at: Mapped[Instant | None]

    account: Mapped[Account] = relationship(lazy="raise")


class MailPurpose(StrEnum):
    """What a link in a mail is good for."""

    SIGN_UP = "sign_up"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose


class MailToken(Base):
    """A link sent by mail that works once and not for long; whoever opens it reads that address's mail."""

    __tablename__ = "mail_token"
    __table_args__ = (UniqueConstraint("token_sha256"), Index(None, "account_id"), Index(None, "email"))

    id: Mapped[Id]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None while the account is still to be opened."""
    email: Mapped[str] = mapped_column(info={"personal": "the address that the link proves"})
    purpose: Mapped[MailPurpose] = mapped_column(names_of(MailPurpose))
    token_sha256: Mapped[Digest]
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]

    account: Mapped[Account | None] = relationship(lazy="raise")


class TryCount(Base):
    """How often something was tried in a window of time; shared by all processes."""

    __tablename__ = "try_count"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[Instant] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=1)


class OidcKey(Base):
    """A key that signs identity tokens; published until it is retired, so that older tokens stay checkable."""

    __tablename__ = "oidc_key"
    __table_args__ = (UniqueConstraint("kid"),)

    id: Mapped[Id]
    kid: Mapped[str]
    sealed_key: Mapped[str]
    """Private JWK, encrypted with a key derived from the portal's secret key."""
    created_at: Mapped[Instant]
    signs_until: Mapped[Instant]
    published_until: Mapped[Instant]


class OidcCode(Base):
    """An authorization code: one use, one minute, bound to a PKCE challenge."""

    __tablename__ = "oidc_code"
    __table_args__ = (UniqueConstraint("code_sha256"), Index(None, "nonce"))

    id: Mapped[Id]
    code_sha256: Mapped[Digest]
    client_id: Mapped[str]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    nonce: Mapped[str | None]
    code_challenge: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sign_in_session.id"))
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class OidcToken(Base):
    """An access token, good as long as the sign-in session that it came from."""

    __tablename__ = "oidc_token"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index(None, "code_id"),
        Index(None, "session_id"),
        Index(None, "account_id"),
    )

    id: Mapped[Id]
    token_sha256: Mapped[Digest]
    client_id: Mapped[str]
    scope: Mapped[str]
    code_id: Mapped[int] = mapped_column(ForeignKey("oidc_code.id"))
    """What it was exchanged for; a code that comes twice takes its token with it."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sign_in_session.id"))
    issued_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]


class ImportReport(Base):
    """A bulk invitation that was looked at: its rows as read, kept until it is carried out or forgotten."""

    __tablename__ = "import_report"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[Instant]
    file_name: Mapped[str]
    encoding: Mapped[str]
    rows: Mapped[Document] = mapped_column(info={"personal": "names and addresses of the people to invite"})
    carried_out_at: Mapped[Instant | None]
