"""Every test here may take the stage."""

from tests.support.fixtures import maya, stage

__all__ = ["maya", "stage"]
