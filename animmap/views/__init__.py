"""Streamlit building blocks: state, maps, forms, charts, texts."""
