"""Sentences as other councils write them, a district, a county, a fire authority: right sums and wrong ones. Made up."""

from __future__ import annotations

import pytest

from committee.reconcile import reconcile
from tests.unit.committee.reconcile.made import said

RIGHT = [
    "Of the 1,284 fires attended, 321 (25%) were accidental dwelling fires, one in four of all incidents.",
    "Response times improved from 9 minutes 42 seconds to 9 minutes 15 seconds, 27 seconds faster than "
    "last year.",
    "The council processed 84 major applications, of which 71 (84.5%) were within 13 weeks or an agreed "
    "extension, against a target of 60%.",
    "Recycling stood at 42.3%, up 1.4 percentage points on the 40.9% recorded in 2022/23.",
    "Recycling fell by 1.4 percentage points (3.3%) from 42.3% to 40.9%.",
    "Revenue outturn is £148.2m against a budget of £146.9m, an overspend of £1.3m (0.9%).",
    "Revenue outturn is £148.2m against a budget of £146.9m, an overspend of £1.3 million or just under 1%.",
    "Capital spend was £12.4m of the £31.0m programme (40%), with £18.6m to be carried forward.",
    "Council tax collection was 96.8%, 0.3 points down on 97.1% at the same point last year.",
    "The number of households in temporary accommodation more than doubled, from 112 to 241.",
    "Households in temporary accommodation rose by 115% from 112 to 241.",
    "Fly-tipping incidents halved from 1,022 to 511.",
    "Around a third (32%) of the 1,500 respondents, 480 people, were dissatisfied.",
    "Three in five residents (61%) feel safe after dark; in 2021 it was 58%.",
    "Of 1,204 calls, 1,083 (90%) were answered within 30 seconds; 121 (10%) were abandoned.",
    "Staff sickness was 9.8 days per FTE, 0.6 days fewer than the 10.4 days of last year.",
    "Sickness absence rose from 8.9 to 9.8 days per FTE (+10.1%).",
    "A total of 43 complaints were received: 21 at Stage 1, 17 at Stage 2 and 5 were referred to the "
    "Ombudsman.",
    "We received 43 complaints (21 upheld, 17 not upheld and 5 withdrawn).",
    "The 205 complaints comprise 120 about waste (59%), 45 about housing (22%) and 40 about planning (20%).",
    "The rate of 22.9 per 100,000 population is based on 57 deaths in a population of 248,700.",
    "There were 57 deaths, a rate of 22.9 per 100,000, compared with 61 (24.6 per 100,000) in the "
    "previous year.",
    "House fires were 1.8 per 1,000 dwellings, down from 2.0 per 1,000.",
    "57 of the 60 actions (95%) are complete, 2 (3.3%) are in progress and 1 (1.7%) has not started.",
    "Between 40% and 45% of residents use the app, up from 30-35% in 2021.",
    "NEETs stood at 2.6% (164 young people) against a target of 3%; the unknown figure was 1.1% (70 young"
    " people).",
    "Homelessness preventions: Q1 48, Q2 52, total for the half year 100.",
    "In Quarter 1 there were 48 and in Quarter 2 52, making 100 for the year to date against a full-year "
    "target of 180 (56%).",
    "Rent arrears reduced by £210k, from £1.32m to £1.11m (15.9%).",
    "The underspend of £0.4m is made up of £0.7m in Adults offset by an overspend of £0.3m in Highways.",
    "The increase of 12% is the result of an additional 36 cases on last year's 300.",
    "The 336 cases represent a 12% increase on the 300 cases of last year.",
    "Cases went from 300 to 336 (up 12%), while closures went from 250 to 200 (down 20%).",
    "Satisfaction with parks was 78%, compared to 74% in 2022 and 71% in 2021, an increase of 7 "
    "percentage points over two years.",
    "Of the 12 indicators, 7 are green, 3 are amber and 2 are red.",
    "Of the 25 indicators, 14 (56%) are on track, 6 (24%) slightly below and 5 (20%) require improvement.",
    "14 of 25 KPIs (56%) met target, compared with 15 of 26 (58%) last quarter.",
    "85% of 40 responses were within time, which is 34.",
    "Just 6 of 18 inspections (33.3%) found no defects, and two thirds found at least one.",
    "Two thirds of the 18 inspections (12) found a defect.",
    "The contract is worth £2.5m over five years, or £500,000 a year.",
    "Attendance at 4 leisure centres was 412,600, 3.2% higher than the 399,800 recorded in 2021/22 and 8%"
    " below the 448,000 of 2019/20.",
    "Business rates collected were £23.4m, 98.1% of the £23.85m due.",
    "Of the £23.85m due, £23.4m (98.1%) was collected.",
    "Some 1,150 homes were completed against a requirement of 1,000, i.e. 115%.",
    "Permanent admissions to care: 182 (target 170), a rate of 560.3 per 100,000.",
    "Planning appeals: 3 of 9 allowed (33%). Enforcement: 112 cases opened, 98 closed, 14 more than closed.",
    "In total, 3,412 members of the public attended 46 events, an average of 74.",
    "Agency spend rose by a third, from £900k to £1.2m.",
    "Garden waste subscriptions grew by 1,200 (6%) to 21,200.",
    "Garden waste subscriptions grew by 1,200 or 6% from 20,000 to 21,200.",
    "The target of 95% was missed by 2.3 percentage points with 92.7% achieved, 0.4 percentage points "
    "worse than in Q1 (93.1%).",
    "Of those 48 children, 12 (a quarter) were placed within 20 miles.",
    "Only 1 in 8 (12.5%) of the 96 premises, 12, were rated below 3.",
    "Ofsted ratings: 88% of 150 schools are good or better (132).",
    "Crime is down 4.2% year on year to 18,320 offences from 19,123.",
    "The score rose from 12 to 16 (likelihood 4 x impact 4).",
    "Invoices paid on time: 97.4% (11,203 of 11,502).",
    "The pay gap narrowed from 8.2% to 7.6%, a fall of 0.6 percentage points, or 7%.",
    "Call waiting time fell from 4 minutes to 3 minutes, a 25% improvement.",
    "Libraries saw 12,410 visits in April, 11,980 in May and 13,102 in June, 37,492 in the quarter.",
    "CO2 emissions fell 38% since 2010, from 40,100 tonnes to 24,862.",
    "Grants of £15,000, £22,500 and £12,500 were awarded, £50,000 in all.",
    "Arrears fell to £1.11m, which is £0.21m lower than the £1.32m reported in March.",
    "We answered 62 of 80 FOI requests on time (77.5%), compared with 55 of 74 (74.3%) in the same quarter.",
    "The forecast overspend has reduced from £2.4m at Quarter 1 to £1.9m at Quarter 2.",
    "Four of the five (80%) priority measures improved; one (20%) fell.",
    "Of 640 referrals, 320 led to an assessment: half of them. 15% of the assessments were repeated.",
    "The number of vacant posts is 58 of 612 (9.5%), compared with 47 of 605 (7.8%), an increase of 11 "
    "posts.",
    "Turnout increased by 3.1 percentage points from 34.2% to 37.3%.",
    "Average processing time was 18 days against a target of 20, 10% better than target.",
    "There were 12 in April and 15 in May, a total of 40 since January.",
    "Of the 40 actions, 12 are green and 30 completed.",
    "In the quarter 3 moved: 7 green, 3 amber and 2 red.",
    "Of the 25 complaints, 20 were upheld, of which 5 were partly upheld.",
    "Of the 60 actions, 40 are complete, 15 in progress and 3 not started.",
    "Grants of £15,000 and £22,500 were awarded, a total of £90,000 including last year.",
    "The rate rose from 61% to 66%, an increase of 6 percentage points.",
    "The rate rose from 61% to 66%, up 4 points.",
    "Agency spend fell from £1.32m to £1.11m, down 16%.",
    "The gap to target narrowed from 5.2 to 3.1 percentage points.",
    "Waiting times fell from 9.8 days to 8.9 days, almost a day faster.",
    "Costs rose 5% in the year to £105m from £100m.",
    "We spent £2.4m of the £3.1m grant, with the rest (£0.7m, 23%) carried forward.",
    "The scheme costs £4.0m, 60% of the funding being met by grant.",
    "Satisfaction was 82%, 4% higher than the 79% recorded in 2021.",
    "Complaints went down from 433 to 412, with 12% fewer about bins.",
    "There were 412 complaints, a 5% decrease on the previous year (433).",
    "Sickness was 9.2 days, 5% lower than the 9.7 days of last year.",
    "Targets went up 5% from April, and cases rose from 200 to 240.",
    "Visits rose from 12,000 to 15,000, up 25% on last year and 10% on 2019.",
    "Council tax is up 4.99%, from £1,450.00 to £1,522.36 for Band D.",
    "Of the total capital programme of £31.0m, £12.4m (40%) was spent and £18.6m (60%) was not.",
    "Income was £3.4m, 4% up on budget, of which £1.7m (50%) came from parking.",
    "From 5 incidents in April to 12 in June, numbers rose by 140%.",
    "Usage increased 12% to 4,480 from 4,000.",
    "Of 80 FOI requests, 62 (77.5%) were answered within 20 working days and 18 (22.5%) took an average "
    "of 24.5 days.",
    "The number of vacancies rose from 47 to 58, or 9.5% of posts.",
    "Emissions fell from 400 tonnes to 350 tonnes, 12.5% lower than in 2019.",
    "Recycling was 42.3%, 1.2% lower than the 42.8% of last year.",
    "There were 12 births, 3% of the 400 in the county.",
]
WRONG = [
    ("share_wrong", "Of the 1,284 fires attended, 321 (28%) were accidental dwelling fires."),
    ("share_wrong", "The council processed 84 major applications, of which 71 (74.5%) were within 13 weeks."),
    ("change_wrong", "Recycling fell by 2.4 percentage points from 42.3% to 40.9%."),
    ("change_wrong", "Households in temporary accommodation rose by 215% from 112 to 241."),
    ("share_wrong", "Of 1,204 calls, 1,083 (80%) were answered within 30 seconds."),
    ("direction_wrong", "Sickness absence rose from 9.8 to 8.9 days per FTE."),
    ("total_wrong", "We received 43 complaints (21 upheld, 17 not upheld and 8 withdrawn)."),
    (
        "rate_wrong",
        "The rate of 32.9 per 100,000 population is based on 57 deaths in a population of 248,700.",
    ),
    ("share_wrong", "57 of the 60 actions (85%) are complete."),
    ("change_wrong", "Rent arrears reduced by £310k, from £1.32m to £1.11m."),
    ("change_wrong", "Rent arrears reduced from £1.32m to £1.11m, a fall of 25%."),
    ("change_wrong", "The 336 cases represent a 22% increase on the 300 cases of last year."),
    ("change_wrong", "Cases went from 300 to 336 (up 22%)."),
    ("total_wrong", "Of the 12 indicators, 7 are green, 3 are amber and 3 are red."),
    ("share_wrong", "Of the 25 indicators, 14 (66%) are on track."),
    ("share_wrong", "14 of 25 KPIs (46%) met target."),
    (
        "change_wrong",
        "Attendance at leisure centres was 412,600, 5.2% higher than the 399,800 recorded in 2021/22.",
    ),
    ("share_wrong", "Business rates collected were £23.4m, 88.1% of the £23.85m due."),
    ("share_wrong", "Of the £23.85m due, £23.4m (88.1%) was collected."),
    ("change_wrong", "Garden waste subscriptions grew by 2,200 from 20,000 to 21,200."),
    ("share_wrong", "Invoices paid on time: 94.4% (11,203 of 11,502)."),
    (
        "total_wrong",
        "Libraries saw 12,410 visits in April, 11,980 in May and 13,102 in June, 38,492 in total.",
    ),
    ("change_wrong", "CO2 emissions fell 48% from 40,100 tonnes to 24,862."),
    ("change_wrong", "Turnout increased by 4.1 percentage points from 34.2% to 37.3%."),
    ("change_wrong", "Satisfaction rose from 61% to 66%, an increase of 8 percentage points."),
    ("share_wrong", "Capital spend was £12.4m of the £31.0m programme (50%)."),
    ("change_wrong", "Crime rose from 18,320 to 19,123, a 5.4% rise."),
    ("change_wrong", "Crime is up 5.4% from 18,320 to 19,123."),
    ("change_wrong", "There were 412 complaints, a decrease of 12% on the previous year (433)."),
    ("change_wrong", "There were 412 complaints in 2022/23 compared with 433 in 2021/22, a decrease of 12%."),
    ("total_wrong", "Grants of £15,000, £22,500 and £12,500 were awarded, a total of £55,000."),
    ("share_wrong", "Of 80 FOI requests, 62 (87.5%) were answered on time."),
    ("share_wrong", "62 out of 80 FOI requests (87.5%) were on time."),
    ("change_wrong", "Turnout rose from 34.2% to 37.3%, up 4.1 points."),
    ("change_wrong", "Council tax is up 5.99%, from £1,450.00 to £1,522.36 for Band D."),
    ("change_wrong", "Usage increased 22% to 4,480 from 4,000."),
    ("total_wrong", "Of the 25 complaints, 12 were upheld, 8 partly upheld and 9 not upheld."),
    ("change_wrong", "Income was £3.4m, 14% up on the £3.27m of last year."),
]


@pytest.mark.parametrize("text", RIGHT)
def test_nothing_is_said_about_a_right_sum(text: str) -> None:
    assert [finding.sentence for finding in reconcile(said(text))] == []


@pytest.mark.parametrize(("code", "text"), WRONG)
def test_a_wrong_sum_is_found(code: str, text: str) -> None:
    assert [finding.code for finding in reconcile(said(text))] == [code]
