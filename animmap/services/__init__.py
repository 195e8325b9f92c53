"""Use cases: who may do what. The only door to storage for pages and routes."""
