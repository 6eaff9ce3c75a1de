"""What the app's server answers beside Streamlit's pages."""
