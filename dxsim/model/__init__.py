"""Model layer: scenarios, growth laws, closures and projections."""
