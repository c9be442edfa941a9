"""The pure heart: what a case is, who may do what when, and what follows. No I/O, clock or chance."""
