"""The rules of film grammar: on one shot (`frame`), on its neighbours (`cut`), and on what was rendered (`proof`)."""
