"""`python -m naruteo_portal.cli` is `naruteo`."""

from naruteo_portal.cli import main

main(prog_name="naruteo")
