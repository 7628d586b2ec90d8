"""The encoder that reads replies: its pieces, its outputs, the session that runs it."""
