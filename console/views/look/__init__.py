"""How the console looks: tokens, type, icons, painting. No widget with a meaning of its own."""
