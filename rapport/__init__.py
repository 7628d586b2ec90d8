"""The engine of the course: what it knows, how a reply is read, how an answer is marked."""
