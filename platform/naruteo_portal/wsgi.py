"""What gunicorn serves."""

import gc

# What is loaded stays, and looking for garbage among it took a quarter of the time.
gc.disable()

from naruteo_portal.app import create_app  # noqa: E402
from naruteo_portal.edge.logs import set_up_logs  # noqa: E402
from naruteo_portal.settings import Settings  # noqa: E402

settings = Settings()
set_up_logs(settings.log_format)
app = create_app(settings)

# Nor is any of it touched, and so copied, in the processes that gunicorn forks.
gc.freeze()
gc.enable()
