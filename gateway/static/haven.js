// Pages work without this. It starts the NHS design system's components where the browser can run them.
import { initAll } from "./vendor/nhsuk-frontend.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();

// Long work shows its state without being asked: the part of the page is fetched again until it is no longer marked.
const again = () => {
  const part = document.querySelector("[data-again]");
  if (!part) return;
  setTimeout(async () => {
    try {
      const text = await (await fetch(location.href, { headers: { Accept: "text/html" } })).text();
      const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
      if (fresh && fresh.outerHTML !== part.outerHTML) part.replaceWith(fresh);
    } catch {
      // away for a moment: asked again
    }
    again();
  }, 5000);
};
again();
