"""Idea to screenplay: premise, plan, and the writer's own words in it. Knows nothing of pictures."""
