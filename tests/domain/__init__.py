"""The pure domain, proved: cells, a model check, any life, and its parts one by one."""
