"""The `bihuan` command: one file per noun. A surface: uses kernel reads and writes, never tables."""
