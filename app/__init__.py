"""Offtrail: the service that runs a company's exploration weeks."""
