"""
What are we for, and does the money go there?

In: what a strategy states (challenges, missions, targets, boards, who delivers), agreements and payments.
Out: findings of lint, traced money, figures that add up, the delivery network. Neighbours:
`workspace.missions` reads the records, `report` shows what comes out.
"""
