"""What gunicorn serves."""

from naruteo_portal.app import create_app
from naruteo_portal.edge.logs import set_up_logs
from naruteo_portal.settings import Settings

settings = Settings()
set_up_logs(settings.log_format)
app = create_app(settings)
