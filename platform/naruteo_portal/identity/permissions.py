"""Who may see and change whom: the one place that decides, on frozen readers alone.

Roles count within the organisation that gives them. An **agency** runs the platform, so its roles reach everywhere;
the same role in any other organisation reaches that organisation.

===================  =======================================  =====================================================
role                 in an agency                             in another organisation
===================  =======================================  =====================================================
administrator        sees and changes everything              sees its members, their roles in it and its audit
                                                              trail; invites, gives and ends roles in it; suspends
                                                              members who belong nowhere else
programme officer    reads all people and organisations,      reads the people of it, and the organisation
                     decides claims and reads their trail,
                     runs matching rounds
auditor              reads the whole audit trail              reads its audit trail
employer's HR        reads and invites the learners of it     the same; keeps an employer's roster and facts, and
                                                              its openings
admissions           –                                        keeps a university's openings
university reviewer  –                                        reviews the cohorts of its programmes
claims agent         –                                        prepares and reads an employer's claims, and nothing else
everybody else       nothing of other people                  the same
===================  =======================================  =====================================================

Nobody changes their own roles or suspends themselves, so that one stolen session cannot quietly rise or vanish.
"""

from dataclasses import dataclass

from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.identity.readers import Reader

ROLES_IN: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.EMPLOYER: (Role.LEARNER, Role.EMPLOYER_HR, Role.INSTRUCTOR, Role.ADMINISTRATOR),
    OrganisationKind.UNIVERSITY: (
        Role.LEARNER,
        Role.INSTRUCTOR,
        Role.UNIVERSITY_REVIEWER,
        Role.ADMISSIONS,
        Role.ADMINISTRATOR,
    ),
    OrganisationKind.TRAINING_PROVIDER: (Role.LEARNER, Role.INSTRUCTOR, Role.ADMINISTRATOR),
    OrganisationKind.AGENCY: (
        Role.LEARNER,
        Role.INSTRUCTOR,
        Role.PROGRAMME_OFFICER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    ),
}
"""The roles that each kind of organisation can give."""
REVIEWING = (
    Role.UNIVERSITY_REVIEWER,
    Role.EMPLOYER_HR,
    Role.PROGRAMME_OFFICER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
"""The roles that review programmes of their organisation, and what it was given a share of."""
KEEPING = (Role.ADMINISTRATOR, Role.UNIVERSITY_REVIEWER)
"""The roles that load, release and share the programmes of their organisation."""


@dataclass(frozen=True)
class Reach:
    """The organisations that a permission covers: all, or those with these ids."""

    everywhere: bool = False
    organisations: frozenset[int] = frozenset()

    def covers(self, organisation_id: int) -> bool:
        """Whether an organisation is within it."""
        return self.everywhere or organisation_id in self.organisations

    @property
    def is_empty(self) -> bool:
        """Whether it covers nothing at all."""
        return not self.everywhere and not self.organisations


def reach_of(reader: Reader, *roles: Role) -> Reach:
    """What a reader covers by these roles: everywhere by an agency's, else the organisations that gave them."""
    return Reach(
        any(held.role in roles and held.organisation_kind is OrganisationKind.AGENCY for held in reader.roles),
        reader.organisations_as(*roles),
    )


def administers(reader: Reader) -> Reach:
    """Whose members, roles and invitations a reader may change."""
    return reach_of(reader, Role.ADMINISTRATOR)


def is_platform_administrator(reader: Reader) -> bool:
    """Whether a reader administers the platform itself: opens organisations, and reaches every account."""
    return administers(reader).everywhere


def reads_members(reader: Reader) -> Reach:
    """The organisations whose every member a reader may see."""
    return reach_of(reader, Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER)


def reads_learners(reader: Reader) -> Reach:
    """The organisations whose learners a reader may see; HR sees its own company's, even in an agency."""
    return Reach(reads_members(reader).everywhere, reader.organisations_as(Role.EMPLOYER_HR))


def reads_organisations(reader: Reader) -> Reach:
    """The organisations whose page a reader may open."""
    members = reads_members(reader)
    return Reach(members.everywhere, members.organisations | reader.organisations_as(Role.EMPLOYER_HR))


def audits(reader: Reader) -> Reach:
    """The organisations whose audit trail a reader may see."""
    return reach_of(reader, Role.ADMINISTRATOR, Role.AUDITOR)


def keeps_register(reader: Reader) -> Reach:
    """The organisations whose register of instructors a reader keeps: those whose members they read."""
    return reads_members(reader)


def keeps_employers(reader: Reader) -> Reach:
    """The employers whose roster and facts a reader writes: those of whose staff they are."""
    return Reach(
        organisations=frozenset(
            held.organisation_id
            for held in reader.roles
            if held.role is Role.EMPLOYER_HR and held.organisation_kind is OrganisationKind.EMPLOYER
        )
    )


def reads_employers(reader: Reader) -> Reach:
    """The employers whose roster, facts and training a reader may see: agencies' programme officers see all."""
    return Reach(
        any(
            held.role is Role.PROGRAMME_OFFICER and held.organisation_kind is OrganisationKind.AGENCY
            for held in reader.roles
        ),
        keeps_employers(reader).organisations,
    )


def publishes_courses(reader: Reader) -> Reach:
    """The organisations whose courses a reader may publish, and look at in every edition."""
    administered = administers(reader)
    return Reach(administered.everywhere, administered.organisations | reader.organisations_as(Role.INSTRUCTOR))


def makes_claims(reader: Reader) -> Reach:
    """The employers for which a reader prepares claims: as their HR, or as an agent whom their HR let in."""
    return Reach(organisations=reader.organisations_as(Role.EMPLOYER_HR, Role.CLAIM_PROXY))


def answers_for_claims(reader: Reader) -> Reach:
    """The employers in whose name a reader hands claims in, takes them back and appeals, and lets agents in."""
    return Reach(organisations=reader.organisations_as(Role.EMPLOYER_HR))


def decides_claims(reader: Reader) -> Reach:
    """The employers whose claims a reader decides: an agency's officers all."""
    return Reach(reach_of(reader, Role.PROGRAMME_OFFICER).everywhere)


def reads_claims(reader: Reader) -> Reach:
    """The employers whose claims a reader may see: those they claim for or decide on, and an agency's auditors all."""
    return Reach(
        decides_claims(reader).everywhere or reach_of(reader, Role.AUDITOR).everywhere,
        makes_claims(reader).organisations,
    )


def states_figures(reader: Reader) -> bool:
    """Whether a reader states and confirms figures of the law for the whole platform: an agency's officers."""
    return reach_of(reader, Role.PROGRAMME_OFFICER).everywhere


def sees_who_stated(reader: Reader) -> bool:
    """Whether a reader sees which officers stated figures: those who do so, and who audits or administers them."""
    return states_figures(reader) or audits(reader).everywhere


def offers_openings(reader: Reader) -> Reach:
    """The employers and universities whose openings a reader writes, publishes and ranks candidates for."""
    return Reach(organisations=reader.organisations_as(Role.EMPLOYER_HR, Role.ADMISSIONS))


def runs_rounds(reader: Reader) -> bool:
    """Whether a reader plans, runs, confirms and publishes matching rounds."""
    return reach_of(reader, Role.PROGRAMME_OFFICER).everywhere


def reads_rounds(reader: Reader) -> bool:
    """Whether a reader sees rounds from within, with their evidence: who runs them, and who audits."""
    return reach_of(reader, Role.PROGRAMME_OFFICER, Role.AUDITOR).everywhere


def reviews_programmes(reader: Reader) -> Reach:
    """The organisations whose programmes a reader reviews, always by protected figures.

    A university's reviewers, an employer's HR, and an agency's officers and auditors read what their own organisation
    has or was given; who may read a programme of another organisation is said by its shares.
    """
    return Reach(organisations=reader.organisations_as(*REVIEWING))


def keeps_programmes(reader: Reader) -> Reach:
    """The organisations whose programmes a reader loads, releases and shares: those that they administer."""
    return Reach(organisations=reader.organisations_as(*KEEPING))


def roles_to_give(reader: Reader, organisation_id: int, kind: OrganisationKind) -> tuple[Role, ...]:
    """The roles that a reader may give or end in an organisation."""
    return ROLES_IN[kind] if administers(reader).covers(organisation_id) else ()


def roles_to_invite(reader: Reader, organisation_id: int, kind: OrganisationKind) -> tuple[Role, ...]:
    """The roles to which a reader may invite people into an organisation."""
    given = roles_to_give(reader, organisation_id, kind)
    if given:
        return given
    return (Role.LEARNER,) if organisation_id in reader.organisations_as(Role.EMPLOYER_HR) else ()
