"""Every kind of page of the running service, as each role meets it."""
