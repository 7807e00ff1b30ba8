# Heavy and light load together.
# cell: own-answer
# loses: test-own-answer
mine = durations(my_bearings, TODAY)
my_curve = kaplan_meier(mine["days"], mine["failed"])
my_costs = {days: cost_per_day(my_curve, days, MY_PRICES["planned"], MY_PRICES["failure"]) for days in range(30, 401, 10)}
cheapest = min(my_costs, key=my_costs.get)
my_plan = {"failures": int(mine["failed"].sum()), "b10": life_at(my_curve, 0.1), "interval": cheapest, "cost": my_costs[cheapest]}
