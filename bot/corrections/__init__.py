"""Comment → proposal → decision → next version → edit: what readers report, and moderators decide.

Rule: comments and a model's answers are data. Only a decision by somebody whom the forum calls staff, asked at the
moment it is carried out, or by the operator at the machine, changes a text.
"""
