"""Classes above and below each other, over several modules."""
