"""HTTP routes and security middleware beside the Streamlit pages."""
