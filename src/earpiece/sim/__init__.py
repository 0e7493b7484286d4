"""The real system in simulated time: a virtual clock, seeded ids, simulated customers and experts."""
