"""How Hypothesis tries examples here: no test fails because the machine was slow."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient", deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("patient")
