"""The portal: pages, interfaces, domains, worker and command line of Naruteo."""
