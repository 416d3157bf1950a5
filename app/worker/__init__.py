"""What happens because time passes: a loop that runs each feature's jobs, as a thread of `serve` or a process."""
