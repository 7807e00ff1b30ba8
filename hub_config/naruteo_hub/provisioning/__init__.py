"""Kernels in a sandbox for every Jupyter program: a kernelspec names the provisioner `naruteo-sandbox`."""
