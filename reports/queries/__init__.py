"""What the pages of reports need, in parts.

``units`` (list and page of units), ``handover`` (a unit for somebody who begins to lead it), ``together`` (the figures of many,
and the thread from one to sixteen), ``board`` (reports and questions), ``content`` (what stands in a report, with ``findings``
and their sources), ``parts`` (what several of them share) and ``figures`` (figures kept in a report).
"""
