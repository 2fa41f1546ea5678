"""Machines and models assert as tests do, and should tell as much."""

import pytest

pytest.register_assert_rewrite("tests.properties.case_life")
