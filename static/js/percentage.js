// Beside a numerator and a denominator: the percentage they give, while it is typed. The server works it out again.

const number = (text) => {
  const plain = text.replace(/[\s,]/g, "").replace("\u2212", "-");
  return /^[-+]?\d*\.?\d+$/.test(plain) ? Number(plain) : NaN;
};

export const words = (numerator, denominator) => {
  const [top, bottom] = [number(numerator), number(denominator)];
  return bottom > 0 && Number.isFinite(top) ? `= ${((top * 100) / bottom).toFixed(2)}%` : "";
};

export function workOutPercentages(root) {
  for (const group of root.querySelectorAll("[data-percentage]")) {
    const [numerator, denominator] = group.querySelectorAll("input");
    const result = group.querySelector("[data-percentage-result]");
    const show = () => {
      result.textContent = words(numerator.value, denominator.value);
    };
    group.addEventListener("input", show);
    show();
  }
}
