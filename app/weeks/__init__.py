"""Exploration weeks: their schedule, the phase that it gives, who organizes and who takes part."""
