"""What a request brings besides its question, in cards beside the ticket. They show and wish; nothing is decided."""
