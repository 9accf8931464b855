"""The rules of the unit standard, one module a subject; `corpus.segment` is their face.

labels      printed labels and their styles (section 2)
sentences   where a unit ends (section 3)
furniture   what a paragraph is when it is no text (section 4)
texts       the cover, the texts it carries, annexes, contents pages (section 5)
headings    levels, positions, and which labelled sentences are titles (section 2)
counting    what a study may count otherwise

Nothing here reads a clock, a network or a database, and every rule takes time linear in the text.
"""
