"""Reports on the screen and on paper. Loaded only when they are opened."""
