"""String craft: strings in, strings out; knows no model, reads no clock and no file."""
