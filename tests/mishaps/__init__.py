"""What can go wrong for a person at the command line, each brought about for real."""
