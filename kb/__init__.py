"""The shared vocabulary of Metodbank: records, storage, the facade and the command line."""
