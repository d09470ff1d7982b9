"""Where figures come from, one module each: bytes or an answer in, a :class:`~indicators.sources.batch.Batch` out. Pure.

``cells`` reads one number or marker, ``batch`` is what every source hands over, ``grades`` is Skolverket's export of final
grades.
"""
