"""The main job: scenarios to notebooks run, pages made, and one folder a person opens."""
