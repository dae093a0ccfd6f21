"""What a commissioner receives: figures with their limits, unknowns and definitions on one page.

It never rounds before a target is tested and never counts afresh; it quotes what evidence holds.
Start with `page.py`.
"""
