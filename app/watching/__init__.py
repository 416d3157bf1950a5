"""How an installation does: figures for Prometheus, and a doctor that looks at all of it and says what to do."""
