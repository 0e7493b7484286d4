"""The proof: the real system in a simulated world with faults, over thousands of seeds; see docs/proof.md.

plan (what will happen, drawn from a seed) ─▶ play (the real runtime on several nodes, people, tools, faults) ─▶
evidence (the journal, the people's and the tools' own records) ─▶ checks (did each promise hold?)
"""
