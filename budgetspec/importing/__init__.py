"""From a printed document to a submission, in two steps kept apart.

A reader turns a file into the printed form (``printed``), which knows no form; the mapping (``mapping``) turns that into a
submission, led by the annotations of a form's schema. What finds no place is kept in the submission and told.
"""
