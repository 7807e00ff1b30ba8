"""The rules by which openings are checked: what each forbids, by which article, and how to put it right."""

from dataclasses import dataclass

from naruteo_portal.core.i18n import N_, Message


@dataclass(frozen=True)
class Rule:
    """A rule of law on what an opening may say or ask."""

    title: Message
    article: Message
    remedy: Message
    not_meant: Message | None = None
    """What looks alike and is allowed; None where a figure or a list decides and no officer can lift it."""

    @property
    def may_be_lifted(self) -> bool:
        """Whether an officer may say that the words do not mean what the check reads in them."""
        return self.not_meant is not None


FAIR_HIRING = N_("Fair Hiring Procedure Act, article 4-3")
EQUAL_BODY = N_("Equal Employment Act, article 7 (2)")
LIFT_HINT = N_("Product, material or machine may be meant, or the job itself may need it. Then ask an officer to look.")

RULES: dict[str, Rule] = {
    "asks_appearance": Rule(
        N_("Asks for looks, height, weight or the body"), FAIR_HIRING,
        N_("Take the question out. Ask for what the work needs, such as lifting 20 kg, and say why."), LIFT_HINT,
    ),
    "asks_origin": Rule(
        N_("Asks for origin, marital status or property"), FAIR_HIRING,
        N_("Take the question out. Where somebody will live can be asked after a place was accepted."), LIFT_HINT,
    ),
    "asks_relatives": Rule(
        N_("Asks for the education, job or property of relatives"), FAIR_HIRING,
        N_("Take the question out. Papers for a family allowance are asked for after hiring."),
        N_("A family allowance or a benefit for families may be meant. Then ask an officer to look."),
    ),
    "bodily_condition": Rule(
        N_("Makes looks, height, weight or being unmarried a condition"), EQUAL_BODY,
        N_("Take the condition out. Name the ability that the work needs instead."), LIFT_HINT,
    ),
    "origin_condition": Rule(
        N_("Prefers people by where they come from or by their social standing"),
        N_("Employment Security Act, article 2; Framework Act on Employment Policy, article 7"),
        N_("Take the preference out. A place of work or a commute can be named."),
        N_("A quota for graduates of the region’s universities by another act may be meant. "
           "Then ask an officer to look."),
    ),
    "sex": Rule(
        N_("Prefers or excludes people by sex"), N_("Equal Employment Act, article 7 (1)"),
        N_("Take the words out, or write that everybody may apply, whatever their sex."),
        N_("An affirmative action, or work that by its nature only one sex can do (article 2), may be meant. "
           "Then ask an officer to look."),
    ),
    "age": Rule(
        N_("Prefers or excludes people by age"),
        N_("Act on Prohibition of Age Discrimination in Employment, article 4-4"),
        N_("Take the age out. Ask for experience or skills that the work needs."),
        N_("A retirement age, a least age set by law, or an exception of article 4-5 may be meant. "
           "Then ask an officer to look."),
    ),
    "asks_registration_number": Rule(
        N_("Asks for the resident registration number"),
        N_("Personal Information Protection Act, article 24-2"),
        N_("Take the question out. Insurance and tax need the number only of those who are hired, and then by law."),
        N_("Work on systems that handle such numbers may be meant. Then ask an officer to look."),
    ),
    "holds_papers": Rule(
        N_("Keeps passports or registration cards"), N_("Immigration Act, article 33-3"),
        N_("Take it out. Look at the document, take a copy if the law needs it, and give it back at once."),
        N_("A copy, or a safe that the worker opens alone, may be meant. Then ask an officer to look."),
    ),
    "anonymous": Rule(
        N_("Does not say who the employer is"),
        N_("Enforcement Decree of the Employment Security Act, article 28"),
        N_("Name the employer and a way to reach it. Your organisation’s name stands beside every opening."),
        N_("A customer’s name that is secret may be meant. Then ask an officer to look."),
    ),
    "no_contact": Rule(
        N_("The employer has no business number here"),
        N_("Enforcement Decree of the Employment Security Act, article 28"),
        N_("Ask the administrator to enter the business registration number, so that everybody sees who offers this."),
        N_("A public body or a school without such a number may be meant. Then ask an officer to look."),
    ),
    "service_words": Rule(
        N_("Uses words that an information service may not use"),
        N_("Enforcement Decree of the Employment Security Act, article 28"),
        N_("Leave these words out: the operator of this platform is an information service."),
        N_("The name of an organisation or a law may be meant. Then ask an officer to look."),
    ),
    "below_minimum_wage": Rule(
        N_("Pays less than the minimum wage"), N_("Minimum Wage Act, article 6"),
        N_("Raise the wage, or correct the hours."),
    ),
    "minimum_wage_unknown": Rule(
        N_("Not determined whether the wage reaches the minimum wage"), N_("Minimum Wage Act, article 6"),
        N_("Compare the wage with the notice of the minimum wage yourself before you publish."),
    ),
    "wage_missing": Rule(
        N_("Says no wage or no weekly hours"), N_("Minimum Wage Act, article 6"),
        N_("Enter the yearly wage and the weekly hours: nobody may be offered less than the minimum wage."),
    ),
    "sanctioned": Rule(
        N_("The employer stands on a list of sanctions"), N_("Employment Security Act, article 18 (5)"),
        N_("Nothing can be published while it stands there. If the list is wrong, write to the operator’s officers."),
    ),
}  # fmt: skip
