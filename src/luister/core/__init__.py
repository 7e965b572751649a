"""A library of its own: questionnaires (`form`), statistics (`measure`) and text (`language`).

Nothing here knows Django, a database or the network, and the three parts do not know each other.
"""
