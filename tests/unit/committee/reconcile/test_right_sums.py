"""Sums of real papers that are right, and of councils made up: nothing is said about them."""

from __future__ import annotations

import pytest

from committee.reconcile import reconcile
from tests.unit.committee.reconcile.made import said

#: Every paragraph of the agendas of 26 February 2019 and 25 November 2021 and of the report of Quarter 2 2022/23 whose sums
#: were done again by hand and are right.
RIGHT = [
    "Visits: 265,139+393,140=658,279; sessions: 28,639+39,605=68,244; events: 48+103=151.",
    "With 68 volunteers on Home Library Service deliveries. Also 10 Culture Hack volunteers attended a session "
    "in-library.",
    "Lancashire County Council maintains 16 care homes for older people, 11 of which are currently rated good or "
    "outstanding (68.75%) with five care homes requiring improvement.",
    "Enquiries for the 2020/21 financial year were 2,494 compared with enquiries for 2019/20 1,883. An increase of "
    "611 enquiries received by the Boost Team.",
    "The Q2 forecast is an underspend of £16.441m, which is 1.87% of the county council's net budget.",
    "Statutory complaint totals have decreased overall by 18% (646 in 2020/21 from 788 in 2019/20).",
    "Graph 1 also shows a decrease in statutory children's social care (CSC) complaints totals by 10% (226 in 2020/21"
    " from 252 in 2019/20). Non statutory children's complaints increased substantially from 139 in 2019/20 to 229 in"
    " 2020/21, of which 61% were Inclusion Service complaints.",
    "A total of 420 complaints were received in 2020/21 which is a 22% decrease from the previous financial year "
    "(536). Compliments increased by 8% from 568 in 2019/20 to 616 in 2020/21. Comments reduced from 85 in 2019/20 to"
    " 43 in 2020/2021.",
    "16% of all complaints were not upheld in 2020/21 and this is the same proportion as those not upheld in 2019/20."
    " Over a third (36% of complaints) were justified by being upheld or partly upheld. Around half (48%) of "
    "complaints have also been resolved or withdrawn at an early stage in the complaints process. This figure has "
    "increased from 40% in 19/20.",
    "Of all closed complaints, 185 were either withdrawn or resolved early, 149 had at least one aspect upheld and "
    "only 82 were not upheld.",
    "A total of 243 internal complaint investigations were undertaken. The breakdown of these was 57% upheld/partly "
    "upheld (139), 11% withdrawn/early resolution/signposted (26) and 32% not upheld (78).",
    "This was 469 in total. Unfortunately, the further 147 compliments captured via other methods cannot be broken "
    "down into the same categories to allow an overall breakdown of the 616 compliments. The number of compliments "
    "has increased by 48 from 568 in 2019/20 to 616 in 2020/21.",
    "There was a decrease in closed joint complaints during 2020/21 to 14 compared with 31 in 2019/2020. Of the "
    "closed complaints 1 was not upheld and 13 were partly upheld.",
    "Graph 9 below shows of the 39 Ombudsman ASC decisions received in 2020/21, 10% were not upheld, 62% were not "
    "investigated and 28% were upheld. Of the 11 complaints that were either upheld or partly upheld, 6 were not "
    "upheld by ASC originally, making an actual uphold rate of 15% when all 39 decisions for the year are considered.",
    "Of these 9% were not upheld, 36% were upheld or partly upheld and most complaints (55%) were signposted, "
    "resolved early or withdrawn (a similar proportion for the last two financial years).",
    "Graph 15 below shows of the 48 Ombudsman CSC decisions received in 2020/21, 56% were either not upheld or closed"
    " after initial enquiries. The number of enquiries referred back to the council for local resolution represent "
    "25%. Only 19% of decisions were upheld. As the Ombudsman will also uphold complaints that the council has "
    "already upheld and of the 9 complaints, 4 had already been upheld or partly upheld, this makes an actual uphold "
    "rate of 10% for the 48 decisions made.",
    "With the addition of compliments for the Inclusion Service, a total of 87 compliments were received for 2020/21,"
    " which is a decrease of 44%, from 154 for the previous year.",
    "Just over a third of referrals in quarter three 2018/19 originated from the Police (874 referrals or 35.2%).",
    "In quarter 3 2018-19, a total of 7 County matter applications were determined, of which 5 (71%) were determined "
    "within the 13 week decision period. 9 applications for LCC's own Regulation 3 development were determined in "
    "quarter 3 2018-19. 4 (44%) of these were determined within 8 weeks. Two of the applications determined outside 8"
    " weeks were subject to Section 106 agreements. The remaining three determined outside 8 weeks were agreed with "
    "the applicant.",
    "Of the 409 Lancashire care homes rated, 17 are in-house residential services for older people and 82.4% (14) of "
    "these were rated good or outstanding. The other 3 were rated as requires improvement.",
    "A further 1,666 Troubled Families were attached to the programme in quarter 3 of 2018/19, increasing the number "
    "to 14,164 as at 31 December 2018. It was ahead (38 and 1.2% greater than) the targeted position (3,120).",
    "Of the 36 services directly provided by Lancashire County Council, 32 are graded as ‘good’ or ‘outstanding’. "
    "None are ‘inadequate’ but four older people’s residential homes are judged as ‘requires improvement’.",
    "With 39 less children becoming looked after during quarter 2, the rate reduced from 7.0 per 10k in quarter 1 to "
    "5.4 per 10k in quarter 2. This is below the national and North West region rates.",
    "The service is not currently able to meet the local annual target of 60 completers due to a 70% decrease in "
    "referrals (reduction from 154 in 2020/21 to 46 in 2021/22).",
    "The number of older people who are still at home 91 days after discharge (85.2%) is above the national average "
    "of 82.0% and the regional average of 82.2%.",
    "There has been a further drop to 80% of care homes being rated good or outstanding by the Care Quality "
    "Commission (CQC), which puts Lancashire slightly under the national performance of 82%. Of the 32, 10 of these "
    "have moved down in grade.",
    "We are currently below the target (81.9% against 90%). Community-based services are currently well above target "
    "(96.75% against 90%).",
    "There has been an increase from Q1(14.75) to Q2 (15.45), although it remains lower than in Q4 of 2021/22 (16.9),"
    " It is higher than the 20/21 comparator (nearest neighbour) average of 12.19.",
]

#: Councils made up, and wordings that leave open what is counted.
MADE_UP = [
    "Of the 240 calls, 180 (75%) were answered in time and 60 (25%) were not.",
    "Just over half of the 412 requests, 209 (51%), were closed.",
    "Rent arrears fell from £1.2m in 2022/23 to £0.9m in 2023/24, a reduction of 25%.",
    "52% were satisfied, 30% were neither and the remaining 18% were dissatisfied.",
    "Of these, 40% chose email, 35% phone and 28% letter (people could choose more than one).",
    "Of these, 34% are in the north, 33% in the south and 32% in the east.",
    "Missed bins reduced by 5 percentage points to 3% from 8%. Use of agency staff has fallen from 12% to 9%, a 25% "
    "reduction.",
    "Overall, 24 of 30 (80%) actions are complete, compared with 18 of 30 (60%) last quarter.",
    "Emissions dropped by almost a fifth (19%) from 31,000 tonnes to 25,110 tonnes.",
    "The number of fly-tips rose from 1,010 to 1,120, an 11% increase. Complaints increased by around 30% (from 101 "
    "to 130).",
    "The ranking fell from 63 of 150 to 84 of 151, and the underspend increased from -0.59% to -1.87%.",
    "Growth slowed from 4.5% to 3.2%, and numbers did not increase from 40 to 38 by chance.",
    "70% of pupils score below the national average of 65%. Attendance is 94%, 1% below the national average of 95%.",
    "Demand grew from 3% of households in 2019 to 5% in 2021 and fell back to 4% in 2023.",
    "20% of calls were abandoned, 35% were answered in a minute and 48% in two minutes.",
    "The 5-year programme of £11.25m covers 150 investments. Residents rated 3.4 out of 5 (68%).",
    "The rate was 42.0 per 100,000, which is 210 people in a population of 500,000.",
    "Turnover was 12% in 2021/22, 13% in 2022/23 and 14% in 2023/24 of the workforce.",
    "Satisfaction rose by 3% from 70% to 73%, and 5 of the 3 homes (60%) is nonsense.",
    "Cases rose by 100% from 0 to 12, and marks rose by 5 from 40% to 45%.",
    "The rate fell by 24% from 7.0 to 5.4.",
    "Of these, 57% were upheld, 11% were withdrawn, 32% were not upheld and 3% were late.",
    "Nearly 60% (119 of 200) came. Just under 60% of the 200 families (119) came.",
    "There were reductions in all the services that the county council provides to its residents in the two districts that "
    "were flooded in the winter, from 12 to 14.",
    "Housing completions went up to 512 from 480, a rise of 6.7%. The service saw 19 of 25 (76%) clients.",
]


@pytest.mark.parametrize("text", [*RIGHT, *MADE_UP])
def test_nothing_is_said_about_a_right_sum(text: str) -> None:
    assert [finding.sentence for finding in reconcile(said(text))] == []


def test_nothing_is_said_about_all_of_them_in_one_paper() -> None:
    assert [finding.sentence for finding in reconcile(said(*RIGHT, *MADE_UP))] == []
