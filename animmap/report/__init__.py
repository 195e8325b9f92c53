"""The diagnostic as documents; static maps and figures."""
