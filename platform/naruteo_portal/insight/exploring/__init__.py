"""Free questions to a release: any few attributes together, answered by counts with a little fixed noise."""
