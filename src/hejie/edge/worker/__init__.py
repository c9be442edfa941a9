"""The worker: lets clocks lapse, delivers what follows, tells people and machines, tidies."""
