"""All tables, imported in one place for the migrations."""

from naruteo_portal.assessment import models as assessment
from naruteo_portal.audit import models as audit
from naruteo_portal.catalogue import models as catalogue
from naruteo_portal.core.database import Base
from naruteo_portal.identity import models as identity
from naruteo_portal.notices import models as notices

__all__ = ["Base", "assessment", "audit", "catalogue", "identity", "notices"]
