// Shows a part of another page where this page names it.
//
//   <div data-part-of="/services/highways/risks/"><a href="/services/highways/risks/">Risks of the service</a></div>
//
// The address is asked for once, and what stands in its element with the id "part" takes the place of the link. Without
// JavaScript, or when there is no answer, the link leads to the same.

/** Fill every such element below `root`. */
export function showParts(root) {
  for (const element of root.querySelectorAll("[data-part-of]")) {
    show(element);
  }
}

async function show(element) {
  const part = await ask(element.dataset.partOf);
  if (part) {
    element.removeAttribute("data-part-of");
    element.replaceChildren(...part.childNodes);
  }
}

/** The part of the page at an address, or null where there is none to be had: the link stays. */
async function ask(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!response.ok || response.redirected) {
      return null;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.getElementById("part");
  } catch (error) {
    if (error instanceof TypeError) {
      return null; // the network is away
    }
    throw error;
  }
}
