// Inbox keys: J K next and previous, X pick, Enter open, T take, / search, ? all keys. They can be turned off (WCAG 2.1.4).
const OFF = "keys-off";

export function listenForKeys(page) {
  const search = page.querySelector("[data-search]");
  const table = page.querySelector("table[data-keys]");
  const help = document.getElementById("keys-help");
  const setting = page.querySelector("[data-keys-setting]");
  if (setting) {
    setting.checked = !off();
    setting.addEventListener("change", () => {
      try { setting.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* only for this page */ }
    });
  }
  const rows = table ? [...table.querySelectorAll("tr[data-row]")] : [];
  let current = -1;
  const go = (step) => {
    if (!rows.length) return;
    rows[current]?.classList.remove("cur");
    current = Math.max(0, Math.min(rows.length - 1, current + step));
    rows[current].classList.add("cur");
    rows[current].querySelector("a").focus({ preventScroll: true });
    rows[current].scrollIntoView({ block: "nearest" });
  };
  const acts = {
    j: () => go(1),
    k: () => go(-1),
    x: () => rows[current]?.querySelector("input[type=checkbox]")?.click(),
    t: () => rows[current]?.querySelector("[data-take]")?.click(),
    "/": () => search?.focus(),
    "?": () => help?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || off() || typing(event.target)) return;
    const act = acts[event.key.toLowerCase()];
    if (!act || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act();
  });
  table?.addEventListener("change", (event) => {
    event.target.closest("tr[data-row]")?.classList.toggle("sel", event.target.checked);
    const picked = table.querySelectorAll("tr[data-row] input:checked").length;
    const bar = document.getElementById("batch");
    bar.hidden = !picked;
    bar.querySelector("[data-count]").textContent = picked;
  });
}

function off() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function typing(target) {
  return target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}
