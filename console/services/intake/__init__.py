"""Taking messages in: files become conversations, messages and tickets, each once, and every fate is told."""
