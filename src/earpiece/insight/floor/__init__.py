"""A floor of people in simulated time: who takes which work when, how long customers wait, who hangs up.

A heap of events and nothing else: no chance, no clock, no dependencies. Whoever uses it draws all times beforehand, so
that the same floor with the same work gives the same day, to the last bit. See docs/floor.md.

- `people.Person`: skills, a shift, pauses, how many chats at once.
- `work.Work`: what is to be done, by whom, how long it takes, how long the customer waits; `work.Rung`: what happens
  while nobody takes it up; `work.Ticket`: what became of it.
- `order`: in which order people take what waits.
- `engine.Floor`: plays it.
- `talks.Talk`: a conversation that an agent leads and that needs people now and then.
"""
