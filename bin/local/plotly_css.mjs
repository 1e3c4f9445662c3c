// Writes the style rules that plotly.js would otherwise insert by script, which our content security policy forbids:
//     node plotly_css.mjs plotly-basic.min.js plotly-global.css
// The bundle holds them as one object literal, selector -> declarations, in which X stands for the plot and Y for
// its notifier. Plotly inserts each rule before the last one, so the sheet has them in reverse.

import { readFileSync, writeFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

const FEWEST_RULES = 60; // 66 in plotly.js 4.1; far fewer would mean that we found something else
const [bundlePath, sheetPath] = process.argv.slice(2);
const bundle = readFileSync(bundlePath, "utf8");
const start = bundle.indexOf('{"X,X div":');
const end = bundle.indexOf("}", start);
const table = start < 0 ? {} : runInNewContext(`(${bundle.slice(start, end + 1)})`);

const rules = Object.entries(table).map(([shorthand, declarations]) => {
  const selector = shorthand
    .replace(/^,/, " ,")
    .replaceAll("X", ".js-plotly-plot .plotly")
    .replaceAll("Y", ".plotly-notifier");
  return `${selector}{${declarations}}`;
});
if (rules.length < FEWEST_RULES) {
  throw new Error(`Plotly's style table was not found in ${bundlePath}: has plotly.js changed its form?`);
}
writeFileSync(sheetPath, `${rules.reverse().join("\n")}\n`);
