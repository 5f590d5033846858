"""The charts of the page on lists, each labelled as synthetic; run it to draw them anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from synthetic_list import (
    SPELLINGS,
    TERMS,
    VOCABULARY,
    synthetic_records,
    synthetic_totals,
)

import purgestats as ps
from purgestats.charts.layout.page import Sheet, page
from purgestats.charts.layout.scale import scale_for
from purgestats.charts.style import colours, tidy
from purgestats.words import number

STATIC = Path(__file__).resolve().parent / "_static"
CITATION = (
    "Synthetic data: regions, persons and totals are made by a random generator and stand for "
    "nobody and for no place."
)
LABELS = {term: f"{region} (invented)" for region, term in TERMS.items()}
NAMED, PRINTED = "#0173b2", "#d55e00"


def beside_totals(named: pd.DataFrame, totals: pd.DataFrame) -> Axes:
    """Draw for each region how many persons the list names and how many a register counts.

    Parameters
    ----------
    named, totals : DataFrame
        Claims by region and month.

    Returns
    -------
    Axes
        The chart.
    """
    table = pd.DataFrame(
        {
            "named": named.groupby("place")["low"].sum(),
            "register": totals.groupby("place")["low"].sum(),
        }
    ).loc[list(LABELS)]
    table = table.astype(int).set_axis(list(LABELS.values())).rename_axis("region").reset_index()
    key = [
        Line2D([], [], color=NAMED, marker="o", linestyle="", label="named in the list, at least"),
        Line2D([], [], color=PRINTED, marker="D", linestyle="", label="counted by the register"),
    ]
    sheet = Sheet(
        title="Synthetic data: persons named in a list and counted by a register, by region",
        caption="A list is a lower bound: the arrow says that there may have been more.",
        citation=CITATION,
        left=132.0,
        right=40.0,
        value_label="persons",
        key=key,
    )
    with page({}) as drawn:
        ax = drawn.lay_out(sheet, 34.0 * len(table))
        scale = scale_for(table["register"], drawn.across(sheet), from_zero=True)
        top = scale.high
        scale.dress(ax)
        tidy(ax, along="x")
        for place, row in table.iterrows():
            ax.plot(row["named"], place - 0.14, "o", color=NAMED, markersize=7)
            arrow = {"arrowstyle": "->", "color": NAMED, "linewidth": 1.5}
            start = (row["named"], place - 0.14)
            ax.annotate("", (row["named"] + top / 14, start[1]), start, arrowprops=arrow)
            ax.plot(row["register"], place + 0.2, "D", color=PRINTED, markersize=6)
        ax.set_yticks(range(len(table)), table["region"])
        ax.set_ylim(len(table) - 0.5, -0.5)
        parts = [
            f"{row.region}: at least {number(row.named)} named, {number(row.register)} counted"
            for row in table.itertuples()
        ]
        words = f"Chart of synthetic data. {'; '.join(parts)}."
        return drawn.finish(ax, sheet, words, table)


def coverage(named: pd.DataFrame, totals: pd.DataFrame) -> Axes:
    """Draw for each region and month the named as a share of those the register counts.

    Parameters
    ----------
    named, totals : DataFrame
        Claims by region and month.

    Returns
    -------
    Axes
        The chart.
    """
    table = coverage_table(named, totals)
    sheet = Sheet(
        title="Synthetic data: how much of the register a list covers, by region and month",
        caption=(
            "Named persons in percent of the register's count; 0 where the list names nobody. "
            "Above 100, list and register cannot both be right."
        ),
        citation=CITATION,
        left=132.0,
        right=6.0,
        value_label="month, 8 to 12 of 1937 and 1 to 11 of 1938",
    )
    with page({}) as drawn:
        ax = drawn.lay_out(sheet, 30.0 * len(table))
        ax.imshow(table, aspect="auto", cmap="Blues", vmin=0, vmax=150)
        tidy(ax, along="x")
        ax.grid(False)
        for (row, column), share in np.ndenumerate(table.to_numpy()):
            ink = "white" if share > 95 else colours().ink
            weight = "bold" if share > 100 else "normal"
            style = {"color": ink, "fontsize": 8, "fontweight": weight}
            ax.text(column, row, f"{share}", ha="center", va="center", **style)
        ax.set_yticks(range(len(table)), table.index)
        months = [int(month[5:]) for month in table.columns]
        ax.set_xticks(range(len(months)), months)
        parts = [
            f"{region}: {shares.min()} to {shares.max()} percent a month"
            for region, shares in table.iterrows()
        ]
        words = f"Heat map of synthetic data, regions by months. {'; '.join(parts)}."
        return drawn.finish(ax, sheet, words, table.reset_index())


def coverage_table(named: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Return the named as a percentage of the counted, regions by months.

    Parameters
    ----------
    named, totals : DataFrame
        Claims by region and month.

    Returns
    -------
    DataFrame
        Whole percentages; 0 where the list names nobody.
    """
    cells = ["place", "period"]
    shares = 100 * named.set_index(cells)["low"] / totals.set_index(cells)["low"]
    table = shares.fillna(0).round().astype(int).unstack().loc[list(LABELS)]
    return table.set_axis(list(LABELS.values())).rename_axis("region")


def tallied() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the list's claims and the register's, by region and month."""
    named = ps.tally(
        synthetic_records(),
        measure="executions",
        place={"region": SPELLINGS},
        period={"date": "1937/1938"},
        unique="person",
        source="synthetic list",
        claimant="synthetic list",
        vocabulary=VOCABULARY,
    )
    return named, ps.validate(synthetic_totals(), VOCABULARY)


def main() -> None:
    """Draw both charts into docs/_static."""
    named, totals = tallied()
    ps.charts.save(beside_totals(named, totals), STATIC / "synthetic-totals.svg", force=True)
    ps.charts.save(coverage(named, totals), STATIC / "synthetic-coverage.svg", force=True)


if __name__ == "__main__":
    main()
