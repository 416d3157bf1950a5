"""Weeks and demos as iCalendar (RFC 5545), to be put into a calendar or followed by one."""
