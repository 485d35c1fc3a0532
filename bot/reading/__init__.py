"""What people type, as far as all commands share it: small words, options at the end, and why a text was not understood."""
