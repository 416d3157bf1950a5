"""Offtrail: the service that runs a company's exploration weeks."""

VERSION = "0.1.0"
