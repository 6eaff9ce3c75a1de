"""Files in, tagged chunks out."""
