"""Faults of film grammar as a careless edit makes them: in frames, at cuts, in moves, of bodies, in the edit, and in what was rendered."""
