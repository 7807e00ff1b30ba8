"""The portal as OpenID Connect provider: JupyterHub lets people in by asking here who they are."""
