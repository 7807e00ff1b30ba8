"""The same questions as queries, in plain SQL that DuckDB, Spark and ClickHouse can run where memory ends.

`duck` runs them in DuckDB, and tests hold their answers equal to those of pandas and NumPy. Tables: ``events`` (of one
cohort), ``rollup``, ``assessments``, ``results`` and ``destinations`` in the shape, and

* ``members``: the enrolments with their cohort's ``course``, ``length`` and ``ends`` (its last week; null where it
  records no events), in attributes '' for unknown;
* ``told`` (place, stage): the stages that each cohort records, as numbers in the order of `funnel.STAGES`;
* ``weeks`` (week): every week that may be shown.

``{by}`` stands for the columns that part the groups. In other dialects only one thing has another name:
``quantile_cont(x, 0.25)`` is ``percentile(x, 0.25)`` in Spark and ``quantileExactInclusive(0.25)(x)`` in ClickHouse,
each linear as R's type 7.
"""

ROLLUP = """
select enrolment, cast(floor(day / 7.0) as smallint) as week, count(distinct day) as days, sum(clicks) as clicks,
       count(*) as events
from events
group by enrolment, cast(floor(day / 7.0) as smallint)
order by enrolment, week
"""

WEEKLY = """
with sizes as (
  select {by}, ends, count(*) as n from members group by {by}, ends
), lasting as (
  select {by}, w.week, sum(n) as enrolments from sizes s join weeks w on w.week <= s.ends group by {by}, w.week
), counted as (
  select {by}, r.week, count(*) as active, sum(r.days) as days, sum(r.clicks) as clicks, sum(r.events) as events
  from rollup r join members m on m.enrolment = r.enrolment
  where r.week <= m.ends
  group by {by}, r.week
), first as (
  select {by}, min(week) as begins from counted group by {by}
)
select {by}, l.week, l.enrolments, coalesce(c.active, 0) as active, coalesce(c.days, 0) as days,
       coalesce(c.clicks, 0) as clicks, coalesce(c.events, 0) as events
from lasting l join first f using ({by}) left join counted c using ({by}, week)
where l.week >= f.begins
order by {by}, l.week
"""

RETENTION = """
with latest as (
  select r.enrolment, max(r.week) as latest
  from rollup r join members m on m.enrolment = r.enrolment
  where r.week between 0 and m.ends
  group by r.enrolment
), started as (
  select {by}, m.ends, l.latest, count(*) as n
  from latest l join members m on m.enrolment = l.enrolment
  group by {by}, m.ends, l.latest
)
select {by}, w.week, sum(n) as started, sum(case when s.latest >= w.week then n else 0 end) as retained
from started s join weeks w on w.week between 0 and s.ends
group by {by}, w.week
order by {by}, w.week
"""

FUNNEL = """
with own as (
  select distinct enrolment from results where not banked
), active as (
  select r.enrolment, count(*) as weeks
  from rollup r join members m on m.enrolment = r.enrolment
  where r.week between 0 and m.ends
  group by r.enrolment
), found_work as (
  select distinct enrolment from destinations where kind = 'placed'
), certifying as (
  select distinct place from told where stage = 6
), facts as (
  select m.*, m.outcome in ('distinction', 'pass') as passed, coalesce(m.certified, false) as has_certificate,
         own.enrolment is not null as submitted, coalesce(active.weeks, 0) as weeks,
         found_work.enrolment is not null as placed, certifying.place is not null as certifies
  from members m
  left join own on own.enrolment = m.enrolment
  left join active on active.enrolment = m.enrolment
  left join found_work on found_work.enrolment = m.enrolment
  left join certifying on certifying.place = m.cohort
), furthest as (
  select *, case
    when passed and placed and (has_certificate or not certifies) then 7
    when passed and has_certificate then 6
    when passed then 5
    when submitted and outcome = 'fail' then 4
    when submitted then 3
    when weeks > 0 and weeks >= {share} * ceil(length / 7.0) then 2
    when weeks > 0 then 1
    else 0 end as reached
  from facts
), summed as (
  select {by}, cohort as place, reached, count(*) as n from furthest group by {by}, cohort, reached
)
select {by}, t.stage, sum(n) as registered, sum(case when s.reached >= t.stage then n else 0 end) as count
from summed s join told t on t.place = s.place
group by {by}, t.stage
order by {by}, t.stage
"""

MARKS = """
select m.*, a.assessment, a.kind, r.score
from results r join members m on m.enrolment = r.enrolment join assessments a on a.assessment = r.assessment
where {banked} or not r.banked
"""

GRADES = """
select {by}, count(*) as results, count(*) - count(score) as missing, count(score) as n, avg(score) as mean,
       stddev_samp(score) as sd, min(score) as least, quantile_cont(score, 0.25) as lower,
       quantile_cont(score, 0.5) as median, quantile_cont(score, 0.75) as upper, max(score) as most
from marks
group by {by}
order by {by}
"""

HISTOGRAM = """
select {by}, least(floor(score / {width}), {bins} - 1) * {width} as low, count(score) as count
from marks
group by {by}, least(floor(score / {width}), {bins} - 1) * {width}
order by {by}, low
"""
