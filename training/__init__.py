"""How the shipped model is made; nothing here runs when Metodbank does."""
