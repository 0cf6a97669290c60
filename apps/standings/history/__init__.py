"""What changed in a table, version by version: for open boards and for whoever asks what was before."""
