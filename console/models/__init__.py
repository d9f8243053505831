"""Qt item models: long lists as pages of finished rows. No widget, no query of its own."""
