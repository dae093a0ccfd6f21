"""Safety: risk plans, decisions, concerns, incidents, complaints, and the way through crisis and hospital.

It never mixes what a ward says of risk with what is lived at home, and a concern is never closed in silence.
Start with `models.py`, then `actions/concerns.py` and `actions/hospital.py`.
"""
