"""The points of the journey, each told by those who do it; and the few words that pass from one point to the next."""

UNIT = "Björkängsskolan"
CHANGE = "Låt eleverna räkna högt för varandra varje vecka."
TOGETHER = "Övergången till högstadiet är svår i matematik på flera enheter"
