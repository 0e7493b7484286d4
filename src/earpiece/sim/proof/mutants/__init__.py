"""The proof of the proof: the program with one promise-keeping line changed, again and again. Each must be noticed."""

from earpiece.sim.proof.mutants import answers, effects, keeping, learning, serving
from earpiece.sim.proof.mutants.edit import Edit, Mutant

MUTANTS: tuple[Mutant, ...] = tuple(
    sorted(
        (*serving.MUTANTS, *effects.MUTANTS, *answers.MUTANTS, *keeping.MUTANTS, *learning.MUTANTS),
        key=lambda mutant: mutant.promise,
    )
)

__all__ = ["MUTANTS", "Edit", "Mutant"]
