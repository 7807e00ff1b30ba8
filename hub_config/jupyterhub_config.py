"""Settings of the Hub; everything here is an assignment, what it means is in naruteo_hub."""

import os
import sys
from pathlib import Path

from naruteo_hub.spawning.admission import ADMINISTRATORS, admit
from naruteo_hub.spawning.ports import kept_ports
from naruteo_hub.spawning.spawner import SandboxSpawner

c = get_config()  # noqa: F821 - given by traitlets

folder = Path(os.environ["NARUTEO_DATA"])
portal = os.environ["NARUTEO_PORTAL_URL"].rstrip("/")
portal_inside = os.environ["NARUTEO_PORTAL_INTERNAL_URL"].rstrip("/")
hub = os.environ["NARUTEO_HUB_URL"].rstrip("/")
ports = kept_ports(folder / "hub" / "ports.json", ["hub", "proxy"])

# The Hub
c.JupyterHub.bind_url = f"http://{os.environ['NARUTEO_HUB_HOST']}:{os.environ['NARUTEO_HUB_PORT']}/"
c.JupyterHub.public_url = f"{hub}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{ports['hub']}/"
c.JupyterHub.db_url = f"sqlite:///{folder / 'hub' / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "hub" / "cookie_secret")
c.JupyterHub.data_files_path = str(Path(sys.prefix) / "share" / "jupyterhub")
c.JupyterHub.template_paths = [str(Path(__file__).parent / "naruteo_hub" / "spawning" / "pages")]
c.JupyterHub.template_vars = {"portal_url": f"{portal}/"}
# Whoever comes back to a notebook that has been put to rest gets it again without a click.
c.JupyterHub.implicit_spawn_seconds = 0.5
c.JupyterHub.concurrent_spawn_limit = 20
c.JupyterHub.cleanup_servers = True
c.JupyterHub.redirect_to_server = False
c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}

# The proxy: the pure-Python one that came with this Python, not whatever PATH offers.
c.ConfigurableHTTPProxy.command = [sys.executable, "-m", "naruteo_hub.spawning.proxy"]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{ports['proxy']}"
c.ConfigurableHTTPProxy.pid_file = str(folder / "hub" / "proxy.pid")

# People: the portal says who somebody is and which courses they are in.
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.client_id = "jupyterhub"
c.GenericOAuthenticator.client_secret = os.environ["NARUTEO_HUB_CLIENT_SECRET"]
c.GenericOAuthenticator.oauth_callback_url = f"{hub}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{portal}/oidc/authorize"
c.GenericOAuthenticator.token_url = f"{portal_inside}/oidc/token"
c.GenericOAuthenticator.userdata_url = f"{portal_inside}/oidc/userinfo"
c.GenericOAuthenticator.logout_redirect_url = f"{portal}/oidc/end-session"
c.GenericOAuthenticator.scope = ["openid", "profile", "groups"]
c.GenericOAuthenticator.enable_pkce = True
c.GenericOAuthenticator.username_claim = "preferred_username"
c.GenericOAuthenticator.login_service = "Naruteo"
c.GenericOAuthenticator.auto_login = True
c.GenericOAuthenticator.manage_groups = True
c.GenericOAuthenticator.auth_state_groups_key = "oauth_user.groups"
c.GenericOAuthenticator.admin_groups = {ADMINISTRATORS}
# The portal only vouches for its own people; which of them may come in is decided by their groups.
c.GenericOAuthenticator.allow_all = True
c.GenericOAuthenticator.post_auth_hook = admit
c.GenericOAuthenticator.enable_auth_state = True
# The Hub asks the portal again this often (seconds), so that a session ended there ends here.
c.GenericOAuthenticator.auth_refresh_age = 30
c.GenericOAuthenticator.refresh_pre_spawn = True

# The portal may end servers and forget users; it can do nothing in their name.
c.JupyterHub.services = [{"name": "naruteo-portal", "api_token": os.environ["NARUTEO_HUB_SERVICE_TOKEN"]}]
c.JupyterHub.load_roles = [
    {
        "name": "naruteo-portal",
        "services": ["naruteo-portal"],
        "scopes": ["list:users", "read:users", "read:servers", "delete:users", "delete:servers", "read:hub"],
    }
]

# Notebook servers
c.JupyterHub.spawner_class = SandboxSpawner
c.SandboxSpawner.homes = str(folder / "homes")
c.SandboxSpawner.logs = str(folder / "hub" / "servers")
c.SandboxSpawner.portal_url = portal_inside
c.SandboxSpawner.mem_limit = os.environ.get("NARUTEO_NOTEBOOK_MEMORY", "2G")
c.SandboxSpawner.default_url = "/lab"
c.SandboxSpawner.disable_user_config = True
c.SandboxSpawner.start_timeout = 90
c.SandboxSpawner.http_timeout = 30
c.SandboxSpawner.poll_interval = 15
c.SandboxSpawner.env_keep = ["LANG", "LC_ALL", "TZ"]
c.SandboxSpawner.environment = {"NARUTEO_PORTAL_URL": f"{portal}/"}
