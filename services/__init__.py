"""Haven's five services, and the two rooms they share: `contracts` (what we say) and `chassis` (how we run)."""
