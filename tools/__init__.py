"""What those who make feedbot run by hand: a release, and the pages that it needs."""
