"""The demo: four organisations with people and conversations that read like real ones."""
