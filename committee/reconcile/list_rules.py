"""The lists of a performance paper held against the agreed ratings. Pure.

    good_but_under_target  listed as good performance while under its target, or not in the best rating
    listed_below_but_best  listed below the desired level while in the best rating
    in_neither_list        rated worse than best, and in neither list
    line_names_several     a line fits several indicators, and none of its words says which
    line_names_none        a line fits no indicator of the paper

The last three are asked of lists that are names, and not of lists that are sentences.

Source: the report of 25 November 2021: long-term services in the community, 71.7% against 72%, among the highlights; five
indicators under their targets in neither list; "Permanent admissions ..." without an age band.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from committee.reconcile.facts import Finding, Listed, Papers, Rated, Rule
from committee.reconcile.wording import stems


def lists_and_ratings(papers: Papers) -> Iterator[Finding]:
    rated = {each.subject: each for each in papers.rated}
    for line in papers.listed:
        for subject in line.subjects:
            if subject in rated and (found := _contradiction(line, rated[subject])):
                yield found


def in_neither_list(papers: Papers) -> Iterator[Finding]:
    listed = {(line.place.paper, subject) for line in papers.listed for subject in line.subjects}
    by_name = _papers_that_list_by_name(papers)
    for each in papers.rated:
        paper = each.place.paper
        if paper in by_name and (paper, each.subject) not in listed and not each.is_best:
            yield Finding(
                "in_neither_list",
                "low",
                f"{each.name} is rated {each.status} ({_against(each)}), and is in neither list.",
                (each.place,),
                (each.value, each.target),
            )


def unclear_lines(papers: Papers) -> Iterator[Finding]:
    names = {each.subject: each.name for each in papers.rated}
    by_name = _papers_that_list_by_name(papers)
    for line in (line for line in papers.listed if line.place.paper in by_name):
        if not line.subjects:
            yield Finding(
                "line_names_none",
                "low",
                f'"{line.text}" is in a list of the paper, and fits none of its indicators.',
                (line.place,),
                (line.text,),
            )
        elif len(line.subjects) > 1 and not _says_which(line, names):
            quoted = "; ".join(names.get(subject, subject) for subject in line.subjects)
            yield Finding(
                "line_names_several",
                "low",
                f'"{line.text}" does not say which of these it means: {quoted}.',
                (line.place,),
                (line.text,),
            )


def _contradiction(line: Listed, rated: Rated) -> Finding | None:
    if line.as_good and (not rated.is_best or rated.meets_target is False):
        missed = " It misses its target." if rated.meets_target is False else ""
        return Finding(
            "good_but_under_target",
            "high",
            f"{rated.name} is listed as good performance, and is rated {rated.status} ({_against(rated)}).{missed}",
            (line.place, rated.place),
            (rated.value, rated.target),
        )
    if not line.as_good and rated.is_best:
        return Finding(
            "listed_below_but_best",
            "high",
            f"{rated.name} is listed below the desired level, and is rated {rated.status} ({_against(rated)}).",
            (line.place, rated.place),
            (rated.value, rated.target),
        )
    return None


def _papers_that_list_by_name(papers: Papers) -> set[str]:
    """The papers whose lists are names of indicators. Those of 2018/19 are sentences, which say no name in full."""
    lines: dict[str, list[bool]] = {}
    for line in papers.listed:
        lines.setdefault(line.place.paper, []).append(bool(line.subjects))
    return {paper for paper, named in lines.items() if 2 * sum(named) >= len(named)}


def _says_which(line: Listed, names: Mapping[str, str]) -> bool:
    """Whether the line has, of each indicator that it fits, a word that not all of them share."""
    words = stems(line.text)
    of_each = [stems(names.get(subject, "")) for subject in line.subjects]
    shared = frozenset.intersection(*of_each)
    return all(words & (own - shared) for own in of_each)


def _against(rated: Rated) -> str:
    return f"{rated.value}, target {rated.target}" if rated.target else rated.value


RULES: tuple[Rule, ...] = (lists_and_ratings, in_neither_list, unclear_lines)
