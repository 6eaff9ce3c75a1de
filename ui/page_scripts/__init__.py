"""The scripts that Streamlit runs for each page."""
