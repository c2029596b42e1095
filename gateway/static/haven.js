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

// What the data asked for would cost, beside the questions: the table of the page of charges, asked again after each save.
const estimate = async (root = document) => {
  const at = root.querySelector("[data-estimate]")?.dataset.estimate;
  const place = document.getElementById("estimate");
  if (!at || !place) return;
  try {
    const text = await (await fetch(at, { headers: { Accept: "text/html" } })).text();
    const found = new DOMParser().parseFromString(text, "text/html").querySelector('[aria-labelledby="result"]');
    if (found) place.replaceChildren(found);
  } catch {
    // away for a moment: the link is still there
  }
};
estimate();

// A section of the form saves itself half a minute after the last change. Without this, it is saved by its buttons.
// What could not be kept is sent again by itself, and nobody leaves the page with it unasked.
const form = document.querySelector("[data-autosave]")?.closest("form");
if (form) {
  const told = form.querySelector("[data-autosave]");
  const say = (words) => { told.textContent = words; };
  let waiting, changes = 0, kept = 0;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(save, 30000); };
  const away = () => { say("Not saved yet: Haven cannot be reached. What you typed is still here, and is sent again in half a minute."); later(); };
  const save = async () => {
    const sent = new FormData(form), these = changes;
    sent.set("go", "stay");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: sent, headers: { Accept: "text/html" } });
      if (answer.status === 409) return say("Somebody else has saved this section. Save it to see both texts.");
      if (answer.status === 401) return say("Not saved yet: you have been signed out. Save to see what you typed, and copy it before you sign in again.");
      if (answer.status >= 500 || answer.status === 429) return away();
      const saved = new URL(answer.url).searchParams.get("saved");
      if (!answer.ok || saved === null) return say("Not saved yet: something has to be put right first. Save to see what.");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = (from, name) => from.querySelector(`form[method="post"] input[name="${name}"]`);
      const alone = found(fresh, "expected_version")?.value === saved;
      for (const name of alone ? ["id", "was"] : ["id"]) {
        const now = found(fresh, name);
        const mine = found(document, name);
        if (now && mine) mine.value = now.value;
      }
      // The version that this save made, not the newest: what somebody else has saved since was not seen here.
      const version = found(document, "expected_version");
      if (version) version.value = saved;
      kept = these;
      estimate(fresh);
      const fields = fresh.getElementById("fields-of-datasets");
      if (fields) document.getElementById(fields.id)?.replaceWith(fields);
      say(`Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}.`);
    } catch {
      away();
    }
  };
  form.addEventListener("input", () => { changes += 1; later(); });
  form.addEventListener("submit", () => { kept = changes; clearTimeout(waiting); });
  addEventListener("beforeunload", (event) => { if (kept < changes) event.preventDefault(); });
}
