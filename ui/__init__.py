"""The app's pages and components."""
