"""Values in, values out: every decision feedbot takes. Nothing here does IO, reads a clock or logs."""
