"""What builds the reader, as far as it needs no torch."""
