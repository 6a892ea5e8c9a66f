"""SQLite: schema, sync, and every question asked of it. Never opens a note: it is handed a reader."""
