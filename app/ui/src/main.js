import "htmx.org";
import { guardLeaving } from "./leaving.js";
import { openDialogs } from "./dialogs.js";
import { listenForKeys } from "./keys.js";
import { previewUploads } from "./uploads.js";
import { growRows } from "./rows.js";
import { hideWhatDoesNotApply } from "./visibility.js";
import { showHere } from "./here.js";
import { switchTheme } from "./theme.js";
import { leaveWhenIdle } from "./idle.js";
import { offerPrinting } from "./printing.js";

// Pages work without any of this; each part finds its own places and leaves when there are none.
const parts = [openDialogs, previewUploads, growRows, hideWhatDoesNotApply, guardLeaving, listenForKeys, showHere, switchTheme, leaveWhenIdle, offerPrinting];

function start() {
  document.querySelector("[data-focus-first]")?.focus();
  for (const part of parts) part(document);
}

document.addEventListener("DOMContentLoaded", start);
