"""The page that links everything of a run."""
