"""An employer's training costs of a year, net of grants, for its tax return."""

from flask import Blueprint
from werkzeug.wrappers import Response

from naruteo_portal.core.clock import now
from naruteo_portal.core.paper import write_pdf
from naruteo_portal.edge.guards import any_of, permit
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale, reader
from naruteo_portal.identity.models import Role
from naruteo_portal.incentives.documents.tax import tax_sheet
from naruteo_portal.incentives.documents.workbooks import write_xlsx
from naruteo_portal.incentives.documents.yearly import get_claiming_employer, tax_year_of
from naruteo_portal.web.downloads import download

blueprint = Blueprint("tax_sheets", __name__)


@blueprint.get("/organisations/<slug>/tax-sheets/<int(min=1900, max=9999):year>/<any(pdf, xlsx):ending>")
@permit(any_of(Role.EMPLOYER_HR, Role.PROGRAMME_OFFICER, Role.AUDITOR))
def sheet(slug: str, year: int, ending: str) -> Response:
    """The sheet of a year."""
    employer = get_claiming_employer(current_session(), reader(), slug)
    paper = tax_sheet(tax_year_of(current_session(), employer, year, now()), locale())
    content = write_pdf(paper) if ending == "pdf" else write_xlsx(paper)
    return download(content, f"naruteo-training-costs-{slug}-{year}.{ending}")
