"""Figures about a week for those who organize it: who has a crew, which pitches are stuck, who mixed with whom."""
