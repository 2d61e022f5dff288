"""filing.toml and templates/KIND/ on disk -> Filing, Kind, Schedule, Rule, each with its line."""
