"""Leads through the open parts of playbooks: a large model plans, one action at a time, each through the gate."""
