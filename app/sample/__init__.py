"""The demo company: a fictional firm with one exploration week behind it and one running, to try Offtrail on."""
