"""What people see of an audit: pages over the published file, and nothing else."""
