"""What lies in an uploaded paper, looked at where it can do no harm."""
