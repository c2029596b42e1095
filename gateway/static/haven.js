// Pages work without this. It starts the NHS design system's components where the browser can run them.
import { initAll } from "./vendor/nhsuk-frontend.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
