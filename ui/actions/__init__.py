"""What the buttons and forms of contributors, curators and administrators do, by name."""
