"""Every address of the service, as everybody and whoever means harm meets it."""
