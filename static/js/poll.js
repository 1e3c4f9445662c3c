// Waits for work that is still being done, without reloading the page.
//
//   <div data-poll-url="/kpis/visits/rating/" role="status">Being rated. <a href="">Show the rating</a></div>
//
// Every second the address is asked for the element's new content (a fragment of HTML from this site). An answer that
// holds an element with data-poll-url is still pending and is asked again at its own address; any other is the result.
// Without JavaScript, or when the answers stop, the link inside the element does the same by hand.

const EVERY_MS = 1000;
const GIVE_UP_AFTER = 120;

/** Follow every pending element below `root`. */
export function watchPending(root) {
  for (const element of root.querySelectorAll("[data-poll-url]")) {
    // A page may mark the place and the fragment in it alike: the outer one asks for both.
    if (!element.parentElement.closest("[data-poll-url]")) {
      follow(element);
    }
  }
}

async function follow(element) {
  for (let asked = 0; asked < GIVE_UP_AFTER && element.isConnected; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    const fragment = await ask(element.dataset.pollUrl);
    if (fragment === null) {
      continue;
    }
    const next = fragment.querySelector("[data-poll-url]");
    if (next) {
      // Only what changed is touched, so that a screen reader is not told the same thing every second.
      if (next.innerHTML !== element.innerHTML) {
        element.replaceChildren(...next.childNodes);
      }
      element.dataset.pollUrl = next.dataset.pollUrl;
    } else {
      element.removeAttribute("data-poll-url");
      element.replaceChildren(...fragment.body.childNodes);
      return;
    }
  }
}

/** The answer as a document of its own, or null where there was none this time: the next second asks again. */
async function ask(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!response.ok || response.redirected) {
      return null;
    }
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch (error) {
    if (error instanceof TypeError) {
      return null; // the network is away for a moment
    }
    throw error;
  }
}
