"""Faults, after Jepsen: clients ask and write down what they were told, a nemesis does harm, the checker counts in the
end. `python -m tests.chaos --help`; docs/reliability.md says which promise is tested by what."""
