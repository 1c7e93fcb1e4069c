"""The pages: one module each, every one of them a few questions and a template."""
