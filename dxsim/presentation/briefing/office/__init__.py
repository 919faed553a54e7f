"""The briefing as files of office programs: Word and slides, to edit."""
