"""Country packs: writing a new one to fill in, and finding what is still a placeholder."""
