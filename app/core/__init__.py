"""What every feature stands on and what knows nothing of the product: time, ids, errors, the database, HTTP."""
