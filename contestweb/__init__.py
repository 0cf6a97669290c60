"""A small web of make-believe contest sites."""
