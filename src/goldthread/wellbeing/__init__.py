"""Wellbeing: five outcome domains on stable anchors, questionnaires, and what people say of the support.

It holds no wording of any questionnaire: an organisation that is registered enters its own copy. It never
makes up a missing answer. Start with `models.py`, then `rules.py`, where the anchors are.
"""
