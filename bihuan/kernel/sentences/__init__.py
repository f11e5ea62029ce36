"""The sentences of refusals by what they are about: code -> (Chinese, English).

Facts in braces are given where the problem is raised.
"""
