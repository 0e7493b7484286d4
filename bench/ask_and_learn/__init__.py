"""When to ask, and learning from the answer: the product's judgement on recorded decisions of people."""
