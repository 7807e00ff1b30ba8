"""Settings of every notebook server; the sandbox shows this folder read-only as /etc/jupyter."""

# mypy: disable-error-code="name-defined"
c = get_config()  # noqa: F821 - given by traitlets

c.ServerApp.jpserver_extensions = {
    "naruteo_hub.landing": True,
    "jupyterlab": True,
    "jupyter_server_terminals": True,
    "nbgrader.server_extensions.assignment_list": True,
    "nbgrader.server_extensions.validate_assignment": True,
    # The portal has pages for what these do, and what is not loaded makes a server start sooner.
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "jupyter_lsp": False,
    "notebook": False,
    "notebook_shim": False,
}
# A server that nobody has open ends by itself; the Hub notices and the home stays.
c.ServerApp.shutdown_no_activity_timeout = 2 * 60 * 60
c.MappingKernelManager.cull_idle_timeout = 90 * 60
c.MappingKernelManager.cull_interval = 5 * 60
# Nothing here may ask the internet for anything: there is none.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# A sign-out in the portal is noticed within a minute, even by a page that is still open.
c.HubOAuth.cache_max_age = 60
c.FileContentsManager.delete_to_trash = False
