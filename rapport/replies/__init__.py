"""Reading a reply: sentences, plain cues of skills and faults, and the words they rest on."""
