"""animmap: participatory mapping for animation territoriale."""

__version__ = "0.1.0"
