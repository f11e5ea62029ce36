"""What every screen shares: frame, template tags, language, security headers, problem pages."""
