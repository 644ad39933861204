"""Who holds which seat, from an office's list: read, judge, plan, write."""
