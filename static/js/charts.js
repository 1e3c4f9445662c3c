// Draws every figure[data-chart] with Plotly, from the specification that the page holds as JSON (council/charts.py).
// The table of the same figures stands beside it, so a page without this script loses no fact.

const NARROW = 480; // pixels of the figure, not of the window
const PAPER = 620; // pixels that fit upright A4 paper
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false, // no figure ever leaves for a third party
  plotlyServerURL: "",
  responsive: true,
};

/** Break text that the server wrapped for a wide screen into lines of at most `width` characters. */
function rewrap(text, width) {
  const lines = [""];
  for (const word of text.replaceAll("<br>", " ").split(" ")) {
    const line = lines.at(-1);
    if (line && line.length + word.length >= width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line ? `${line} ${word}` : word;
    }
  }
  return lines.join("<br>");
}

/** Every nth item so that at most `most` are left, the last one always among them. */
function thin(items, most) {
  const step = Math.ceil(items.length / most);
  return items.filter((_, place) => (items.length - 1 - place) % step === 0);
}

/** The layout for the room there is. */
function fitted(layout, kind, width) {
  const fit = structuredClone(layout);
  if (kind === "trend") {
    const most = Math.max(2, Math.floor((width - 150) / 60));
    fit.xaxis.ticktext = thin(fit.xaxis.ticktext, most);
    fit.xaxis.tickvals = thin(fit.xaxis.tickvals, most);
  }
  if (width >= NARROW) {
    return fit;
  }
  fit.font.size = 12;
  if (kind === "trend") {
    fit.margin.r = 66; // the labels at the ends break into two lines
    for (const note of fit.annotations) {
      note.text = rewrap(note.text, 9);
      note.xshift = note.xshift ? 8 : 0;
      note.yshift = (note.yshift ?? 0) * 1.7; // two lines need more room between them
    }
  } else {
    fit.yaxis.ticktext = fit.yaxis.ticktext.map((text) => rewrap(text, 14));
    fit.margin.r = 5;
  }
  return fit;
}

/** The traces for the room there is: a bar too short for letter and count keeps the count. */
function fittedData(data, kind, width) {
  if (kind !== "mix" || width >= NARROW) {
    return data;
  }
  const totals = data[0].x.map((_, place) => data.reduce((sum, trace) => sum + trace.x[place], 0));
  const pixels = (width * 0.62) / Math.max(...totals);
  return data.map((trace) => ({
    ...trace,
    text: trace.text.map((text, place) => (trace.x[place] * pixels < 32 ? text.split(" ").at(-1) : text)),
  }));
}

/** Draw one figure; `paper` is the width to draw for when it is not the screen's. */
function draw(figure, paper) {
  const width = paper ?? figure.clientWidth;
  const { data, layout } = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const fit = fitted(layout, figure.dataset.kind, width);
  if (paper) {
    fit.width = paper;
  }
  Plotly.react(figure.querySelector(".app-chart__plot"), fittedData(data, figure.dataset.kind, width), fit, CONFIG);
}

const figures = document.querySelectorAll("figure[data-chart]");
for (const figure of figures) {
  let drawn = 0;
  // Observing also reports the first size, so this draws the chart and draws it again whenever its room changes.
  new ResizeObserver(() => {
    if (figure.clientWidth !== drawn) {
      drawn = figure.clientWidth;
      draw(figure);
    }
  }).observe(figure);
}
addEventListener("beforeprint", () => figures.forEach((figure) => draw(figure, PAPER)));
addEventListener("afterprint", () => figures.forEach((figure) => draw(figure)));
