"""How dates look where no template says so: in the admin."""
