"""Web hooks: what happened, sent to the programs that asked, after the Standard Webhooks specification."""
