"""Batches: from scenarios to notebooks run, results kept and pages made."""
