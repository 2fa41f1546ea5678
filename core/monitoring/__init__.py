"""Health checks and metrics for whoever operates the installation."""
