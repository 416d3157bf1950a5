"""Everything, written to files that outlive the program: what `offtrail export`, `backup` and `restore` share."""
