"""A server that does everything wrong, its cases as data, and what must come of each."""
